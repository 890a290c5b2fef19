/**
 * What a finite width does: moments of the norm of a layer's output below the second, and the width
 * that a depth needs.
 *
 * <p>Read {@link io.github.djlmaxout.propagation.width.FractionalMoment} first, then {@link
 * io.github.djlmaxout.propagation.width.WidthBound} and {@link
 * io.github.djlmaxout.propagation.width.WidthAdvice}.
 */
package io.github.djlmaxout.propagation.width;
