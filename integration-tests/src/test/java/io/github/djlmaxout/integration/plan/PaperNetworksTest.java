// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;

import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.plan.Ensemble.Statistic;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.nn.MaxoutLinear;

import org.junit.jupiter.api.Tag;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Deep networks of the kinds that papers train, over 100 seeds: what the plan predicts against what
 * they do.
 *
 * <p>Norms of deep narrow networks have laws with long tails, of which 100 draws seldom see the
 * end: their means, and their standard errors with them, then come out too small. So a tenth of the
 * prediction is allowed besides 5 standard errors.
 */
class PaperNetworksTest {

    private static final int SEEDS = 100;

    /** So few that their standard errors are wide; the many are for what takes long. */
    private static final int FEW = 20;

    private static final int[] PAPER =
            IntStream.of(64, 32, 16, 8).flatMap(w -> IntStream.of(repeat(5, w))).toArray();

    private static void assertHolds(Statistic measured, double predicted) {
        assertThat(measured.mean())
                .as("%s", measured)
                .isCloseTo(predicted, within(5 * measured.standardError() + 0.1 * predicted));
    }

    private static Block dense(int pieces, IntStream widths) {
        SequentialBlock network = new SequentialBlock();
        widths.forEach(
                units ->
                        network.add(
                                MaxoutLinear.builder().setUnits(units).setPieces(pieces).build()));
        return network.add(Linear.builder().setUnits(10).build());
    }

    private static void assertDense(String engine, Scheme scheme, int[] widths, int inputs) {
        for (int pieces : new int[] {2, 3, 5}) {
            assertDense(engine, scheme, pieces, widths, inputs, SEEDS);
        }
    }

    private static void assertDense(
            String engine, Scheme scheme, int pieces, int[] widths, int inputs, int seeds) {
        Ensemble ensemble =
                Ensemble.of(
                        engine,
                        () -> dense(pieces, IntStream.of(widths)),
                        new Shape(inputs),
                        scheme,
                        seeds);
        List<LayerPlan> layers = ensemble.plan().layers();
        for (int i = 0; i < layers.size(); i++) {
            assertHolds(ensemble.forward().get(i), layers.get(i).forward());
            assertHolds(ensemble.gradients().get(i), layers.get(i).gradient());
        }
        assertHolds(ensemble.jacobian(), ensemble.plan().jacobian());
    }

    @OnEachEngine
    void aFewOfEachKind(String engine) {
        assertDense(engine, Scheme.maxout(), 5, PAPER, 784, FEW);
        assertDense(engine, Scheme.critical(), 3, repeat(20, 64), 100, FEW);
        assertConvolutional(engine, 3, FEW);
    }

    private static int[] repeat(int count, int width) {
        return IntStream.generate(() -> width).limit(count).toArray();
    }

    @Tag("long")
    @OnEachEngine
    void thePapersTwentyLayers(String engine) {
        assertDense(engine, Scheme.maxout(), PAPER, 784);
    }

    @Tag("long")
    @OnEachEngine
    void thirtyLayersOf64(String engine) {
        assertDense(engine, Scheme.maxout(), repeat(30, 64), 100);
        assertDense(engine, Scheme.critical(), repeat(30, 64), 100);
    }

    @Tag("long")
    @OnEachEngine
    void twentyLayersOf128(String engine) {
        assertDense(engine, Scheme.critical(), repeat(20, 128), 100);
    }

    /**
     * The gradient of a convolution is predicted as if the positions of a patch were independent,
     * which is right to a factor of 2 or so.
     */
    @Tag("long")
    @OnEachEngine
    void convolutionsWithPools(String engine) {
        for (int pieces : new int[] {2, 3, 5}) {
            assertConvolutional(engine, pieces, SEEDS);
        }
    }

    private static void assertConvolutional(String engine, int pieces, int seeds) {
        Ensemble ensemble =
                Ensemble.measured(engine, () -> convolutional(pieces), new Shape(3, 16, 16), seeds);
        List<LayerPlan> layers = ensemble.plan().layers();
        int[] children = {0, 2, 3, 5, 7, 8};
        for (int i = 0; i < layers.size(); i++) {
            LayerPlan layer = layers.get(i);
            assertHolds(ensemble.forward().get(children[i]), layer.forward());
            double ratio = ensemble.gradients().get(i).mean() / layer.gradient();
            if (layer.kind() == Weights.Kind.CONVOLUTION) {
                assertThat(ratio).as("%s", layer).isBetween(0.4, 2.5);
            } else {
                assertHolds(ensemble.gradients().get(i), layer.gradient());
            }
        }
    }

    private static Block convolutional(int pieces) {
        return new SequentialBlock()
                .add(Layers.convolution(8, pieces, 1))
                .add(Layers.convolution(8, pieces, 1))
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Layers.convolution(16, pieces, 1))
                .add(Layers.convolution(16, pieces, 1))
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Blocks.batchFlattenBlock())
                .add(MaxoutLinear.builder().setUnits(32).setPieces(pieces).build())
                .add(Linear.builder().setUnits(10).build());
    }
}
