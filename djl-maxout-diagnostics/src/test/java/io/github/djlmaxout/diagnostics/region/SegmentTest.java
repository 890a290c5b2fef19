// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.diagnostics.region.internal.Instruction;
import io.github.djlmaxout.diagnostics.region.internal.Program;
import io.github.djlmaxout.diagnostics.region.internal.Programs;
import io.github.djlmaxout.propagation.JacobianMoments;
import io.github.djlmaxout.propagation.MaxoutNetwork;
import io.github.djlmaxout.propagation.kernel.Breakpoints;
import io.github.djlmaxout.propagation.region.CurveLength;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Breakpoints on segments and lengths of images, against points and against theory. */
class SegmentTest {

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 2", "5, 3"})
    void breakpointsAreWherePatternsChange(int pieces, long seed) {
        Program program = Programs.random(new int[] {4, 8, 6, 5, 3}, pieces, 1, seed);
        PiecewiseLinearNetwork network = new PiecewiseLinearNetwork(program);
        double[] from = gaussian(4, seed);
        double[] to = gaussian(4, seed + 100);
        SegmentBreakpoints segment = network.breakpoints(from, to);
        List<SegmentBreakpoints.Breakpoint> points = segment.breakpoints();
        assertThat(points).hasSizeGreaterThan(3);
        // Between two breakpoints the pattern is the same, at each one piece changes.
        double last = 0;
        double length = 0;
        for (int i = 0; i <= points.size(); i++) {
            double next = i < points.size() ? points.get(i).position() : 1;
            assertThat(next).as("seed %d", seed).isGreaterThan(last);
            double gap = next - last;
            List<Integer> start = pattern(program, from, to, last + 1e-6 * gap);
            assertThat(pattern(program, from, to, next - 1e-6 * gap)).isEqualTo(start);
            for (int inside = 1; inside < 20; inside++) {
                assertThat(pattern(program, from, to, last + inside * gap / 20)).isEqualTo(start);
            }
            if (i < points.size()) {
                List<Integer> behind = pattern(program, from, to, next + 1e-9);
                assertThat(differences(start, behind)).isGreaterThan(0);
            }
            length += distance(at(network, from, to, last), at(network, from, to, next));
            last = next;
        }
        assertThat(segment.imageLength()).isCloseTo(length, within(1e-10 * length));
        assertThat(segment.length()).isCloseTo(distance(from, to), within(1e-12));
    }

    private static int differences(List<Integer> a, List<Integer> b) {
        int count = 0;
        for (int i = 0; i < a.size(); i++) {
            count += a.get(i).equals(b.get(i)) ? 0 : 1;
        }
        return count;
    }

    private static double[] between(double[] from, double[] to, double t) {
        double[] point = new double[from.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = from[i] + t * (to[i] - from[i]);
        }
        return point;
    }

    private static List<Integer> pattern(Program program, double[] from, double[] to, double t) {
        return Programs.pattern(program, between(from, to, t));
    }

    private static double[] at(
            PiecewiseLinearNetwork network, double[] from, double[] to, double t) {
        return network.at(between(from, to, t));
    }

