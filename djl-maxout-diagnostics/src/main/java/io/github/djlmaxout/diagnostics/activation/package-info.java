/** What is measured of activations and of the pieces of maxout units. */
package io.github.djlmaxout.diagnostics.activation;
