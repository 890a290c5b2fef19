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
 */
public record RunInfo(
        String title, Instant started, List<LayerInfo> layers, Map<String, String> manifest) {

    /**
     * Keeps unchangeable copies.
     *
     * @param title what the run is called
     * @param started when watching began
     * @param layers the layers with parameters, in the order of the block tree
     * @param manifest how the run was made: versions, engine, machine, seed, settings, in the order
     *     to show them
     */
    public RunInfo {
        layers = List.copyOf(layers);
        manifest = Collections.unmodifiableMap(new LinkedHashMap<>(manifest));
    }
}
