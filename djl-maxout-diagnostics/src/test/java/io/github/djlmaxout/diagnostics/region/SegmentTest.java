package io.github.djlmaxout.diagnostics.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.propagation.Breakpoints;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** No breakpoints and no length: the distortion of a point is not defined. */
    @Test
    void aPointHasNoLength() {
        PiecewiseLinearNetwork network =
                new PiecewiseLinearNetwork(Programs.random(new int[] {2, 4, 2}, 2, 1, 1));
        double[] point = {0.3, 0.4};
        CurveDistortion curve = network.curve(new double[][] {point, point});
        assertThat(curve.length()).isZero();
        assertThat(curve.imageLength()).isZero();
        assertThat(curve.breakpoints()).isZero();
        assertThat(curve.distortion()).isNaN();
    }

    /** An affine map with the singular values 2 and 1 makes an ellipse of a circle. */
    @Test
    void theImageOfACircleIsAnEllipse() {
        List<Instruction> instructions = new java.util.ArrayList<>();
        Programs.linear(instructions, new double[][] {{2, 0}, {0, 1}}, new double[2]);
        PiecewiseLinearNetwork network =
                new PiecewiseLinearNetwork(new Program(instructions, 2, 2));
        Slice slice = Slice.of(new double[2], new double[] {1, 0}, new double[] {0, 1});
        CurveDistortion curve = network.curve(slice.circle(0, 0, 1, 10_000));
        // Perimeter of an ellipse with half axes 2 and 1: 8 E(3/4) (DLMF 19.30.5).
        assertThat(curve.imageLength()).isCloseTo(9.688448220547675, within(1e-6));
        assertThat(curve.length()).isCloseTo(2 * Math.PI, within(1e-6));
    }
}
