/**
 * The subcommands that measure one network, {@code jacobian}, {@code ntk}, {@code hessian}, {@code
 * rank} and {@code regions}: each a command, a report (what is printed, and files of numbers) and a
 * picture.
 *
 * <p>Read {@link io.github.djlmaxout.examples.instrument.AnalysisCommand} first: what they share.
 * Uses {@code command}, {@code option}, {@code plot} and what is below.
 */
package io.github.djlmaxout.examples.instrument;
