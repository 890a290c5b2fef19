/** Runs blocks of which nothing is known, and sees what happens inside of them. */
package io.github.djlmaxout.network.run;
