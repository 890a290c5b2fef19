/**
 * The subcommands that train, evaluate, check, compare and reproduce, and what all subcommands
 * stand on.
 *
 * <p>Read {@link io.github.djlmaxout.examples.command.TrainCommand} for a command of its own,
 * {@link io.github.djlmaxout.examples.command.NetworkCommand} for those that look into one network.
 * Used by {@code instrument}; uses everything but that.
 */
package io.github.djlmaxout.examples.command;
