// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.saving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;

import com.sun.management.ThreadMXBean;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv1d;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A corrupted file ends in an exception or in what was saved: never in an error, a hang, a flood of
 * memory or a half-loaded layer.
 */
class CorruptionTest {

    private static final int CASES_OF_A_LAYER = 240;
    private static final int CASES_OF_A_NETWORK = 600;
    private static final long SEED = 20130218;

    /** Only ends what would never end: loading takes milliseconds, and no limit is promised. */
    private static final Duration HANGS = Duration.ofMinutes(10);

    /**
     * Less than any of the huge lengths would take if it were believed. Loading these small files
     * takes 4 MiB, most of it in DJL's decoder, which takes a buffer of 1 MiB for every array.
     */
    private static final long MEMORY_LIMIT = Corruption.LEAST_HUGE_NUMBER / 2;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Something saved, what it takes, and where the bytes begin that our layers wrote. */
    private record Saved(String name, Supplier<Block> builder, Shape input, int start) {

        Block initialized(NDManager manager, int factor) {
            Block block = builder.get();
            Formula.initialize(block, manager, DataType.FLOAT32, factor, input);
            return block;
        }
    }

    @OnEachEngine
    void layersAlone(String engine) throws IOException {
        for (LayerKind kind : LayerKind.values()) {
            corrupt(
                    engine,
                    new Saved(kind.name(), kind::build, kind.input(2), 0),
                    CASES_OF_A_LAYER);
        }
    }

    /**
     * Spares the bytes that {@code SequentialBlock} itself writes before its first child: DJL reads
     * them without a check. A wrong number of input shapes or of axes there is allocated as it
     * stands and ends in an OutOfMemoryError, and a flipped flag makes the block return the outputs
     * of all its children; no layer inside can prevent that.
     */
    @OnEachEngine
    void networks(String engine) throws IOException {
        corrupt(
                engine,
                new Saved(
                        "network",
                        CorruptionTest::network,
                        new Shape(2, 3, 9),
                        SavedBytes.sequentialHeader(3)),
                CASES_OF_A_NETWORK);
    }

    private static Block network() {
        return new SequentialBlock()
                .add(
                        MaxoutConv1d.builder()
                                .setFilters(4)
                                .setPieces(2)
                                .setKernelShape(new Shape(3))
                                .build())
                .add(Maxout.block(2))
                .add(MaxoutLinear.builder().setUnits(5).setPieces(3).build())
                .add(MaxoutLinear.builder().setUnits(2).setPieces(2).optBias(false).build());
    }

    private static void corrupt(String engine, Saved saved, int cases) throws IOException {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Block original = saved.initialized(manager, 37);
            byte[] file = SavedBytes.of(original);
            Corruption[] kinds = Corruption.values();
            List<Contents> whole = layers(original);
            int refused = 0;
            for (int i = 0; i < cases; i++) {
                Random random = new Random(SEED + i);
                Corruption kind = kinds[i % kinds.length];
                int at = saved.start + random.nextInt(file.length - saved.start);
                byte[] corrupted = kind.apply(file, at, random);
                String name = saved.name + ", " + kind + " at " + at + ", seed " + (SEED + i);
                try (NDManager scope = manager.newSubManager()) {
                    Block target =
                            i / kinds.length % 2 == 0
                                    ? saved.builder.get()
                                    : saved.initialized(scope, 41);
                    refused += loads(name, corrupted, target, whole, scope) ? 0 : 1;
                }
            }
            // nine in ten at least, or the corruptions corrupt nothing
            assertThat(refused).as(saved.name).isGreaterThan(cases * 9 / 10);
        }
    }

    /** Whether the file was taken. */
    private static boolean loads(
            String name, byte[] file, Block target, List<Contents> whole, NDManager manager) {
        List<Contents> before = layers(target);
        int arrays = manager.getManagedArrays().size();
        boolean taken =
                assertTimeoutPreemptively(HANGS, () -> taken(name, file, target, manager), name);
        List<Contents> after = layers(target);
        if (taken) {
            assertThat(after).as(name).isEqualTo(whole);
            return true;
        }
        int done = 0;
        while (done < before.size() - 1 && after.get(done).equals(whole.get(done))) {
            done++;
        }
        assertThat(after.subList(done, after.size()))
                .as(name + ": layers from " + done + " on are as they were")
                .isEqualTo(before.subList(done, before.size()));
        if (done == 0) {
            assertThat(manager.getManagedArrays()).as(name).hasSize(arrays);
        }
        return false;
    }

    /** Lets only the exceptions through to a "no" that loading declares. */
    private static boolean taken(String name, byte[] file, Block target, NDManager manager) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        try {
            SavedBytes.load(file, target, manager);
            return true;
        } catch (IOException | MalformedModelException e) {
            assertThat(e).as(name).hasMessageMatching("(?s).{10,}");
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(name, e);
        } finally {
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated)
                    .as(name + ": bytes allocated")
                    .isLessThan(MEMORY_LIMIT);
        }
    }

    private static List<Contents> layers(Block block) {
        return block instanceof SequentialBlock
                ? block.getChildren().values().stream().map(Contents::of).toList()
                : List.of(Contents.of(block));
    }
}
