package io.github.djlmaxout.network;

/** Batch or layer normalization: at the start, zero mean and unit variance whatever came in. */
public record Normalization() implements Operation {}
