// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run that is watched, and how it was made.
 *
 * @param title what the run is called
 * @param started when watching began
 * @param layers the layers with parameters, in the order of the block tree
 * @param manifest how the run was made: versions, engine, machine, seed, settings, in the order to
 *     show them
 * @param outputs how many arrays come out of the network; 0 where that is not known
 */
public record RunInfo(
        String title,
        Instant started,
        List<LayerInfo> layers,
        Map<String, String> manifest,
        int outputs) {

    /**
     * Keeps unchangeable copies.
     *
     * @param title what the run is called
     * @param started when watching began
     * @param layers the layers with parameters, in the order of the block tree
     * @param manifest how the run was made: versions, engine, machine, seed, settings, in the order
     *     to show them
     * @param outputs how many arrays come out of the network; 0 where that is not known
     */
    public RunInfo {
        layers = List.copyOf(layers);
        manifest = Collections.unmodifiableMap(new LinkedHashMap<>(manifest));
    }

    /**
     * Describes a run of a network of which it is not known how many outputs it has.
     *
     * @param title what the run is called
     * @param started when watching began
     * @param layers the layers with parameters, in the order of the block tree
     * @param manifest how the run was made
     */
    public RunInfo(
            String title, Instant started, List<LayerInfo> layers, Map<String, String> manifest) {
        this(title, started, layers, manifest, 0);
    }
}
