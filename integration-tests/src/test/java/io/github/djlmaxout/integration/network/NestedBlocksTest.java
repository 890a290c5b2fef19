// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;

import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.diagnostics.kernel.EmpiricalNtk;
import io.github.djlmaxout.diagnostics.kernel.OutputContraction;
import io.github.djlmaxout.diagnostics.probe.NetworkParameters;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.EngineFault;
import io.github.djlmaxout.network.NetworkStructure;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import java.util.List;

/** Blocks inside of blocks, more than a stack takes. */
class NestedBlocksTest {

    private static final Shape INPUT = new Shape(2, 4);

    /** DJL's own recursion ends with a StackOverflowError there. */
    @OnEachEngine
    void areRefusedBeforeAnythingRecurs(String engine) {
        try (NDManager manager = NDManager.newBaseManager(null, engine)) {
            NDArray batch = manager.ones(INPUT);
            Block network = nested(manager, 5000);
            for (ThrowingCallable entry :
                    List.<ThrowingCallable>of(
                            () -> NetworkStructure.read(network, INPUT),
                            () -> NetworkStructure.read(network, new NDList(batch)),
                            () -> InitializationPlan.of(network, INPUT, Scheme.maxout()),
                            () ->
                                    InitializationPlan.of(
                                            network, Scheme.maxout(), new NDList(batch)),
                            () -> SignalCheck.run(network, new NDList(batch)),
                            () -> EmpiricalNtk.compute(network, batch, OutputContraction.TRACE),
                            () -> NetworkWalk.of(network, INPUT),
                            () -> NetworkParameters.of(network),
                            () -> EngineFault.of(network))) {
                assertThatThrownBy(entry)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("nested more than 500 deep");
            }
        }
    }

    @OnEachEngine
    void areReadAndRunWhereTheStackSuffices(String engine) {
        try (NDManager manager = NDManager.newBaseManager(null, engine)) {
            Block network = nested(manager, 499);
            assertThat(NetworkStructure.read(network, INPUT).layers()).hasSize(1);
            assertThat(NetworkParameters.of(network).parameters()).hasSize(2);
            SignalCheck check = SignalCheck.run(network, new NDList(manager.ones(INPUT)));
            assertThat(check.layers()).hasSize(1);
        }
    }

    private static Block nested(NDManager manager, int depth) {
        Block block = Linear.builder().setUnits(3).build();
        block.initialize(manager, DataType.FLOAT32, INPUT);
        for (int i = 0; i < depth; i++) {
            block = new SequentialBlock().add(block);
        }
        return block;
    }
}
