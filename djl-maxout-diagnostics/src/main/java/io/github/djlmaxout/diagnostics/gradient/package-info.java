/** What is measured of gradients. */
package io.github.djlmaxout.diagnostics.gradient;
