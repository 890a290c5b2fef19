// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.basicmodelzoo.cv.object_detection.yolo.YOLOV3;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;

import io.github.djlmaxout.integration.OnEachEngine;

import java.util.List;
import java.util.Map;

/** Reading costs what its documentation says, counted; times are printed and not tested. */
class ReadingCostTest {

    private static final Shape IMAGE = new Shape(1, 3, 224, 224);

    private static Block resNet() {
        return ResNetV1.builder()
                .setImageShape(new Shape(3, 224, 224))
                .setNumLayers(50)
                .setOutSize(1000)
                .build();
    }

    /** A network read, and what that took. */
    private record Read(List<Step> steps, Effort effort) {

        static Read of(Block network, Shape input, String engine) {
            long start = System.nanoTime();
            NetworkReader reader = new NetworkReader(Engine.getEngine(engine), Map.of());
            Read read = new Read(reader.read(network, input), reader.effort());
            System.out.printf(
                    "%s on %s: %d ms, %d runs, %d MB, %.3g multiplications%n",
                    network.getClass().getSimpleName(),
                    engine,
                    (System.nanoTime() - start) / 1_000_000,
                    reader.effort().runs(),
                    reader.effort().bytes() >> 20,
                    reader.effort().multiplications());
            return read;
        }

        /** The layers in branches and inside of what is not read included. */
        List<Step> layers() {
            return new Unknown("", List.of(steps)).inside();
        }
    }

    @OnEachEngine
    void residualNetworksAreReadToTheEnd(String engine) {
        Block network = resNet();
        Read read = Read.of(network, IMAGE, engine);
        assertThat(read.steps()).noneMatch(step -> step.operation() instanceof Unknown);
        assertThat(read.steps().stream().filter(step -> step.operation() instanceof Branches))
                .hasSize(16)
                .allMatch(
                        step ->
                                ((Branches) step.operation()).combination()
                                        == Branches.Combination.SUM);
        assertThat(read.steps().stream().filter(step -> step.name().endsWith("/ReLU"))).hasSize(16);
        assertThat(read.layers().stream().filter(step -> step.operation() instanceof Weights))
                .hasSize(54);
        assertCheap(read.effort());
    }

    /** An upper limit of its own for each thing counted, from what it is made of. */
    private static void assertCheap(Effort effort) {
        // 16 residual blocks of 9 to 12 blocks, twice each; 17 functions and pools, 20 times each.
        assertThat(effort.runs()).isLessThan(16 * 2 * 12 + 60 * 20);
        // 25 million weights and 60 activations of 3 MB, a few times each.
        assertThat(effort.bytes()).isLessThan(1500L << 20);
        // 36 positions, 2 samples, twice, for 23 million weights.
        assertThat(effort.multiplications()).isLessThan(36 * 2 * 2 * 24e6);
    }

    @OnEachEngine
    void detectorsAreGivenUpEarly(String engine) {
        Block network = YOLOV3.builder().build();
        Shape input = new Shape(1, 3, 416, 416);
        Read read = Read.of(network, input, engine);
        assertThat(read.steps()).hasSize(1);
        assertThat(((Unknown) read.steps().get(0).operation()).reason()).contains("3 arrays");
        assertThat(read.layers().stream().filter(step -> step.operation() instanceof Weights))
                .hasSize(75);
        assertThat(read.effort().bytes()).isLessThan(3000L << 20);
        assertThat(read.effort().multiplications()).isLessThan(36 * 2 * 2 * 62e6);
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Shape small = new Shape(1, 3, 64, 64);
            network.initialize(manager, DataType.FLOAT32, small);
            Read after = Read.of(network, small, engine);
            assertThat(after.layers()).hasSameSizeAs(read.layers());
        }
    }

    /** What is too large to be tried is given up before anything is made, and named. */
    @OnEachEngine
    void largeBlocksAreNotTried(String engine) {
        Block large =
                new ParallelBlock(
                        list -> new NDList(list.get(0).head().add(list.get(1).head())),
                        List.of(
                                Linear.builder().setUnits(20_000).build(),
                                Linear.builder().setUnits(20_000).build()));
        Read read = Read.of(large, new Shape(1, 20_000), engine);
        Branches branches = (Branches) read.steps().get(0).operation();
        assertThat(branches.combination()).isEqualTo(Branches.Combination.UNKNOWN);
        assertThat(branches.branches()).hasSize(2);
        assertThat(read.effort().runs()).isZero();
        assertThat(read.effort().bytes()).isZero();
    }

    /** Of a large image that is not square, and of one that is, shapes are those of the image. */
    @OnEachEngine
    void shapesOfLargeImagesAreTheirOwn(String engine) {
        for (Shape image : List.of(new Shape(2, 3, 416, 416), new Shape(2, 3, 288, 416))) {
            Read read = Read.of(YOLOV3.builder().build(), image, engine);
            Step last = read.layers().get(read.layers().size() - 1);
            assertThat(last.name()).isEqualTo("11layer2Output/02Conv2d");
            assertThat(last.input())
                    .isEqualTo(new Shape(2, 256, image.get(2) / 8, image.get(3) / 8));
            assertThat(read.steps().get(0).output())
                    .isEqualTo(new Shape(2, 75, image.get(2) / 32, image.get(3) / 32));
        }
    }

    /** Twice as deep is twice the work, not four times. */
    @OnEachEngine
    void costIsLinearInTheNumberOfBlocks(String engine) {
        Effort one = Read.of(nested(4), new Shape(2, 8), engine).effort();
        Effort two = Read.of(nested(8), new Shape(2, 8), engine).effort();
        assertThat(two.runs()).isLessThan(3 * one.runs());
    }

    private static Block nested(int blocks) {
        SequentialBlock network = new SequentialBlock();
        for (int i = 0; i < blocks; i++) {
            network.add(
                    new ParallelBlock(
                            list -> new NDList(list.get(0).head().add(list.get(1).head())),
                            List.of(Linear.builder().setUnits(8).build(), Blocks.identityBlock())));
        }
        return network;
    }
}
