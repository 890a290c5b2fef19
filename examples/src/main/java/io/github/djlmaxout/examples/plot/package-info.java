/**
 * Pictures as SVG, and tables as text.
 *
 * <p>Read {@link io.github.djlmaxout.examples.plot.Drawing} first. Uses no other package of the
 * program.
 */
package io.github.djlmaxout.examples.plot;
