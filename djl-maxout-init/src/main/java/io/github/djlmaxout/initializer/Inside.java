// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.network.Step;

import java.util.List;

/**
 * A step that could not be read, with the sequences inside of it that could.
 *
 * @param step the step
 * @param parts the sections of each sequence; what comes into one is not known
 */
record Inside(Step step, List<List<Section>> parts) implements Section {}
