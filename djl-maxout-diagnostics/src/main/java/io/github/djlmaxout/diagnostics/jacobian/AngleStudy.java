// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.internal.Vectors;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.internal.RunningMean;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * How {@code |J_l u|^2} depends on the angle between the direction {@code u} and the input {@code
 * x}, in networks of fresh weights: the mean over networks, and what theory expects.
 *
 * <p>At {@code c = 1 / M(K)} maxout layers of {@code K >= 3} pieces keep directions along the input
 * and shrink those across: this is what H. Tseran and G. Montufar observe in <i>Expected Gradients
 * of Maxout Networks and Consequences to Parameter Initialization</i> (ICML 2023, arXiv
 * 2301.06956).
 *
 * <p>One network is given new weights again and again. In each of them the directions {@code x /
 * |x|} and {@code w}, uniform on the unit vectors orthogonal to {@code x}, are pushed ({@link
 * JacobianGrowth} says how), for each sample; since {@code J} is linear, all angles {@code u =
 * cos(a) x / |x| + sin(a) w} follow. So points of one study at different angles are dependent,
 * their errors are right for each of them. Standard errors are those over networks; with a bend too
 * close to a sample a network goes without it.
 *
 * <p>Cost: for each network a plan, and three passes of two rows a sample.
 *
 * @param points place by place in the order of the signal, the output of the network last; for each
 *     of them all angles in their order
 * @param networks how many networks were drawn
 * @param leftOut how many directions were left out, as a bend was too close
 */
public record AngleStudy(List<Point> points, int networks, int leftOut) {

    /**
     * Keeps an unchangeable copy.
     *
     * @param points place by place
     * @param networks how many networks were drawn
     * @param leftOut how many directions were left out
     */
    public AngleStudy {
        points = List.copyOf(points);
    }

    /**
     * Returns the points of one place.
     *
     * @param layer the stable name of a layer; empty for the output of the network
     * @return the points in the order of the angles; empty if there is no such place
     */
    public List<Point> at(String layer) {
        return points.stream().filter(point -> point.layer().equals(layer)).toList();
    }

    /**
     * Draws networks and measures them.
     *
     * @param network an initialized network, which gets new weights each time and has those of the
     *     last one in the end; not one that is trained
     * @param plan how it gets them, a plan for this network; network {@code i} is drawn from its
     *     seed plus {@code i}
     * @param batch samples of at least two values, one array of real numbers
     * @param angles the angles, in radians
     * @param networks how many networks to draw, at least 1
     * @param progress told after each network how many are done
     * @return the study
     * @throws IllegalArgumentException if the batch is empty, has several arrays, integers or one
     *     value a sample, all samples are zero, or fewer than 1 network is asked for
     * @throws IllegalStateException if the network is not initialized
     * @throws UnsupportedOperationException for a plan that has no weights to give
     */
    public static AngleStudy of(
            Block network,
            InitializationPlan plan,
            NDList batch,
            List<Double> angles,
            int networks,
            IntConsumer progress) {
        if (networks < 1) {
            throw new IllegalArgumentException(
                    "There are " + networks + " networks, but at least 1 is needed.");
        }
        SamplePoints samples = SamplePoints.of(batch, Integer.MAX_VALUE);
        if (samples.size() < 2) {
            throw new IllegalArgumentException(
                    "A sample has 1 value, but an angle to it takes at least 2.");
        }
        Engine engine = batch.head().getManager().getEngine();
        NetworkWalk walk = NetworkWalk.of(network, batch.head().getShape());
        JacobianTheory theory = JacobianTheory.of(walk, plan.layers());
        Map<String, List<RunningMean>> means = new LinkedHashMap<>();
        int leftOut = 0;
        for (int i = 0; i < networks; i++) {
            plan.withSeed(plan.seed() + i).apply(network);
            SignalJacobian jacobian = new SignalJacobian(walk, engine, samples);
            NetworkDraw draw = draw(jacobian, samples, plan.seed() + i);
            leftOut += jacobian.leftOut();
            for (String place : draw.places()) {
                List<RunningMean> row =
                        means.computeIfAbsent(
                                place,
                                key -> angles.stream().map(angle -> new RunningMean()).toList());
                for (int j = 0; j < row.size(); j++) {
                    double square = draw.meanSquare(place, angles.get(j));
                    // What is not a number is left aside.
                    if (!Double.isNaN(square)) {
                        row.get(j).add(square);
                    }
                }
            }
            progress.accept(i + 1);
        }
        List<Point> points = new ArrayList<>();
        means.forEach((place, row) -> points.addAll(points(place, angles, row, theory)));
        return new AngleStudy(points, networks, leftOut);
    }

    private static NetworkDraw draw(SignalJacobian jacobian, SamplePoints samples, long seed) {
        UnitVectors random = new UnitVectors(seed);
        List<double[]> points = new ArrayList<>();
        List<double[]> directions = new ArrayList<>();
        for (int i = 0; i < samples.count(); i++) {
            double[] x = samples.point(i);
            if (Vectors.dot(x, x) > 0) {
                points.add(x);
                directions.add(Vectors.unit(x));
                points.add(x);
                directions.add(random.across(Vectors.unit(x)));
            }
        }
        if (points.isEmpty()) {
            throw new IllegalArgumentException(
                    "All samples are zero, but there is no angle to zero: give others.");
        }
        NetworkDraw draw = new NetworkDraw();
        jacobian.push(points, directions, draw);
        return draw;
    }

    private static List<Point> points(
            String place, List<Double> angles, List<RunningMean> row, JacobianTheory theory) {
        List<Point> points = new ArrayList<>();
        for (int j = 0; j < row.size(); j++) {
            double angle = angles.get(j);
            double cosine = Math.cos(angle);
            points.add(
                    new Point(
                            place,
                            angle,
                            row.get(j).mean(),
                            row.get(j).standardError(),
                            theory.secondMoment(place, cosine * cosine),
                            theory.wideLimit(place, cosine * cosine)));
        }
        return points;
    }

    /**
     * How long a unit direction is after a layer in networks of fresh weights, at one angle to the
     * input.
     *
     * @param layer the stable name of the layer; empty for the output of the network
     * @param angle the angle of direction and input, in radians
     * @param mean the mean of {@code |J_l u|^2} over networks
     * @param standardError its standard error; NaN for fewer than two networks
     * @param expected what theory expects of a network of these widths; NaN where it is unknown
     * @param wideLimit what theory expects in the limit of wide layers; NaN where it is unknown
     */
    public record Point(
            String layer,
            double angle,
            double mean,
            double standardError,
            double expected,
            double wideLimit) {}
}
