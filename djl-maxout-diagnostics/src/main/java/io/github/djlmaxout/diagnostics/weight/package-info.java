/** What is measured of weights and of their updates. */
package io.github.djlmaxout.diagnostics.weight;
