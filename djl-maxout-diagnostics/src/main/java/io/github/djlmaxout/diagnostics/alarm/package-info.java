/** What is wrong with a training, and how to mend it. */
package io.github.djlmaxout.diagnostics.alarm;
