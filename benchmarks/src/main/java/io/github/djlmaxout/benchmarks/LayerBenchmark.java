// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.ndarray.types.Shape;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One layer, forward or forward and backward: an operation is one round of all formulations. */
@State(Scope.Benchmark)
public class LayerBenchmark extends RaceBenchmark {

    /** The kind of layer. */
    @Param("LINEAR")
    public Layer layer;

    /** How large it is. */
    @Param("MIDDLE")
    public Layer.Size size;

    /** The number of pieces. */
    @Param("3")
    public int pieces;

    /** Whether gradients are computed. */
    @Param("true")
    public boolean gradients;

    @Override
    void enter(Map<Formulation, Contestant> contestants) {
        Shape input = layer.input(size);
        for (Formulation formulation : Formulation.raced(engine, layer, size, gradients)) {
            contestants.put(
                    formulation,
                    new LayerContestant(
                            engine,
                            formulation.block(layer, layer.units(size), pieces),
                            input,
                            gradients));
        }
    }

    @Override
    RaceResult result(Set<Formulation> formulations, Race race) {
        String pass = gradients ? "forward+backward" : "forward";
        String subject = layer.name().toLowerCase(Locale.ROOT);
        String setting = size.name().toLowerCase(Locale.ROOT);
        return RaceResult.of(engine, subject, setting, pieces, pass, formulations, race);
    }
}
