// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.MaxoutNetwork;
import io.github.djlmaxout.propagation.kernel.KernelLayer;
import io.github.djlmaxout.propagation.kernel.KernelPair;
import io.github.djlmaxout.propagation.kernel.KernelRecursion;
import io.github.djlmaxout.propagation.kernel.Parametrization;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The kernel of wide networks against tables and the recursion of the two kernels. */
class InfiniteWidthKernelTest {

    /** Two inputs with {@code x.x / 2 = 1} and correlation 1/2. */
    private static final double[][] INPUTS = {{Math.sqrt(2), 0}, {Math.sqrt(0.5), Math.sqrt(1.5)}};

    private static MaxoutNetwork network(int pieces, double c, int hidden, int width) {
        long[] widths = new long[hidden + 2];
        Arrays.fill(widths, width);
        widths[hidden + 1] = 3;
        return MaxoutNetwork.of(pieces, c, widths);
    }

    /**
     * Kernels under the NTK parametrization, c = 1, computed by an independent program to all
     * digits given. With widths of 2 and c = 1 everywhere, weights count twice as much here.
     */
    @ParameterizedTest
    @CsvSource({"1, 2, .9423311144", "3, 4, 1.7378446792", "10, 11, 4.1083515264"})
    void twoPiecesAreThoseOfTheTable(int hidden, double same, double different) {
        KernelMatrix kernel = InfiniteWidthKernel.of(network(2, 1, hidden, 2), false).at(INPUTS);
        assertThat(kernel.value(0, 0)).isCloseTo(2 * same, within(1e-12 * same));
        assertThat(kernel.value(1, 1)).isCloseTo(2 * same, within(1e-8 * same));
        assertThat(kernel.value(0, 1)).isCloseTo(2 * different, within(1e-9));
        assertThat(kernel.isSymmetric()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 3", "3, 1", "3, 4", "5, 3"})
    void anyPiecesAreThoseOfTheRecursion(int pieces, int hidden) {
        MaxoutNetwork network = network(pieces, 0.7, hidden, 2);
        for (boolean biases : new boolean[] {false, true}) {
            List<KernelLayer> layers = new ArrayList<>();
            for (int l = 0; l <= hidden; l++) {
                KernelLayer layer = l < hidden ? KernelLayer.of(pieces, 0.7) : KernelLayer.of(1, 1);
                layers.add(biases ? layer.withTrainedBias().withFanIn(2) : layer.withFanIn(2));
            }
            KernelPair expected =
                    KernelRecursion.of(Parametrization.STANDARD, layers)
                            .atOutput(KernelPair.ofInputs(INPUTS[0], INPUTS[1]))
                            .tangent();
            KernelMatrix kernel = InfiniteWidthKernel.of(network, biases).at(INPUTS);
            assertThat(kernel.value(0, 0)).isCloseTo(expected.first(), within(1e-12));
            assertThat(kernel.value(1, 1)).isCloseTo(expected.second(), within(1e-12));
            assertThat(kernel.value(0, 1)).isCloseTo(expected.cross(), within(1e-12));
        }
    }

    /**
     * Sums over the layers of the mean squared gradients, printed to 8 digits (9 of the second
     * network) by an independent program for |x| = 1, over the outputs.
     */
    @Test
    void theMeanOfTheDiagonalIsThatOfTheTable() {
        double c = 1 / GaussianMaximum.of(3).secondMoment();
        InfiniteWidthKernel small =
                InfiniteWidthKernel.of(MaxoutNetwork.of(3, c, 3, 4, 5, 6, 2), false);
        double expected = (1.4725804 + 2.2056644 + 3.3333333 + 4) / 2;
        assertThat(small.finiteWidthDiagonal(1)).isCloseTo(expected, within(1e-7));
        assertThat(small.finiteWidthDiagonal(2.5)).isCloseTo(2.5 * expected, within(2.5e-7));
        long[] widths = new long[22];
        widths[0] = 784;
        for (int l = 0; l < 20; l++) {
            widths[l + 1] = 64L >> (l / 5);
        }
        widths[21] = 10;
        MaxoutNetwork deep = MaxoutNetwork.of(5, 1 / GaussianMaximum.of(5).secondMoment(), widths);
        assertThat(InfiniteWidthKernel.of(deep, false).finiteWidthDiagonal(1))
                .isCloseTo(1.30137847359 / 10, within(1e-12));
        for (double none : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThat(small.finiteWidthDiagonal(none)).isNaN();
        }
    }

    /** In the limit of wide layers the mean is the kernel. */
    @Test
    void theMeanOfWideNetworksIsTheKernel() {
        int width = 1 << 20;
        double c = 1 / GaussianMaximum.of(4).secondMoment();
        MaxoutNetwork wide = MaxoutNetwork.of(4, c, 2, width, width, 3);
        InfiniteWidthKernel kernel = InfiniteWidthKernel.of(wide, true);
        double limit = kernel.at(INPUTS).value(0, 0);
        // the difference is of the order of 1 / width
        assertThat(kernel.finiteWidthDiagonal(2) / limit).isCloseTo(1, within(1e-5));
    }

    @Test
    void inputsAtTheEdges() {
        InfiniteWidthKernel kernel = InfiniteWidthKernel.of(network(3, 0.6, 2, 2), true);
        double[][] inputs = {{0, 0}, {1, 1}, {Double.NaN, 1}, {1, 1}};
        KernelMatrix found = kernel.at(inputs);
        assertThat(found.value(0, 0)).isPositive();
        assertThat(found.value(2, 1)).isNaN();
        assertThat(found.value(2, 2)).isNaN();
        assertThat(found.value(1, 3)).isEqualTo(found.value(1, 1));
        assertThatThrownBy(() -> kernel.at(new double[0][]))
                .hasMessageContaining("There are 0 samples");
        assertThatThrownBy(() -> kernel.at(new double[][] {{1, 2, 3}}))
                .hasMessageContaining("A sample has 3 numbers, but the network takes 2");
    }
}