    private static double distance(double[] a, double[] b) {
        double square = 0;
        for (int i = 0; i < a.length; i++) {
            square += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(square);
    }

    private static double[] gaussian(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    /**
     * The mean over 400 networks against the exact expectation for the first layer. At four
     * standard errors a right program fails one of 16,000 such comparisons (normal law, both
     * sides); these are six, with fixed seeds.
     */
    @ParameterizedTest
    @CsvSource({"2, 0", "3, 0", "5, 0", "2, 1", "3, 0.5", "5, 1"})
    void theFirstLayerBendsAsOftenAsTheorySays(int pieces, double biases) {
        int units = 10;
        double[] from = {1, 0.5, -0.3, 2, 0};
        double[] to = {-0.5, 1, 0.2, 0.4, 1};
        double expected = units * Breakpoints.perUnit(pieces, Breakpoints.angle(from, to, biases));
        double sum = 0;
        double squares = 0;
        int seeds = 400;
        for (int seed = 0; seed < seeds; seed++) {
            Program program = Programs.random(new int[] {5, units, 2}, pieces, biases, seed);
            int count =
                    new PiecewiseLinearNetwork(program).breakpoints(from, to).breakpoints().size();
            sum += count;
            squares += (double) count * count;
        }
        double mean = sum / seeds;
        double error = Math.sqrt((squares / seeds - mean * mean) / (seeds - 1));
        assertThat(mean).isCloseTo(expected, within(4 * error));
    }

    /**
     * Deeper layers bend as often as the limit of wide layers says, up to 5 % at 100 units (see
     * {@link Breakpoints}) and four standard errors, which a right program misses once in 16,000
     * comparisons; these are six, with fixed seeds.
     */
    @ParameterizedTest
    @CsvSource({"2", "3"})
    void deeperLayersBendNearlyAsOftenAsWideOnes(int pieces) {
        double[] from = gaussian(10, 1);
        double[] to = gaussian(10, 2);
        int[] units = {100, 100, 100};
        double[] expected =
                Breakpoints.perLayer(
                        Breakpoints.angle(from, to, 0), units, new int[] {pieces, pieces, pieces});
        int seeds = 30;
        double[] sum = new double[3];
        double[] squares = new double[3];
        for (int seed = 0; seed < seeds; seed++) {
            Program program = Programs.random(new int[] {10, 100, 100, 100, 2}, pieces, 0, seed);
            SegmentBreakpoints segment = new PiecewiseLinearNetwork(program).breakpoints(from, to);
            List<String> blocks =
                    segment.breakpoints().stream()
                            .map(SegmentBreakpoints.Breakpoint::block)
                            .distinct()
                            .sorted()
                            .toList();
            assertThat(blocks).hasSize(3);
            for (int l = 0; l < 3; l++) {
                double count = segment.count(blocks.get(l));
                sum[l] += count;
                squares[l] += count * count;
            }
        }
        for (int l = 0; l < 3; l++) {
            double mean = sum[l] / seeds;
            double error = Math.sqrt((squares[l] / seeds - mean * mean) / (seeds - 1));
            assertThat(mean).isCloseTo(expected[l], within(4 * error + 0.05 * expected[l]));
        }
    }

    /** No breakpoints and no length: the distortion of a point is not defined. */
    @Test
    void aPointHasNoLength() {
        PiecewiseLinearNetwork network =
                new PiecewiseLinearNetwork(Programs.random(new int[] {2, 4, 2}, 2, 1, 1));
        double[] point = {0.3, 0.4};
        PiecewiseLinearNetwork.CurveDistortion curve = network.curve(new double[][] {point, point});
        assertThat(curve.length()).isZero();
        assertThat(curve.imageLength()).isZero();
        assertThat(curve.breakpoints()).isZero();
        assertThat(curve.distortion()).isNaN();
    }

    /** An affine map with the singular values 2 and 1 makes an ellipse of a circle. */
    @Test
    void theImageOfACircleIsAnEllipse() {
        List<Instruction> instructions = new ArrayList<>();
        Programs.linear(instructions, new double[][] {{2, 0}, {0, 1}}, new double[2]);
        PiecewiseLinearNetwork network =
                new PiecewiseLinearNetwork(new Program(instructions, 2, 2));
        Slice slice = Slice.of(new double[2], new double[] {1, 0}, new double[] {0, 1});
        PiecewiseLinearNetwork.CurveDistortion curve = network.curve(slice.circle(0, 0, 1, 10_000));
        // Perimeter of an ellipse with half axes 2 and 1: 8 E(3/4) (DLMF 19.30.5).
        assertThat(curve.imageLength()).isCloseTo(9.688448220547675, within(1e-6));
        assertThat(curve.length()).isCloseTo(2 * Math.PI, within(1e-6));
    }

    /**
     * The mean length of an image is at most the integral of the root of the mean square, {@link
     * CurveLength#along}, and at least the mean of a root less: by an eighth of the relative
     * variance of {@code |J u|^2}, which three layers of 64 units make about 0.15 (each 2 / 64 and
     * somewhat more). At four standard errors a right program fails one of 30,000 such tests.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void imagesAreAsLongAsTheorySays(int pieces) {
        double[][] corners = {{1, 0.5, -0.3, 2}, {-0.5, 1, 0.2, 0.4}, {0.3, -1, 1, 0.1}};
        MaxoutNetwork theory = MaxoutNetwork.of(pieces, 1, 4, 64, 64, 64);
        double most =
                CurveLength.along(corners, cosine -> JacobianMoments.of(theory, cosine).second());
        double sum = 0;
        double squares = 0;
        int seeds = 100;
        for (int seed = 0; seed < seeds; seed++) {
            Program program = Programs.random(new int[] {4, 64, 64, 64}, pieces, 0, seed);
            double length = new PiecewiseLinearNetwork(program).curve(corners).imageLength();
            sum += length;
            squares += length * length;
        }
        double mean = sum / seeds;
        double error = Math.sqrt((squares / seeds - mean * mean) / (seeds - 1));
        assertThat(mean).isBetween(0.97 * most - 4 * error, most + 4 * error);
    }
}
