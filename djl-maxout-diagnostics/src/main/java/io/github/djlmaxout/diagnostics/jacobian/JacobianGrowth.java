// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.internal.Vectors;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How a network stretches directions, layer by layer: {@code |J_l u|^2} after each layer {@code l},
 * for unit vectors {@code u} at samples {@code x}.
 *
 * <p>Directions are pushed by central differences of the network itself in float64, all samples and
 * directions in one batch:
 *
 * <pre>
 * J_l u = (f_l(x + h u) - f_l(x - h u)) / (2 h),    h = 1e-5 |x|  (1e-5 where x = 0)
 * </pre>
 *
 * <p>For piecewise linear networks that is exact to about 1e-10 of {@code |f_l(x)| / |x|}, unless a
 * piece, a slope or a position changes between the two ends. Such rows are tried again with a tenth
 * of the step, down to 1e-8, and left out if a bend still lies between. Other networks have an
 * error of the order of {@code h^2} times a third derivative besides.
 *
 * <p>Special results: NaN and infinities among the weights make the means NaN or infinite. Networks
 * of which no layer can be seen have the growth of their output only. Batch normalization takes its
 * running statistics.
 *
 * <p>Cost: three passes of the rows, and for those that are not straight, as all are in a smooth
 * network, two passes forward and back to look for bends.
 *
 * @param layers the growth after each layer, in the order of the signal; layers whose signal does
 *     not have the samples along its first axis are missing
 * @param output the growth of the output of the network; with NaN if it has several
 * @param rows how many pairs of a sample and a direction were measured
 * @param leftOut how many pairs were left out, as a bend of the network is too close
 * @param bendsKnown whether bends were looked for; false for a network that cannot be read or
 *     differentiated
 * @param squaredCosine the mean of {@code cos^2(x, u)}; 0 where {@code x = 0}
 */
