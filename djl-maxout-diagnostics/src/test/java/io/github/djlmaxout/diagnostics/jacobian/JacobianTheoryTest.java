// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.diagnostics.jacobian.DenseLayer.Bias;
import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.DirectionEnergies;
import io.github.djlmaxout.propagation.JacobianMoments;
import io.github.djlmaxout.propagation.MaxoutNetwork;
import io.github.djlmaxout.propagation.MomentBounds;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class JacobianTheoryTest {

    private static final double ROUNDING = 1e-14;

    private static JacobianTheory theory(DenseLayer... layers) {
        return new JacobianTheory(List.of(layers), "");
    }

    private static JacobianTheory maxout(int pieces, double c, long... widths) {
        List<DenseLayer> layers = new ArrayList<>();
        for (int l = 1; l < widths.length; l++) {
            boolean last = l == widths.length - 1;
            layers.add(
                    new DenseLayer(
                            "layer" + l,
                            widths[l - 1],
                            widths[l],
                            last ? 1 : pieces,
                            false,
                            last ? 1 : c,
                            Bias.ZERO));
        }
        return new JacobianTheory(layers, "");
    }

    private static DenseLayer rectified(long fanIn, long units) {
        return new DenseLayer("relu", fanIn, units, 1, true, 2, Bias.ZERO);
    }

    @Test
    void isThatOfMaxoutNetworks() {
        MaxoutNetwork network = MaxoutNetwork.of(5, 0.6, 7, 6, 5, 3);
        JacobianTheory theory = maxout(5, 0.6, 7, 6, 5, 3);
        for (double cosine : new double[] {0, 0.3, 1}) {
            JacobianMoments moments = JacobianMoments.of(network, cosine);
            assertThat(theory.secondMoment("", cosine))
                    .isCloseTo(moments.second(), within(ROUNDING));
            assertThat(theory.secondMoment("layer2", cosine))
                    .isCloseTo(moments.energies().get(1).total(), within(ROUNDING));
            assertThat(theory.fourthMoment("layer3", cosine)).isEqualTo(moments.fourth());
            assertThat(theory.wideLimit("", cosine))
                    .isCloseTo(JacobianMoments.wideLimit(network, cosine), within(ROUNDING));
        }
        MomentBounds bounds = JacobianMoments.bounds(network);
        assertThat(theory.bounds("").lower()).isCloseTo(bounds.lower(), within(ROUNDING));
        assertThat(theory.bounds("").upper()).isCloseTo(bounds.upper(), within(ROUNDING));
        assertThat(theory.paperBounds("").lower()).isLessThan(bounds.lower());
        assertThat(theory.paperBounds("").upper()).isGreaterThan(bounds.upper());
    }

    @Test
    void aLayerMultipliesByOneToTheSecondMomentOfTheMaximum() {
        JacobianTheory theory = maxout(3, 1, 10, 10, 10);
        double moment = GaussianMaximum.of(3).secondMoment();
        assertThat(theory.secondMoment("layer1", 1)).isCloseTo(moment, within(ROUNDING));
        assertThat(theory.secondMoment("layer1", 0)).isCloseTo(1, within(ROUNDING));
    }

    /**
     * One unit with ReLU, then three pieces: by hand. The first unit passes with probability 1/2,
     * and then the only direction left is that of the signal, so that the pieces multiply by M.
     */
    @Test
    void oneRectifiedUnitLeavesTheDirectionOfTheSignalOnly() {
        DenseLayer pieces = new DenseLayer("pieces", 1, 1, 3, false, 1, Bias.ZERO);
        JacobianTheory theory = theory(rectified(4, 1), pieces);
        double moment = GaussianMaximum.of(3).secondMoment();
        for (double cosine : new double[] {0, 0.5, 1}) {
            assertThat(theory.secondMoment("relu", cosine)).isCloseTo(0.25, within(ROUNDING));
            assertThat(theory.secondMoment("pieces", cosine))
                    .isCloseTo(0.25 * moment, within(ROUNDING));
        }
        assertThat(theory.fourthMoment("", 0)).isNaN();
        assertThat(theory.paperBounds("").upper()).isNaN();
        assertThat(theory.bounds("").upper()).isCloseTo(0.25 * moment, within(ROUNDING));
    }

    /** Two units of ReLU against a million draws: 4 standard errors of 1e-3 and less. */
    @Test
    void rectifiedUnitsSplitDirectionsAsDrawsDo() {
        long seed = 3;
        Random random = new Random(seed);
        int draws = 1_000_000;
        double along = 0;
        double total = 0;
        double a = Math.sqrt(0.3);
        double b = Math.sqrt(0.7);
        for (int i = 0; i < draws; i++) {
            double product = 0;
            double length = 0;
            for (int unit = 0; unit < 2; unit++) {
                double z = random.nextGaussian();
                double v = random.nextGaussian();
                double pushed = z > 0 ? a * z + b * v : 0;
                total += pushed * pushed / draws;
                product += Math.max(0, z) * pushed;
                length += Math.max(0, z) * Math.max(0, z);
            }
            along += length == 0 ? 0 : product * product / length / draws;
        }
        DirectionEnergies state =
                new DenseLayer("relu", 1, 2, 1, true, 1, Bias.ZERO)
                        .through(DirectionEnergies.ofUnitVector(0.3));
        assertThat(state.total()).as("seed %d", seed).isCloseTo(total, within(8e-3));
        assertThat(state.along()).as("seed %d", seed).isCloseTo(along, within(6e-3));
        assertThat(state.along() + state.across()).isCloseTo(1, within(ROUNDING));
    }

    @Test
    void biasesEndWhatIsKnown() {
        DenseLayer linear = new DenseLayer("linear", 3, 5, 1, false, 1, Bias.VARIED);
        DenseLayer pieces = new DenseLayer("pieces", 5, 5, 3, false, 1, Bias.ZERO);
        DenseLayer critical = new DenseLayer("pieces", 3, 5, 3, false, 1, Bias.EQUAL);
        DenseLayer varied = new DenseLayer("pieces", 3, 5, 3, false, 1, Bias.VARIED);
        DenseLayer relu = new DenseLayer("relu", 3, 5, 1, true, 2, Bias.EQUAL);
        assertThat(theory(linear).secondMoment("linear", 0.5)).isCloseTo(5.0 / 3, within(ROUNDING));
        assertThat(theory(linear, pieces).secondMoment("pieces", 0.5)).isNaN();
        assertThat(theory(linear, pieces).bounds("pieces").lower())
                .isCloseTo(5.0 / 3, within(ROUNDING));
        assertThat(theory(critical).secondMoment("pieces", 0.5)).isNaN();
        assertThat(theory(critical).bounds("pieces").lower()).isCloseTo(5.0 / 3, within(ROUNDING));
        assertThat(theory(varied).bounds("pieces").lower()).isNaN();
        assertThat(theory(varied).paperBounds("pieces").lower()).isPositive();
        assertThat(theory(relu).bounds("relu").lower()).isNaN();
    }

    @Test
    void whatIsNotCovered() {
        JacobianTheory none = new JacobianTheory(List.of(), "conv: theory is of dense layers");
        assertThat(none.secondMoment("", 0.5)).isNaN();
        assertThat(none.secondMoment("conv", 0.5)).isNaN();
        assertThat(none.wideLimit("", 0.5)).isNaN();
        assertThat(none.bounds("").lower()).isNaN();
        assertThat(none.paperBounds("").lower()).isNaN();
        assertThat(new JacobianTheory(List.of(), "").secondMoment("", 1)).isNaN();
        assertThatThrownBy(() -> theory(rectified(2, 2)).secondMoment("", 1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.5");
    }

    /** With one input there is no direction but its own. */
    @Test
    void oneInput() {
        JacobianTheory theory = maxout(3, 1, 1, 4, 1);
        assertThat(theory.secondMoment("", 0)).isEqualTo(theory.secondMoment("", 1));
    }
}
