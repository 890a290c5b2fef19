/**
 * The command-line program {@code djl-maxout}: its entry and what it says of mistakes.
 *
 * <p>Read {@link io.github.djlmaxout.examples.DjlMaxout} first, then a command. From the top down:
 * {@code command} and {@code instrument} (the subcommands), {@code option} (their options), {@code
 * experiment} (initializations compared), {@code run} (the folder that a training leaves), {@code
 * train} (a training), {@code model} (the network), {@code data} (samples), {@code plot} (pictures
 * and tables). Each uses those after it, none those before it.
 */
package io.github.djlmaxout.examples;
