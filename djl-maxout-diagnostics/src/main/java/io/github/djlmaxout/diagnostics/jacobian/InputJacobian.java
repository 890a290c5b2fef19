// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.internal.Entries;
import io.github.djlmaxout.diagnostics.internal.Vectors;
import io.github.djlmaxout.diagnostics.probe.NetworkJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.Statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Jacobian {@code J} of a network's outputs with respect to its input at one sample {@code x},
 * in float64: {@code O} rows and {@code D} columns.
 *
 * <p>With singular values {@code s_i} and {@code u} uniform on the unit sphere in {@code D}
 * dimensions
 *
 * <pre>
 * E |J u|^2 = |J|_F^2 / D,    |J|_F^2 = sum s_i^2
 * E |J u|^(2t) = m_t / (D (D + 2) .. (D + 2t - 2))
 * m_t = sum over j &lt; t of binomial(t - 1, j) k_(t-j) m_j,   k_j = 2^(j-1) (j - 1)! sum s_i^(2j)
 * </pre>
 *
 * exactly: {@code k_j} are the cumulants of {@code |J z|^2} for standard normal {@code z}, and
 * {@code |z|} is independent of {@code u = z / |z|}. At an angle {@code a} to the sample, {@code u
 * = cos(a) x / |x| + sin(a) w} with {@code w} uniform on the unit vectors orthogonal to {@code x},
 *
 * <pre>
 * E |J u|^2 = cos^2(a) |J x|^2 / |x|^2 + sin^2(a) (|J|_F^2 - |J x|^2 / |x|^2) / (D - 1).
 * </pre>
 *
 * <p>Special results: NaN or infinity in {@code J} makes all of it NaN. At a kink, such as that of
 * a ReLU at 0, the derivative is the one that the engine takes.
 */
public final class InputJacobian {

    /** So many numbers of Jacobians are on the device at a time, at least one sample's. */
    private static final long MOST_ENTRIES = 1L << 22;

    private final double[] sample;
    private final double[] entries;
    private final int outputs;
    private final double[] singularValues;

    /** Of rows in row-major order. */
    InputJacobian(double[] sample, double[] entries) {
        this.sample = sample;
        this.entries = entries;
        outputs = entries.length / sample.length;
        singularValues = SingularValues.of(outputs, sample.length, entries);
    }

    /**
     * Differentiates a network as it is, see {@link #of(NetworkWalk, NDList)}.
     *
     * @param network the network, initialized
     * @param batch the samples, one array of real numbers
     * @return one Jacobian for each sample
     */
    public static List<InputJacobian> of(Block network, NDList batch) {
        return of(NetworkWalk.of(network, batch.getShapes()), batch);
    }

    /**
     * Differentiates a network at each sample of a batch.
     *
     * <p>Cost: one backward pass of {@code N O} rows for {@code N} samples, a few samples at a
     * time; a singular value decomposition each, of the order of {@code O D min(O, D)}.
     *
     * @param walk through the network
     * @param batch the samples, one array of real numbers
     * @return one Jacobian for each sample
     * @throws IllegalArgumentException if the batch is empty, has several arrays or integers
     * @throws IllegalStateException if the network is not initialized, has several outputs, or
     *     cannot be differentiated in evaluation mode, or if a gradient collector is open
     */
    public static List<InputJacobian> of(NetworkWalk walk, NDList batch) {
        return of(walk, batch, SamplePoints.of(batch, Integer.MAX_VALUE));
    }

    /** At samples of a batch. */
    static List<InputJacobian> of(NetworkWalk walk, NDList batch, SamplePoints samples) {
        NetworkWalk exact = walk.withType(DataType.FLOAT64).withStatistics(Statistics.RUNNING);
        List<InputJacobian> jacobians = new ArrayList<>();
        try (NDManager manager = batch.head().getManager().newSubManager()) {
            int next = 0;
            long together = 1;
            while (next < samples.count()) {
                List<double[]> points = new ArrayList<>();
                while (points.size() < together && next < samples.count()) {
                    points.add(samples.point(next++));
                }
                NDList some = samples.batch(points, manager);
                try (NetworkJacobian seen = exact.inputJacobian(some)) {
                    Shape shape = seen.input().getShape();
                    int size = Math.toIntExact(shape.slice(1).size());
                    double[] all = Entries.first(seen.input(), points.size() * size);
                    for (int i = 0; i < points.size(); i++) {
                        jacobians.add(
                                new InputJacobian(
                                        points.get(i),
                                        Arrays.copyOfRange(all, i * size, (i + 1) * size)));
                    }
                    together = Math.max(1, MOST_ENTRIES / Math.max(1, size));
                }
                some.close();
            }
        }
        return jacobians;
    }

