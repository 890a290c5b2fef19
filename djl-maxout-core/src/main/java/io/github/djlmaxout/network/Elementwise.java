// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

/**
 * One function applied to every value by itself, such as an activation function.
 *
 * @param function the function
 */
public record Elementwise(ScalarFunction function) implements Operation {}
