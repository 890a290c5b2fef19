// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.initializer.LayerPlan;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** Which findings follow from which measurements, and in which words. */
class JudgeTest {

    private static final PieceUse HEALTHY = new PieceUse(500, 0, 0, 0.3);

    private static Judge.Conclusions conclude(Chain chain) {
        return Judge.conclude(chain.layers(), 1, true, Remedies.NONE);
    }

    private static Measured layer(
            String note, double input, double output, double zeros, double gradient) {
        return new Measured(
                Chain.plan(0, 1, 1, note),
                1,
                false,
                false,
                Optional.of(new Measured.Signal(input, output, 0, zeros)),
                Optional.of(new Measured.Gradient(gradient, 0)),
                Optional.empty());
    }

    private static Finding only(Judge.Conclusions conclusions) {
        assertThat(conclusions.findings()).hasSize(1);
        return conclusions.findings().get(0);
    }

    @Test
    void nothingIsFine() {
        assertThat(conclude(new Chain(1)).findings()).isEmpty();
        Chain chain = new Chain(1).layer(1.1, 0.9, 0, false, Optional.of(HEALTHY)).layer(1, 1);
        Judge.Conclusions conclusions = conclude(chain);
        assertThat(conclusions.findings()).isEmpty();
        assertThat(conclusions.verdicts()).containsExactly(Verdict.FINE, Verdict.FINE);
    }

    @Test
    void growthNamesRateLayerCauseAndRemedy() {
        Chain chain = new Chain(1);
        for (int i = 0; i < 20; i++) {
            chain.layer(3.6, 1, 0, false, Optional.of(HEALTHY));
        }
        // The chain's layers have c = 0.5 and 5 pieces; a plan that would give 0.139 is off by 3.6.
        Remedies remedies = scheme -> List.of(Chain.plan(0, 5, 0.5 / 3.6, ""));
        Judge.Conclusions conclusions = Judge.conclude(chain.layers(), 1, true, remedies);
        Finding finding = only(conclusions);
        assertThat(conclusions.verdicts()).hasSize(20).containsOnly(Verdict.EXPLODING);
        assertThat(finding.layer()).isEqualTo("01Layer");
        assertThat(finding)
                .hasToString(
                        "Activation second moment grows 3.6x per layer from 01Layer to 20Layer, from"
                                + " 1 to 1.34e11. Variance 0.5 / fan-in on 5 pieces where 0.1389 /"
                                + " fan-in keeps the size."
                                + " InitializationPlan.of(network, shape,"
                                + " Scheme.maxout()).apply(network) gives c = 0.1389.");
    }

    @Test
    void growthThatTheVarianceDoesNotExplainIsSaidToBe() {
        Chain chain = new Chain(1).layer(1e-4, 1).layer(1e-4, 1);
        Remedies remedies = scheme -> List.of(Chain.plan(0, 1, 0.5, ""));
        Finding finding = only(Judge.conclude(chain.layers(), 1, true, remedies));
        assertThat(finding.verdict()).isEqualTo(Verdict.VANISHING);
        assertThat(finding.evidence()).contains("shrinks 10000x per layer");
        assertThat(finding.cause()).contains("would keep the size of independent weights");
    }

    @Test
    void gradientsAloneAskForTheCriticalScheme() {
        Chain chain = new Chain(1);
        for (int i = 0; i < 40; i++) {
            chain.layer(1, Math.pow(0.5, 39 - i), 0, false, Optional.of(HEALTHY));
        }
        LayerPlan critical = Chain.plan(38, 5, 1, "");
        Remedies remedies = scheme -> List.of(critical);
        Judge.Conclusions conclusions = Judge.conclude(chain.layers(), 1, true, remedies);
        Finding finding = only(conclusions);
        assertThat(finding.verdict()).isEqualTo(Verdict.VANISHING);
        assertThat(finding.layer()).isEqualTo("01Layer");
        assertThat(finding.evidence())
                .startsWith("gradients shrink 2x per layer on the way back from 39Layer to")
                .contains("01Layer");
        assertThat(finding.remedy()).contains("Scheme.critical()").endsWith("gives c = 1");
        assertThat(conclusions.verdicts().get(39)).isEqualTo(Verdict.FINE);
        assertThat(conclusions.verdicts().subList(0, 39)).containsOnly(Verdict.VANISHING);
    }

    @Test
    void normalizationIsNamedWhereItMakesGradientsGrow() {
        Chain chain = new Chain(1);
        for (int i = 0; i < 60; i++) {
            chain.layer(1, Math.pow(1.467, 59 - i), 0, true, Optional.empty());
        }
        Finding finding = only(conclude(chain));
        assertThat(finding.verdict()).isEqualTo(Verdict.EXPLODING);
        assertThat(finding.cause()).startsWith("Normalization in every layer");
    }

