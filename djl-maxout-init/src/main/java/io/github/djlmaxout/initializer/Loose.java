// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.network.Step;

/**
 * A step that does not belong to a layer with weights: before the first one, or after branches.
 *
 * @param step the step
 */
record Loose(Step step) implements Section {}