public record JacobianGrowth(
        List<Layer> layers,
        Layer output,
        int rows,
        int leftOut,
        boolean bendsKnown,
        double squaredCosine) {

    /**
     * Keeps an unchangeable copy.
     *
     * @param layers the growth after each layer
     * @param output the growth of the output of the network
     * @param rows how many pairs were measured
     * @param leftOut how many pairs were left out
     * @param bendsKnown whether bends were looked for
     * @param squaredCosine the mean of {@code cos^2(x, u)}
     */
    public JacobianGrowth {
        layers = List.copyOf(layers);
    }

    /**
     * Pushes directions through a network as it is, see {@link #of(NetworkWalk, NDList, int,
     * long)}.
     *
     * @param network the network, initialized
     * @param batch samples, one array of real numbers
     * @param directions how many directions each sample gets, at least 1
     * @param seed the seed of the directions
     * @return the growth
     */
    public static JacobianGrowth of(Block network, NDList batch, int directions, long seed) {
        return of(NetworkWalk.of(network, batch.getShapes()), batch, directions, seed);
    }

    /**
     * Pushes directions drawn from the whole sphere.
     *
     * @param walk through the network
     * @param batch samples, one array of real numbers
     * @param directions how many directions each sample gets, at least 1
     * @param seed the seed of the directions
     * @return the growth
     * @throws IllegalArgumentException if the batch is empty, has several arrays or integers, or
     *     fewer than 1 direction is asked for
     * @throws IllegalStateException if the network is not initialized
     */
    public static JacobianGrowth of(NetworkWalk walk, NDList batch, int directions, long seed) {
        return of(walk, batch, SamplePoints.of(batch, Integer.MAX_VALUE), directions, seed);
    }

    /** At samples of a batch. */
    static JacobianGrowth of(
            NetworkWalk walk, NDList batch, SamplePoints samples, int directions, long seed) {
        return of(walk, batch, samples, OptionalDouble.empty(), directions, seed);
    }

    /**
     * Pushes directions at one angle to the samples: {@code u = cos(a) x / |x| + sin(a) w} with
     * {@code w} uniform on the unit vectors orthogonal to {@code x}. Samples of zeros have no angle
     * and are left aside.
     *
     * @param walk through the network
     * @param batch samples of at least two values, one array of real numbers
     * @param angle the angle {@code a}, in radians
     * @param directions how many directions each sample gets, at least 1
     * @param seed the seed of the directions
     * @return the growth
     * @throws IllegalArgumentException as {@link #of(NetworkWalk, NDList, int, long)} does, and if
     *     a sample has one value only, or the angle is not finite
     * @throws IllegalStateException if the network is not initialized
     */
    public static JacobianGrowth atAngle(
            NetworkWalk walk, NDList batch, double angle, int directions, long seed) {
        if (!Double.isFinite(angle)) {
            throw new IllegalArgumentException(
                    "The angle is " + angle + ", but must be a finite number of radians.");
        }
        SamplePoints samples = SamplePoints.of(batch, Integer.MAX_VALUE);
        if (samples.size() < 2) {
            throw new IllegalArgumentException(
                    "A sample has 1 value, but an angle to it takes at least 2.");
        }
        return of(walk, batch, samples, OptionalDouble.of(angle), directions, seed);
    }

    private static JacobianGrowth of(
            NetworkWalk walk,
            NDList batch,
            SamplePoints samples,
            OptionalDouble angle,
            int directions,
            long seed) {
        if (directions < 1) {
            throw new IllegalArgumentException(
                    "There are " + directions + " directions, but at least 1 is needed.");
        }
        UnitVectors random = new UnitVectors(seed);
        List<double[]> points = new ArrayList<>();
        List<double[]> pushed = new ArrayList<>();
        for (int i = 0; i < samples.count(); i++) {
            double[] x = samples.point(i);
            for (int j = 0; j < directions; j++) {
                if (angle.isEmpty()) {
                    points.add(x);
                    pushed.add(random.next(x.length));
                } else if (Vectors.dot(x, x) > 0) {
                    points.add(x);
                    pushed.add(random.at(angle.getAsDouble(), Vectors.unit(x)));
                }
            }
        }
        SignalJacobian jacobian =
                new SignalJacobian(walk, batch.head().getManager().getEngine(), samples);
        Map<String, Sums> sums = new LinkedHashMap<>();
        Sums output = new Sums();
        jacobian.push(
                points,
                pushed,
                (layer, row, signal, direction) -> {
                    if (layer.isEmpty()) {
                        output.add(signal, direction);
                    } else {
                        sums.computeIfAbsent(layer, key -> new Sums()).add(signal, direction);
                    }
                });
        double cosines = 0;
        for (int row : jacobian.measured()) {
            double cosine = Vectors.squaredCosine(points.get(row), pushed.get(row));
            cosines += Double.isNaN(cosine) ? 0 : cosine;
        }
        int rows = jacobian.measured().size();
        return new JacobianGrowth(
                sums.entrySet().stream().map(e -> e.getValue().growth(e.getKey())).toList(),
                output.growth(""),
                rows,
                jacobian.leftOut(),
                jacobian.bendsKnown(),
                cosines / rows);
    }

    /**
     * How long unit directions are after a layer, over samples {@code x} and directions {@code u}.
     *
     * @param layer the stable name of the layer; empty for the output of the network
     * @param width the number of values {@code n} of the signal there
     * @param meanSquare the mean of {@code |J_l u|^2}, {@code J_l} the Jacobian of the signal after
     *     the layer with respect to the input; NaN without any rows
     * @param deviation the standard deviation of {@code |J_l u|^2} over samples and directions; NaN
     *     for fewer than two
     * @param squaredCosine the mean of {@code cos^2} of the angle between the pushed direction
     *     {@code J_l u} and the signal, over those of which none is zero; NaN if there is none
     */
    public record Layer(
            String layer, int width, double meanSquare, double deviation, double squaredCosine) {}

    /** What is summed up of the rows at one place. */
    private static final class Sums {

        private final List<Double> squares = new ArrayList<>();
        private int width;
        private double cosines;
        private int angles;

        void add(double[] signal, double[] pushed) {
            width = pushed.length;
            squares.add(Vectors.dot(pushed, pushed));
            double cosine = Vectors.squaredCosine(signal, pushed);
            if (!Double.isNaN(cosine)) {
                cosines += cosine;
                angles++;
            }
        }

        Layer growth(String layer) {
            double count = squares.size();
            double mean = squares.stream().mapToDouble(Double::doubleValue).sum() / count;
            double off =
                    squares.stream().mapToDouble(square -> square - mean).map(d -> d * d).sum();
            return new Layer(
                    layer,
                    width,
                    mean,
                    count < 2 ? Double.NaN : Math.sqrt(off / (count - 1)),
                    angles == 0 ? Double.NaN : cosines / angles);
        }
    }
}
