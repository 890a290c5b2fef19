// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.util.Map;
import java.util.Set;

/** A whole training step: an operation is one round of all formulations. */
@State(Scope.Benchmark)
public class NetworkBenchmark extends RaceBenchmark {

    /** The network. */
    @Param("WIDE")
    public Network network;

    @Override
    void enter(Map<Formulation, Contestant> contestants) {
        for (Formulation formulation :
                Formulation.raced(engine, network.kind(), Layer.Size.MIDDLE, true)) {
            contestants.put(
                    formulation,
                    new NetworkContestant(engine, network.build(formulation), network.input()));
        }
    }

    @Override
    RaceResult result(Set<Formulation> formulations, Race race) {
        return RaceResult.of(
                engine,
                network.title(),
                "batch " + network.input().get(0),
                network.pieces(),
                "training step",
                formulations,
                race);
    }
}
