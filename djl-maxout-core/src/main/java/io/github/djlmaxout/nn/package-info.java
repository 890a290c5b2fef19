/**
 * Maxout layers for the Deep Java Library, dense and convolutional, on any engine that trains.
 *
 * <p>A maxout unit u has K pieces, each an affine map of the same input x, and returns the largest:
 *
 * <pre>h_u(x) = max over k = 1..K of (w_uk · x + b_uk)</pre>
 *
 * <p>with the weight vector w_uk and the bias b_uk of piece k. A layer of n units therefore
 * computes K·n pre-activations and returns n values.
 *
 * <p>The layers follow the form of the library's own blocks: a builder whose {@code set} methods
 * are required and whose {@code opt} methods are not, parameters in 32-bit or 64-bit floating
 * point, and metadata with a version.
 *
 * <p>Conventions that hold in the whole package:
 *
 * <ul>
 *   <li>Weights are stored stacked, one row (or filter) for each pre-activation, so that the fan-in
 *       an initializer reads from the shape is the true one.
 *   <li>Pieces are laid out piece-major unless said otherwise: all first pieces, then all second
 *       pieces.
 *   <li>When pieces tie, the first one is active and alone receives the gradient, on every engine.
 *   <li>A NaN in any piece makes the unit NaN.
 * </ul>
 *
 * <p>Reference: I. J. Goodfellow, D. Warde-Farley, M. Mirza, A. Courville, Y. Bengio, <i>Maxout
 * Networks</i>, ICML 2013.
 */
package io.github.djlmaxout.nn;
