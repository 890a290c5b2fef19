// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.network.PlacedBlock;
import io.github.djlmaxout.network.run.TracedLayer;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutLayer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The layers that were seen at work inside of a block that is not read, by their names. */
final class InnerLayers {

    private final OwnedParameters owned;

    InnerLayers(OwnedParameters owned) {
        this.owned = owned;
    }

    /**
     * The signals of layers in the order of their work; of a block that is seen with several of its
     * own parameters the first.
     */
    List<LayerSignal> signals(List<TracedLayer> layers) {
        List<LayerSignal> signals = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (TracedLayer layer : layers) {
            PlacedBlock owner = owned.of(layer.weight());
            if (owner != null && names.add(owner.name())) {
                signals.add(signal(layer, owner));
            }
        }
        return signals;
    }

    private static LayerSignal signal(TracedLayer layer, PlacedBlock owner) {
        int last = layer.output().getShape().dimension() - 1;
        int axis = layer.isConvolution() ? Math.min(1, last) : Math.max(last, 0);
        if (!(owner.block() instanceof MaxoutLayer maxout)) {
            return new LayerSignal(
                    owner.name(),
                    layer.input(),
                    layer.output(),
                    axis,
                    Double.NaN,
                    Optional.empty());
        }
        int stacked = layer.isConvolution() ? 1 : -1;
        NDArray maximum = Maxout.maxout(layer.raw(), stacked, maxout.getStacking());
        PreActivations pieces = new PreActivations(layer.raw(), stacked, maxout.getStacking());
        return new LayerSignal(
                owner.name(), layer.input(), maximum, axis, Double.NaN, Optional.of(pieces));
    }
}
