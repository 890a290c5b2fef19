package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

import io.github.djlmaxout.diagnostics.Entries;
import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.probe.Bends;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.diagnostics.probe.WalkSignals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Directions pushed through a network: {@code J_l u}, {@code J_l} the Jacobian of the signal behind
 * layer {@code l} with respect to the input, by central differences in float64.
 *
 * <p>Many points and directions are rows of one batch. With step {@code h}
 *
 * <pre>
 * J_l u = (f_l(x + h u) - f_l(x - h u)) / (2 h)
 * </pre>
 *
 * which is exact for a piecewise linear network but for rounding, unless one of its bends lies
 * between: regions are convex, so if nothing has changed from one end to the other, nothing lies
 * between. Rows for which something has are tried again with smaller steps.
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
                Ends ends = new Ends(points, directions, rows, step);
                boolean[] bent = bent(ends);
                boolean last = step * SHRINKING <= LAST_STEP;
                rows = differ(ends, bent, last, sink);
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

    /** Some rows, and the points on both sides of theirs. */
    private static final class Ends {

        private final List<Integer> rows;
        private final List<double[]> above = new ArrayList<>();
        private final List<double[]> below = new ArrayList<>();
        private final List<Double> steps = new ArrayList<>();

        Ends(List<double[]> points, List<double[]> directions, List<Integer> rows, double step) {
            this.rows = rows;
            for (int row : rows) {
                double[] x = points.get(row);
                double length = Math.sqrt(Vectors.dot(x, x));
                double h = length > 0 ? step * length : step;
                steps.add(h);
                above.add(Vectors.combined(1, x, h, directions.get(row)));
                below.add(Vectors.combined(1, x, -h, directions.get(row)));
            }
        }

        private Ends(Ends all, List<Integer> kept) {
            rows = kept.stream().map(all.rows::get).toList();
            kept.forEach(i -> steps.add(all.steps.get(i)));
            kept.forEach(i -> above.add(all.above.get(i)));
            kept.forEach(i -> below.add(all.below.get(i)));
        }

        /** The rows that are bent, or those that are not. */
        Ends where(boolean[] bent, boolean wanted) {
            return new Ends(
                    this,
                    IntStream.range(0, bent.length)
                            .filter(i -> bent[i] == wanted)
                            .boxed()
                            .toList());
        }
    }

    private boolean[] bent(Ends ends) {
        if (bendsKnown) {
            try (NDManager manager = engine.newBaseManager();
                    Bends up = walk.bends(samples.batch(ends.above, manager));
                    Bends down = walk.bends(samples.batch(ends.below, manager))) {
                return up.differFrom(down);
            } catch (IllegalStateException e) {
                bendsKnown = false;
            }
        }
        return new boolean[ends.rows.size()];
    }

    /**
     * Returns the rows that have a bend between their ends. Where a network is not a number it
     * cannot be told, and such rows are no less data than others: they go to the sink at last.
     */
    private List<Integer> differ(Ends ends, boolean[] bent, boolean last, Sink sink) {
        differ(ends.where(bent, false), sink);
        Ends left = ends.where(bent, true);
        if (!last || left.rows.isEmpty()) {
            return left.rows;
        }
        boolean[] finite = new boolean[left.rows.size()];
        try (NDManager manager = engine.newBaseManager();
                WalkSignals seen = walk.forward(samples.batch(left.above, manager))) {
            NDArray output = seen.output().head();
            int size = Math.toIntExact(output.size() / finite.length);
            double[] values = Entries.first(output, size * finite.length);
            for (int i = 0; i < finite.length; i++) {
                finite[i] =
                        Arrays.stream(values, i * size, (i + 1) * size).allMatch(Double::isFinite);
            }
        }
        differ(left.where(finite, false), sink);
        return left.where(finite, true).rows;
    }

    private void differ(Ends ends, Sink sink) {
        if (ends.rows.isEmpty()) {
            return;
        }
        List<double[]> both = new ArrayList<>(ends.above);
        both.addAll(ends.below);
        measured.addAll(ends.rows);
        try (NDManager manager = engine.newBaseManager();
                WalkSignals seen = walk.forward(samples.batch(both, manager))) {
            for (LayerSignal signal : seen.signals()) {
                differ(signal.layer(), signal.output(), ends.rows, ends.steps, sink);
            }
            if (seen.output().size() == 1) {
                differ("", seen.output().head(), ends.rows, ends.steps, sink);
            }
        }
    }

    /** The ends above come first, those below after them. */
    private static void differ(
            String place, NDArray values, List<Integer> rows, List<Double> steps, Sink sink) {
        int count = rows.size();
        if (values.getShape().dimension() == 0 || values.getShape().get(0) != 2L * count) {
            return;
        }
        int size = Math.toIntExact(values.size() / (2L * count));
        double[] ends = Entries.first(values, 2 * count * size);
        for (int i = 0; i < count; i++) {
            double[] signal = new double[size];
            double[] pushed = new double[size];
            for (int j = 0; j < size; j++) {
                double up = ends[i * size + j];
                double down = ends[(count + i) * size + j];
                signal[j] = (up + down) / 2;
                pushed[j] = (up - down) / (2 * steps.get(i));
            }
            sink.accept(place, rows.get(i), signal, pushed);
        }
    }
}