    @Test
    void nanIsFoundWhereItComesFrom() {
        Chain chain = new Chain(1).layer(1, Double.NaN);
        chain.add(layer("holds NaN or infinity", 1, Double.NaN, 0, Double.NaN));
        chain.add(layer("", Double.NaN, Double.NaN, 0, Double.NaN));
        Judge.Conclusions conclusions = conclude(chain);
        assertThat(conclusions.verdicts()).hasSize(3).containsOnly(Verdict.NON_FINITE);
        Finding finding = only(conclusions);
        assertThat(finding.evidence()).contains("comes out of 01Layer first");
        assertThat(finding.cause()).contains("weights or biases hold NaN");
        chain = new Chain(1).layer(1, Double.NaN);
        assertThat(only(conclude(chain)).evidence()).contains("gradients at 01Layer");
    }

    @Test
    void anEmptyBatchIsOneFinding() {
        Chain chain = new Chain(0).layer(1, 1, 0, false, Optional.of(new PieceUse(5, 0, 0, 1)));
        chain.layer(1, 1);
        Judge.Conclusions conclusions = Judge.conclude(chain.layers(), 0, true, Remedies.NONE);
        assertThat(conclusions.verdicts()).containsExactly(Verdict.TIES, Verdict.DEAD);
        Finding finding = only(conclusions);
        assertThat(finding.layer()).isEqualTo("input");
        assertThat(finding.verdict()).isEqualTo(Verdict.TIES);
    }

    @Test
    void aBatchOfAnotherSizeIsFound() {
        Finding finding =
                only(
                        Judge.conclude(
                                new Chain(16384).layer(1, 1).layers(), 16384, true, Remedies.NONE));
        assertThat(finding.verdict()).isEqualTo(Verdict.EXPLODING);
        assertThat(finding.remedy()).endsWith("root mean square, 128");
        Chain normalized = new Chain(16384).layer(1 / 16384.0, 1, 0, true, Optional.empty());
        assertThat(Judge.conclude(normalized.layers(), 16384, true, Remedies.NONE).findings())
                .isEmpty();
    }

    @Test
    void silentLayersAreDead() {
        Chain chain = new Chain(1);
        chain.add(layer("", 1, 0, 1, 0)).add(layer("", 0, 0, 1, 0));
        Judge.Conclusions conclusions = conclude(chain);
        assertThat(conclusions.verdicts()).containsExactly(Verdict.DEAD, Verdict.DEAD);
        assertThat(only(conclusions).evidence()).startsWith("nothing but zeros comes out of");
        chain = new Chain(1).add(layer("all weights are zero", 1, 0, 1, 1));
        assertThat(only(conclude(chain)).cause()).isEqualTo("All its weights are zero");
    }

    /** Of 100 units half may be silent, and 5 standard deviations of 5 units more. */
    @Test
    void halfOfTheUnitsMayBeSilentByChance() {
        assertThat(conclude(new Chain(1).add(layer("", 1, 0.5, 0.75, 1))).findings()).isEmpty();
        Finding finding = only(conclude(new Chain(1).add(layer("", 1, 0.5, 0.76, 1))));
        assertThat(finding.verdict()).isEqualTo(Verdict.DEAD);
        assertThat(finding.evidence()).startsWith("76 % of the outputs");
    }

    @Test
    void piecesAreJudged() {
        Finding equal = only(conclude(used(new PieceUse(500, 0, 0.02, 0))));
        assertThat(equal.verdict()).isEqualTo(Verdict.TIES);
        assertThat(equal.cause()).contains("only the first of them will ever learn");
        Finding silent = only(conclude(used(new PieceUse(500, 0, 0, 0.95))));
        assertThat(silent.cause()).isEqualTo("Its input is zero there");
        Finding dead = only(conclude(used(new PieceUse(1500, 1, 0, 0))));
        assertThat(dead.verdict()).isEqualTo(Verdict.DEAD);
        assertThat(dead.evidence()).startsWith("1 of 1,500 pieces in 01Layer lie");
    }

    private static Chain used(PieceUse use) {
        return new Chain(1).layer(1, 1, 0, false, Optional.of(use));
    }

    @Test
    void aGradientThatStopsIsFoundUnlessALayerIsDead() {
        Chain chain = new Chain(1).layer(1, 0).layer(1, 0).layer(1, 1);
        Finding finding = only(conclude(chain));
        assertThat(finding.verdict()).isEqualTo(Verdict.VANISHING);
        assertThat(finding.evidence()).isEqualTo("no gradient arrives at 02Layer");
    }

    @Test
    void whatWasNotReachedIsUnknown() {
        Chain chain = new Chain(1).layer(1, 1);
        chain.add(
                new Measured(
                        Chain.plan(1, 1, 1, ""),
                        1,
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        Judge.Conclusions conclusions = conclude(chain);
        assertThat(conclusions.verdicts()).containsExactly(Verdict.FINE, Verdict.UNKNOWN);
        assertThat(conclusions.findings()).isEmpty();
    }
}
