// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.ndarray.NDList;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Step;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How the network stretches small changes of its input, at the first samples of the probe batch, in
 * float64. With {@code J} the Jacobian of the outputs with respect to the input of {@code D}
 * values, {@code J_l} that of the signal after layer {@code l}, and {@code u} a random unit vector:
 *
 * <ul>
 *   <li>{@link #NORM}: the mean of {@code |J u|^2} over {@code u} and samples, exactly {@code
 *       |J|_F^2 / D}. Expected: what theory says of dense networks, {@link JacobianTheory}
 *   <li>{@link #GROWTH}: the mean of {@code |J_l u|^2} over samples and some {@code u}, the same at
 *       each step, {@link JacobianGrowth}. Expected: as for the norm
 *   <li>{@link #SINGULAR_VALUE}: the singular values of {@code J}, the largest first, each the root
 *       mean square over samples; the first {@value #MOST_VALUES}
 * </ul>
 *
 * <p>Special results: NaN and infinities among the weights make NaN of all. What is expected holds
 * for the first weights, and is NaN for networks that theory does not cover. A network of which no
 * layer can be seen has no growth.
 *
 * <p>Cost: a backward pass of as many rows as there are samples and outputs, and a singular value
 * decomposition of each sample's {@code J}; about three passes of the directions.
 */
public final class InputJacobians implements Quantity {

    /** The mean of {@code |J u|^2}. */
    public static final String NORM = Series.JACOBIAN_NORM.label();

    /** The mean of {@code |J_l u|^2} after a layer. */
    public static final String GROWTH = Series.JACOBIAN_GROWTH.label();

    /** A singular value of {@code J}. */
    public static final String SINGULAR_VALUE = Series.JACOBIAN_SINGULAR_VALUE.label();

    /** The most singular values that are observed. */
    static final int MOST_VALUES = 32;

    private static final int SAMPLES = 8;
    private static final int DIRECTIONS = 4;

    private final int samples;
    private final int directions;
    private final long seed;

    /** Measures 8 samples, 4 directions each, from seed 0. */
    public InputJacobians() {
        this(SAMPLES, DIRECTIONS, 0);
    }

    /**
     * Measures as many samples and directions as are wanted.
     *
     * @param samples how many samples of the probe batch to take at most, at least 1
     * @param directions how many directions each of them gets, at least 1
     * @param seed the seed of the directions
     * @throws IllegalArgumentException if fewer than 1 is asked for
     */
    public InputJacobians(int samples, int directions, long seed) {
        if (samples < 1 || directions < 1) {
            throw new IllegalArgumentException(
                    "There are "
                            + samples
                            + " samples and "
                            + directions
                            + " directions, but at least 1 of each is needed.");
        }
        this.samples = samples;
        this.directions = directions;
        this.seed = seed;
    }

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(Series.JACOBIAN_NORM, Series.JACOBIAN_GROWTH, Series.JACOBIAN_SINGULAR_VALUE);
    }

    /** Returns {@link Cost#MANY_PASSES}. */
    @Override
    public Cost cost() {
        return Cost.MANY_PASSES;
    }

    /**
     * Measures at the probe batch.
     *
     * @param step the step
     * @param observer takes what is observed
     * @throws IllegalArgumentException if the network takes several inputs, or integers
     * @throws IllegalStateException if it has several outputs, or cannot be differentiated in
     *     evaluation mode
     */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        Probe probe = step.probe();
        NDList batch = probe.batch();
        SamplePoints points = SamplePoints.of(batch, samples);
        NetworkWalk walk = NetworkWalk.of(probe);
        JacobianTheory theory = JacobianTheory.of(walk, plans(walk, step));
        List<InputJacobian> jacobians = InputJacobian.of(walk, batch, points);
        double anywhere = 1.0 / points.size();
        double norm = jacobians.stream().mapToDouble(j -> j.moment(1)).sum() / jacobians.size();
        observer.accept(
                new ScalarObservation(
                        step.number(),
                        NORM,
                        Place.NETWORK,
                        norm,
                        theory.secondMoment("", anywhere)));
        observer.accept(
                new SpectrumObservation(
                        step.number(), SINGULAR_VALUE, Place.NETWORK, spectrum(jacobians)));
        JacobianGrowth growth = JacobianGrowth.of(walk, batch, points, directions, seed);
        for (JacobianGrowth.Layer layer : growth.layers()) {
            observer.accept(
                    new ScalarObservation(
                            step.number(),
                            GROWTH,
                            Place.layer(layer.layer()),
                            layer.meanSquare(),
                            theory.secondMoment(layer.layer(), anywhere)));
        }
    }

    private static List<LayerPlan> plans(NetworkWalk walk, TrainingStep step) {
        return walk.structure().map(NetworkStructure::layers).orElse(List.of()).stream()
                .map(Step::name)
                .flatMap(layer -> step.expected(layer).stream())
                .toList();
    }

    private static List<Double> spectrum(List<InputJacobian> jacobians) {
        double[] squares = new double[jacobians.get(0).singularValues().length];
        for (InputJacobian jacobian : jacobians) {
            double[] values = jacobian.singularValues();
            for (int i = 0; i < squares.length; i++) {
                squares[i] += values[i] * values[i] / jacobians.size();
            }
        }
        List<Double> means = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST_VALUES, squares.length); i++) {
            means.add(Math.sqrt(squares[i]));
        }
        return means;
    }
}
