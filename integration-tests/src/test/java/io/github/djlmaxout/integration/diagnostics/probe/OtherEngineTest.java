// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.diagnostics.curvature.GaussNewton;
import io.github.djlmaxout.diagnostics.jacobian.InputJacobian;
import io.github.djlmaxout.diagnostics.jacobian.JacobianGrowth;
import io.github.djlmaxout.diagnostics.jacobian.ParameterRank;
import io.github.djlmaxout.diagnostics.kernel.EmpiricalNtk;
import io.github.djlmaxout.diagnostics.kernel.OutputContraction;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.diagnostics.probe.LossSurface;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.List;
import java.util.Map;

/** A network of one engine and a batch of another: a sentence, or the right numbers. */
class OtherEngineTest {

    private static final Shape INPUT = new Shape(4, 3);

    private interface Mixed {
        void run(SequentialBlock network, NDArray batch);
    }

    private static List<String> others(String engine) {
        return OnEachEngine.Declared.engines().filter(name -> !name.equals(engine)).toList();
    }

    private static SequentialBlock network(NDManager manager) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(MaxoutLinear.builder().setUnits(5).setPieces(2).build())
                        .add(Linear.builder().setUnits(2).build());
        network.initialize(manager, DataType.FLOAT32, INPUT);
        return network;
    }

    private static void refused(String engine, Mixed mixed) {
        for (String other : others(engine)) {
            try (NDManager here = Engine.getEngine(engine).newBaseManager();
                    NDManager there = Engine.getEngine(other).newBaseManager()) {
                SequentialBlock network = network(here);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> mixed.run(network, there.ones(INPUT)))
                        .withMessageContaining("of " + other)
                        .withMessageContaining(engine)
                        .withMessageContaining(
                                "make the batch with Engine.getEngine(\""
                                        + engine
                                        + "\").newBaseManager()");
            }
        }
    }

    private static NDArray labels(NDArray batch) {
        return batch.getManager().zeros(new Shape(INPUT.get(0)));
    }

    @OnEachEngine
    void aSentenceAtEachEntryPoint(String engine) {
        Loss loss = Loss.softmaxCrossEntropyLoss();
        refused(engine, (network, batch) -> SignalCheck.run(network, new NDList(batch)));
        refused(
                engine,
                (network, batch) -> EmpiricalNtk.compute(network, batch, OutputContraction.TRACE));
        refused(engine, (network, batch) -> walk(network).forward(new NDList(batch)).close());
        refused(
                engine,
                (network, batch) ->
                        walk(network)
                                .backward(
                                        new NDList(batch),
                                        batch.getManager().ones(new Shape(INPUT.get(0), 2))));
        refused(engine, (network, batch) -> InputJacobian.of(walk(network), new NDList(batch)));
        refused(
                engine,
                (network, batch) -> JacobianGrowth.of(walk(network), new NDList(batch), 2, 1));
        refused(engine, (network, batch) -> ParameterRank.of(walk(network), new NDList(batch)));
        refused(
                engine,
                (network, batch) ->
                        GaussNewton.of(
                                walk(network),
                                new NDList(batch),
                                new NDList(labels(batch)),
                                loss,
                                p -> true));
        refused(
                engine,
                (network, batch) ->
                        LossSurface.of(
                                        walk(network),
                                        new NDList(batch),
                                        new NDList(labels(batch)),
                                        loss,
                                        p -> true)
                                .value(new double[52]));
        refused(
                engine,
                (network, batch) -> {
                    try (BatchProbe probe =
                            BatchProbe.of(
                                    network, new NDList(batch), 2, Statistics.RUNNING, Map.of())) {
                        probe.signals();
                    }
                });
    }

    private static NetworkWalk walk(SequentialBlock network) {
        return NetworkWalk.of(network, INPUT);
    }

    /** Plans keep a batch's values on the JVM. */
    @OnEachEngine
    void plansMeasureOnAnyBatch(String engine) {
        for (String other : others(engine)) {
            try (NDManager here = Engine.getEngine(engine).newBaseManager();
                    NDManager there = Engine.getEngine(other).newBaseManager()) {
                SequentialBlock network = network(here);
                assertThat(plan(network, there.ones(INPUT)).toString())
                        .isEqualTo(plan(network, here.ones(INPUT)).toString());
                InitializationPlan.of(network, INPUT, Scheme.dataDependent(there.ones(INPUT)))
                        .apply(network);
            }
        }
    }

    private static InitializationPlan plan(SequentialBlock network, NDArray batch) {
        return InitializationPlan.builder(network, INPUT).optBatch(batch).build();
    }
}
