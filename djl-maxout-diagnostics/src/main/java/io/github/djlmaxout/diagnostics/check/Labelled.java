// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;

import java.util.Optional;

/**
 * A batch, and what a network is to make of it.
 *
 * @param data the inputs
 * @param labels what the outputs are compared with; empty if that is not known
 * @param loss how, if it is known
 */
record Labelled(NDList data, NDList labels, Optional<Loss> loss) {}
