package io.github.djlmaxout.network;

/**
 * Something that could not be found out: nothing is assumed of it.
 *
 * @param reason why, in a sentence, and what would help
 */
public record Unknown(String reason) implements Operation {}
