/** Numerical pieces that several subjects of the mathematics share; not for users. */
package io.github.djlmaxout.propagation.internal;
