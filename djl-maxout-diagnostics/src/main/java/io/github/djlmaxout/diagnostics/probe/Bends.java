// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;

import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.nn.Maxout;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * On which side of its bends a network is at each sample of a batch: which pieces win, which
 * activation functions are on which of their slopes, which positions pools choose.
 *
 * <p>Two points between which nothing changes lie in the same linear region of a piecewise linear
 * network, so that differences between them are exact. Blocks with parameters that are not known
 * are not looked into.
 *
 * <p>Each step that may be bent is differentiated by itself, at what goes into it and with fixed
 * weights of its outputs. A slope, a piece or a position that changes shows in that gradient, and
 * by much more than the change of a smooth function over a small distance.
 */
public final class Bends implements AutoCloseable {

    /** Changes of slopes that count; those of smooth functions over small distances are less. */
    private static final double CHANGE = 1e-3;

    private static final long SEED = 1;

    private final NDManager manager;
    private final int samples;
    private final List<NDArray> slopes;

    private Bends(NDManager manager, int samples, List<NDArray> slopes) {
        this.manager = manager;
        this.samples = samples;
        this.slopes = slopes;
    }

    /** What went into a step that may be bent. */
    private record Bent(Step step, NDArray input) {

        NDArray output(PassSource source, NDArray leaf) {
            if (step.operation() instanceof Weights weights) {
                int axis = weights.kind() == Weights.Kind.DENSE ? -1 : 1;
                return Maxout.maxout(
                        leaf, weights.pieces(), axis, weights.layout(), weights.groups());
            }
            return source.reading()
                    .runner()
                    .run(step.block(), source.store(), new NDList(leaf), true, false)
                    .output()
                    .singletonOrThrow();
        }
    }

    /**
     * Looks at a batch.
     *
     * @param manager what holds the result; closed with it
     */
    static Bends of(PassSource source, NDList batch, NDManager manager) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            List<Bent> bents = new ArrayList<>();
            Tap tap =
                    new Tap() {
                        @Override
                        public void before(Step step, NDArray input) {
                            if (input.getDataType().isFloating()) {
                                bents.add(new Bent(step, input));
                            }
                        }
                    };
            source.run(source.walker(tap), batch);
            List<NDArray> slopes = new ArrayList<>();
            for (Bent bent : bents) {
                NDArray slope = slope(source, bent);
                NDScope.unregister(slope);
                slope.attach(manager);
                slopes.add(slope);
            }
            int samples = Math.toIntExact(batch.head().getShape().get(0));
            return new Bends(manager, samples, slopes);
        }
    }

    private static NDArray slope(PassSource source, Bent bent) {
        NDArray leaf = bent.input().stopGradient().duplicate();
        leaf.setRequiresGradient(true);
        try (GradientCollector collector =
                Differentiation.collector(leaf.getManager().getEngine())) {
            NDArray output = bent.output(source, leaf);
            collector.backward(output.mul(weights(output)).sum());
        }
        NDArray slope = leaf.getGradient().duplicate();
        return slope.reshape(slope.getShape().get(0), -1);
    }

    /** Between 1 and 2, the same for each sample, whatever the batch. */
    private static NDArray weights(NDArray output) {
        Shape whole = output.getShape();
        Shape sample = whole.dimension() == 0 ? whole : whole.slice(1);
        double[] weights = new double[Math.toIntExact(sample.size())];
        UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(SEED);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 1 + random.nextDouble();
        }
        return output.getManager()
                .create(weights, new Shape(1).addAll(sample))
                .toType(output.getDataType(), false);
    }

    /**
     * Tells at which samples something is different at another batch or with other parameters.
     *
     * @param other the bends of as many samples of the same network
     * @return for each sample whether a slope, a piece or a position has changed, or cannot be
     *     compared because it is not a number; all false for a network without bends
     * @throws IllegalArgumentException if there are other numbers of samples or of bends
     */
    public boolean[] differFrom(Bends other) {
        requireAlike(other);
        boolean[] differ = new boolean[samples];
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            for (int i = 0; i < slopes.size(); i++) {
                NDArray change = slopes.get(i).sub(other.slopes.get(i)).abs();
                double[] largest =
                        change.max(new int[] {1}).toType(DataType.FLOAT64, true).toDoubleArray();
                // Inside of a network the first axis may be another one, such as time.
                boolean ofSamples = largest.length == samples;
                boolean any = Arrays.stream(largest).anyMatch(Bends::isChange);
                for (int s = 0; s < differ.length; s++) {
                    differ[s] |= ofSamples ? isChange(largest[s]) : any;
                }
            }
        }
        return differ;
    }

    private static boolean isChange(double change) {
        return !(change <= CHANGE);
    }

    private void requireAlike(Bends other) {
        boolean alike = samples == other.samples && slopes.size() == other.slopes.size();
        for (int i = 0; alike && i < slopes.size(); i++) {
            alike = slopes.get(i).getShape().equals(other.slopes.get(i).getShape());
        }
        if (!alike) {
            throw new IllegalArgumentException(
                    "The bends are of other networks or of other numbers of samples: compare batches"
                            + " of the same size.");
        }
    }

    /** Frees the arrays. */
    @Override
    public void close() {
        manager.close();
    }
}
