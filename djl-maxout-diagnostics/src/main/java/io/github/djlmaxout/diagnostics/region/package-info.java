/**
 * Linear regions, breakpoints and decision boundaries of piecewise linear networks, exactly, on
 * slices, segments and curves of the input space.
 */
package io.github.djlmaxout.diagnostics.region;
