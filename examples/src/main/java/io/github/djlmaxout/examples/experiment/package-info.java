/**
 * Initializations compared: moments measured and predicted, networks trained at their best rates,
 * tables that a stopped comparison goes on from, and one page that shows them.
 *
 * <p>Read {@link io.github.djlmaxout.examples.experiment.MomentExperiment} and {@link
 * io.github.djlmaxout.examples.experiment.TrainingRunner} first, then {@link
 * io.github.djlmaxout.examples.experiment.ExperimentFolder}. Uses {@code train}, {@code model},
 * {@code data} and {@code plot}.
 */
package io.github.djlmaxout.examples.experiment;
