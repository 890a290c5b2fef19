// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

import io.github.djlmaxout.diagnostics.internal.Vectors;
import io.github.djlmaxout.diagnostics.probe.Bends;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.diagnostics.probe.WalkSignals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Directions pushed through a network: {@code J_l u}, {@code J_l} the Jacobian of the signal after
 * layer {@code l} with respect to the input, by central differences in float64.
 *
 * <p>Many points and directions are rows of one batch. With step {@code h}
 *
 * <pre>
 * J_l u = (f_l(x + h u) - f_l(x - h u)) / (2 h)
 * </pre>
 *
 * which is exact for a piecewise linear network but for rounding, unless one of its bends lies
 * between. Where {@code f_l(x)} lies halfway between both ends after all layers, none does that
 * matters: a bend changes the second difference by as much as the first. Of other rows it is asked
 * what changes from one end to the other. Nothing does within a region, which is convex; then the
 * row is only curved, as with a tanh. Bent rows are tried again with smaller steps.
 */
final class SignalJacobian {

    /*
     * The step as a share of |x|. Rounding makes an error of 1e-16 / 1e-5 = 1e-11 of |f| / |x|, a
     * third derivative one of 1e-10 / 6 of |x|^2. At the last step rounding makes one of 1e-8.
     */
    private static final double FIRST_STEP = 1e-5;
    private static final double LAST_STEP = 0.9e-8;
    private static final double SHRINKING = 0.1;

    /** The most numbers of inputs in a batch: signals of images are up to 20 times as large. */
    private static final int MOST_INPUTS = 1 << 17;

    private static final int MOST_ROWS = 256;

    private final NetworkWalk walk;
    private final Engine engine;
    private final SamplePoints samples;
    private boolean bendsKnown;
    private final List<Integer> measured = new ArrayList<>();
    private int leftOut;

    /**
     * Begins with a network.
     *
     * @param walk through it, in any precision
     * @param engine its engine
     * @param samples tell the shape of a sample
     */
    SignalJacobian(NetworkWalk walk, Engine engine, SamplePoints samples) {
        this.walk = walk.withType(DataType.FLOAT64).withStatistics(Statistics.RUNNING);
        bendsKnown = walk.explanation().isEmpty();
        this.engine = engine;
        this.samples = samples;
    }

    /** Takes what becomes of one row at one place. */
    @FunctionalInterface
    interface Sink {

        /**
         * Takes a pushed direction.
         *
         * @param layer the name of the layer; empty for the output of the network
         * @param row the index of the row
         * @param signal the signal there, {@code f_l(x)}
         * @param pushed the direction there, {@code J_l u}
         */
        void accept(String layer, int row, double[] signal, double[] pushed);
    }

    /**
     * Pushes directions; rows that come to the sink come to it at all places.
     *
     * @param points the points {@code x}
     * @param directions for each point a unit vector {@code u}
     * @param sink takes what comes out, not in the order of the rows
     */
    void push(List<double[]> points, List<double[]> directions, Sink sink) {
        int most = Math.max(1, Math.min(MOST_ROWS, MOST_INPUTS / samples.size()));
        for (int from = 0; from < points.size(); from += most) {
            List<Integer> rows = new ArrayList<>();
            for (int row = from; row < Math.min(points.size(), from + most); row++) {
                rows.add(row);
            }
            double step = FIRST_STEP;
            while (!rows.isEmpty() && step > LAST_STEP) {
                boolean last = step * SHRINKING <= LAST_STEP;
                rows = push(new Ends(points, directions, rows, step), last, sink);
                step *= SHRINKING;
            }
            leftOut += rows.size();
        }
    }

    /** How many rows lay so close to a bend that they never came to a sink. */
    int leftOut() {
        return leftOut;
    }

    /** The rows that came to a sink. */
    List<Integer> measured() {
        return measured;
    }

    /** Whether bends were looked for, which takes a network that can be read. */
    boolean bendsKnown() {
        return bendsKnown;
    }

