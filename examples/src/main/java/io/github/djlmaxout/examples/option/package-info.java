/**
 * Options that several commands have, and what is made of them: settings, data sets, engines.
 *
 * <p>Read {@link io.github.djlmaxout.examples.option.TrainingOptions} first. Uses {@code
 * experiment}, {@code run}, {@code train}, {@code model} and {@code data}, and no command.
 */
package io.github.djlmaxout.examples.option;
