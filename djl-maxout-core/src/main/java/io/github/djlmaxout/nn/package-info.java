/**
 * Maxout layers for the Deep Java Library.
 *
 * <p>A maxout unit is the maximum of {@code K} affine functions of its input, its pieces: {@code
 * h(x) = max_k (w_k . x + b_k)}. {@link io.github.djlmaxout.nn.MaxoutLinear} and {@link
 * io.github.djlmaxout.nn.MaxoutConv2d} (also 1d and 3d) are such layers with their own weights;
 * {@link io.github.djlmaxout.nn.Maxout} is the maximum alone, to put behind any other layer. {@link
 * io.github.djlmaxout.nn.PieceLayout} says how pieces are stacked, {@link
 * io.github.djlmaxout.nn.ActivePieces} which of them win, {@link
 * io.github.djlmaxout.nn.MaxNormOptimizer} bounds their weights, and {@link
 * io.github.djlmaxout.nn.GaussianMaximum} what a unit does to Gaussian input, from which the
 * default initializer follows.
 *
 * <p>Source: I. J. Goodfellow, D. Warde-Farley, M. Mirza, A. Courville, Y. Bengio, <i>Maxout
 * Networks</i>, ICML 2013, arXiv 1302.4389.
 */
package io.github.djlmaxout.nn;