    /**
     * Returns the number of outputs.
     *
     * @return the number of rows {@code O}
     */
    public int outputs() {
        return outputs;
    }

    /**
     * Returns the number of inputs.
     *
     * @return the number of columns {@code D}
     */
    public int inputs() {
        return sample.length;
    }

    /**
     * Returns a derivative.
     *
     * @param output the output, from 0
     * @param input the input, from 0
     * @return {@code d f_output / d x_input}
     * @throws IndexOutOfBoundsException if there is no such output or input
     */
    public double entry(int output, int input) {
        if (output < 0 || output >= outputs || input < 0 || input >= inputs()) {
            throw new IndexOutOfBoundsException(
                    "The Jacobian has "
                            + outputs
                            + " outputs and "
                            + inputs()
                            + " inputs, but no entry ("
                            + output
                            + ", "
                            + input
                            + "): both are counted from 0.");
        }
        return entries[output * inputs() + input];
    }

    /**
     * Returns the singular values.
     *
     * @return the {@code min(O, D)} values in descending order
     */
    public double[] singularValues() {
        return singularValues.clone();
    }

    /**
     * Returns the spectral norm.
     *
     * @return the largest singular value: the most that the network stretches a direction here
     */
    public double spectralNorm() {
        return singularValues[0];
    }

    /**
     * Returns the square of the Frobenius norm.
     *
     * @return {@code |J|_F^2}, the sum of the squares of all entries
     */
    public double squaredNorm() {
        return Vectors.dot(entries, entries);
    }

    /**
     * Returns how much longer one direction becomes.
     *
     * @param direction {@code u}, of {@code D} values
     * @return {@code |J u|^2}
     * @throws IllegalArgumentException if it has another number of values
     */
    public double squaredLength(double... direction) {
        if (direction.length != inputs()) {
            throw new IllegalArgumentException(
                    "The direction has "
                            + direction.length
                            + " values, but the network has "
                            + inputs()
                            + " inputs: give one for each.");
        }
        double sum = 0;
        for (int row = 0; row < outputs; row++) {
            double value = 0;
            for (int column = 0; column < direction.length; column++) {
                value += entries[row * direction.length + column] * direction[column];
            }
            sum += value * value;
        }
        return sum;
    }

    /**
     * Returns a moment of {@code |J u|} over the unit sphere, without drawing.
     *
     * @param t half its order, 1 to 20
     * @return {@code E |J u|^(2t)}
     * @throws IllegalArgumentException if {@code t} is outside 1..20
     */
    public double moment(int t) {
        if (t < 1 || t > 20) {
            throw new IllegalArgumentException("t is " + t + ", but must be 1 to 20.");
        }
        double[] cumulants = new double[t + 1];
        double factor = 1;
        for (int j = 1; j <= t; j++) {
            for (double value : singularValues) {
                cumulants[j] += factor * Math.pow(value, 2 * j);
            }
            factor *= 2 * j;
        }
        double[] moments = new double[t + 1];
        moments[0] = 1;
        for (int i = 1; i <= t; i++) {
            double binomial = 1;
            for (int j = 0; j < i; j++) {
                moments[i] += binomial * cumulants[i - j] * moments[j];
                binomial *= (double) (i - 1 - j) / (j + 1);
            }
        }
        double norm = 1;
        for (int i = 0; i < t; i++) {
            norm *= inputs() + 2.0 * i;
        }
        return moments[t] / norm;
    }

    /**
     * Returns the mean of {@code |J u|^2} over directions at an angle to the sample.
     *
     * @param angle the angle {@code a}, in radians
     * @return the mean; NaN for a sample of zeros, and for one input unless the sine of the angle
     *     is 0
     */
    public double meanSquare(double angle) {
        double along = squaredLength(Vectors.unit(sample));
        double cosine = Math.cos(angle);
        double sine = Math.sin(angle);
        double across = (squaredNorm() - along) / (inputs() - 1);
        return cosine * cosine * along + (sine == 0 ? 0 : sine * sine * across);
    }
}