    /** Some rows: their points, and those on both sides of them. */
    private static final class Ends {

        private final List<Integer> rows;
        private final List<Double> steps = new ArrayList<>();
        private final List<double[]> above = new ArrayList<>();
        private final List<double[]> below = new ArrayList<>();
        private final List<double[]> middle = new ArrayList<>();

        Ends(List<double[]> points, List<double[]> directions, List<Integer> rows, double step) {
            this.rows = rows;
            for (int row : rows) {
                double[] x = points.get(row);
                double length = Math.sqrt(Vectors.dot(x, x));
                double h = length > 0 ? step * length : step;
                steps.add(h);
                above.add(Vectors.combined(1, x, h, directions.get(row)));
                below.add(Vectors.combined(1, x, -h, directions.get(row)));
                middle.add(x);
            }
        }

        List<double[]> all() {
            List<double[]> all = new ArrayList<>(above);
            all.addAll(below);
            all.addAll(middle);
            return all;
        }
    }

    /**
     * Returns the rows that have a bend between their ends. Where a network is not a number that
     * cannot be told, and such rows are no less data than others: they go to the sink at last.
     */
    private List<Integer> push(Ends ends, boolean last, Sink sink) {
        try (NDManager manager = engine.newBaseManager();
                WalkSignals seen = walk.forward(samples.batch(ends.all(), manager))) {
            Map<String, NDArray> places = places(seen, ends.rows.size());
            boolean[] bent = new boolean[ends.rows.size()];
            boolean[] finite = new boolean[ends.rows.size()];
            Arrays.fill(finite, true);
            for (NDArray values : places.values()) {
                Differences differences = new Differences(values, ends.steps);
                for (int i = 0; i < bent.length; i++) {
                    bent[i] |= !differences.isStraight(i);
                    finite[i] &= differences.isFinite(i);
                }
            }
            look(ends, bent);
            List<Integer> good = new ArrayList<>();
            List<Integer> left = new ArrayList<>();
            for (int i = 0; i < bent.length; i++) {
                (bent[i] && !(last && !finite[i]) ? left : good).add(i);
            }
            places.forEach(
                    (place, values) -> {
                        Differences differences = new Differences(values, ends.steps);
                        for (int i : good) {
                            sink.accept(
                                    place,
                                    ends.rows.get(i),
                                    differences.signal(i),
                                    differences.pushed(i));
                        }
                    });
            good.forEach(i -> measured.add(ends.rows.get(i)));
            return left.stream().map(ends.rows::get).toList();
        }
    }

    private static Map<String, NDArray> places(WalkSignals seen, int rows) {
        Map<String, NDArray> places = new LinkedHashMap<>();
        seen.signals().forEach(signal -> places.put(signal.layer(), signal.output()));
        if (seen.output().size() == 1) {
            places.put("", seen.output().head());
        }
        places.values()
                .removeIf(
                        values ->
                                values.getShape().dimension() == 0
                                        || values.getShape().get(0) != 3L * rows);
        return places;
    }

    /** Of the rows that are not straight, finds those that are bent: the others are only curved. */
    private void look(Ends ends, boolean[] bent) {
        List<Integer> curved =
                IntStream.range(0, bent.length).filter(i -> bent[i]).boxed().toList();
        if (curved.isEmpty()) {
            return;
        }
        List<double[]> above = curved.stream().map(ends.above::get).toList();
        List<double[]> below = curved.stream().map(ends.below::get).toList();
        boolean[] differ = new boolean[curved.size()];
        if (bendsKnown) {
            try (NDManager manager = engine.newBaseManager();
                    Bends up = walk.bends(samples.batch(above, manager));
                    Bends down = walk.bends(samples.batch(below, manager))) {
                differ = up.differFrom(down);
            } catch (IllegalStateException e) {
                // Not every block can be differentiated in evaluation mode on every engine.
                bendsKnown = false;
            }
        }
        for (int i = 0; i < differ.length; i++) {
            bent[curved.get(i)] = differ[i];
        }
    }
}
