/**
 * Linear regions, breakpoints and decision boundaries of piecewise linear networks, exactly, on
 * slices, segments and curves of the input space.
 *
 * <p>Begin with {@code PiecewiseLinearNetwork}. What is read of a network is in {@code internal};
 * {@code Subdivision} cuts {@code Cell}s by it, where {@code PieceComparison} finds that the active
 * piece of a unit changes.
 */
package io.github.djlmaxout.diagnostics.region;
