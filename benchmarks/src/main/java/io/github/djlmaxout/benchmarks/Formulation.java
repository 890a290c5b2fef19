// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;

import io.github.djlmaxout.nn.GaussianMaximum;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The ways to fill one layer that race each other: the first is what the others are divided by. */
enum Formulation {
    /** DJL's own layer with {@code K * n} outputs and nothing behind it. */
    BARE("bare"),
    /** ReLU over the same {@code K * n} outputs, for scale. */
    RELU("ReLU"),
    /** The layer of this project. */
    MAXOUT("maxout"),
    /** What a DJL user writes today: {@code reshape(N, K, n, ..).max(1)} in a lambda. */
    REDUCED("reshape+max"),
    /** The same with the pieces of a unit side by side: {@code reshape(N, n, K).max(2)}. */
    REDUCED_UNIT_MAJOR("unit-major max"),
    /** {@code split} and a chain of {@code maximum}. */
    SPLIT("split+maximum"),
    /** Slices by {@code get} and a chain of {@code maximum}. */
    SLICED("slices+maximum"),
    /** {@code K} layers of {@code n} outputs and a chain of {@code maximum}. */
    SEPARATE("K layers");

    private final String title;

    Formulation(String title) {
        this.title = title;
    }

    /**
     * The formulations that race on an engine. Behind the user's lambda come the variants that were
     * the fastest exact ones, ties to the first piece included, before this project.
     */
    static List<Formulation> raced(String engine, Layer layer, Layer.Size size, boolean gradients) {
        List<Formulation> all = new ArrayList<>(List.of(BARE, RELU, MAXOUT, REDUCED));
        if ("MXNet".equals(engine)) {
            if (layer == Layer.LINEAR || size != Layer.Size.SMALL) {
                all.add(SLICED); // on small convolutions MXNet's slice ends the JVM with a SIGFPE
            }
            all.add(SEPARATE);
        } else if (!gradients) {
            all.add(SPLIT);
            all.add(SEPARATE);
        } else if (layer == Layer.LINEAR) {
            all.add(REDUCED_UNIT_MAJOR);
        }
        return all;
    }

    String title() {
        return title;
    }

    boolean takesMaximum() {
        return this != BARE && this != RELU;
    }

    /** Whether it is the maximum and, on MXNet, does not send a gradient to every tied piece. */
    boolean isExactOn(String engine) {
        return takesMaximum() && !(this == REDUCED && "MXNet".equals(engine));
    }

    /** The variance factor that keeps the signal's mean square from layer to layer. */
    double varianceFactor(int pieces) {
        return switch (this) {
            case BARE -> 1;
            case RELU -> 2;
            default -> 1 / GaussianMaximum.of(pieces).secondMoment();
        };
    }

    Block block(Layer layer, long units, int pieces) {
        return switch (this) {
            case BARE -> layer.affine(units * pieces);
            case RELU -> then(layer.affine(units * pieces), Activation::relu);
            case MAXOUT -> layer.maxout(units, pieces);
            case REDUCED ->
                    then(
                            layer.affine(units * pieces),
                            z -> z.reshape(view(z, pieces, units)).max(new int[] {1}));
            case REDUCED_UNIT_MAJOR ->
                    then(
                            layer.affine(units * pieces),
                            z -> z.reshape(view(z, units, pieces)).max(new int[] {2}));
            case SPLIT -> then(layer.affine(units * pieces), z -> chain(z.split(pieces, 1)));
            case SLICED -> then(layer.affine(units * pieces), z -> chain(slices(z, units, pieces)));
            case SEPARATE -> {
                ParallelBlock parallel =
                        new ParallelBlock(
                                outputs -> {
                                    NDList parts = new NDList();
                                    outputs.forEach(parts::addAll);
                                    return new NDList(chain(parts));
                                });
                for (int k = 0; k < pieces; k++) {
                    parallel.add(layer.affine(units));
                }
                yield parallel;
            }
        };
    }

    private static Block then(Block first, Function<NDArray, NDArray> second) {
        return new SequentialBlock().add(first).add(LambdaBlock.singleton(second));
    }

    private static Shape view(NDArray z, long middle, long inner) {
        Shape shape = z.getShape();
        return new Shape(shape.get(0), middle, inner).addAll(shape.slice(2));
    }

    private static NDList slices(NDArray z, long units, int pieces) {
        NDList parts = new NDList();
        for (int k = 0; k < pieces; k++) {
            parts.add(z.get(":, " + k * units + ":" + (k + 1) * units));
        }
        return parts;
    }

    private static NDArray chain(NDList parts) {
        NDArray max = parts.head();
        for (int k = 1; k < parts.size(); k++) {
            max = NDArrays.maximum(max, parts.get(k));
        }
        return max;
    }
}
