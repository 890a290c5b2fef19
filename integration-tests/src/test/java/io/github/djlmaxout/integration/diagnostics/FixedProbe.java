// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.Probe;

import java.util.List;
import java.util.Optional;

/** A probe of which the signals are not known. */
public record FixedProbe(Block network, NDList batch, NDList labels, Optional<Loss> loss)
        implements Probe {

    @Override
    public List<LayerSignal> signals() {
        throw new AssertionError("no signals are needed");
    }
}
