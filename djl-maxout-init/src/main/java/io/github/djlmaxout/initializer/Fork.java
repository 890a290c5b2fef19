// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Step;

import java.util.List;

/**
 * Branches from one signal to one signal.
 *
 * @param step the step that has the branches
 * @param branches the sections of each branch
 * @param combination how the outputs become one
 */
record Fork(Step step, List<List<Section>> branches, Branches.Combination combination)
        implements Section {}
