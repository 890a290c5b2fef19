// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
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
            Measured.State state, double input, double output, double zeros, double gradient) {
        return new Measured(
                Chain.plan(0, 1, 1),
                1,
                false,
                false,
                Optional.of(new Measured.Signal(input, output, 0, zeros)),
                Optional.of(new Measured.Gradient(gradient, 0)),
                Optional.empty(),
                state);
    }

    private static Alarm only(Judge.Conclusions conclusions) {
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
        Remedies remedies = scheme -> List.of(Chain.plan(0, 5, 0.5 / 3.6));
        Judge.Conclusions conclusions = Judge.conclude(chain.layers(), 1, true, remedies);
        Alarm finding = only(conclusions);
        assertThat(conclusions.verdicts())
                .hasSize(20)
                .containsOnly(Verdict.of(AlarmKind.EXPLODING));
        assertThat(finding.place().name()).isEqualTo("01Layer");
        assertThat(finding)
                .hasToString(
                        "Step 0, 01Layer: Activation second moment grows 3.6x per layer from 01Layer to 20Layer, from"
                                + " 1 to 1.34e11. Variance 0.5 / fan-in on 5 pieces where 0.1389 /"
                                + " fan-in keeps the size."
                                + " InitializationPlan.of(network, shape,"
                                + " Scheme.maxout()).apply(network) gives c = 0.1389.");
    }

    @Test
    void growthThatTheVarianceDoesNotExplainIsSaidToBe() {
        Chain chain = new Chain(1).layer(1e-4, 1).layer(1e-4, 1);
        Remedies remedies = scheme -> List.of(Chain.plan(0, 1, 0.5));
        Alarm finding = only(Judge.conclude(chain.layers(), 1, true, remedies));
        assertThat(finding.kind()).isEqualTo(AlarmKind.VANISHING);
        assertThat(finding.evidence()).contains("shrinks 10000x per layer");
        assertThat(finding.cause()).contains("would keep the size of independent weights");
    }

    @Test
    void gradientsAloneAskForTheCriticalScheme() {
        Chain chain = new Chain(1);
        for (int i = 0; i < 40; i++) {
            chain.layer(1, Math.pow(0.5, 39 - i), 0, false, Optional.of(HEALTHY));
        }
        LayerPlan critical = Chain.plan(38, 5, 1);
        Remedies remedies = scheme -> List.of(critical);
        Judge.Conclusions conclusions = Judge.conclude(chain.layers(), 1, true, remedies);
        Alarm finding = only(conclusions);
        assertThat(finding.kind()).isEqualTo(AlarmKind.VANISHING);
        assertThat(finding.place().name()).isEqualTo("01Layer");
        assertThat(finding.evidence())
                .startsWith("gradients shrink 2x per layer on the way back from 39Layer to")
                .contains("01Layer");
        assertThat(finding.remedy()).contains("Scheme.critical()").endsWith("gives c = 1");
        assertThat(conclusions.verdicts().get(39)).isEqualTo(Verdict.FINE);
        assertThat(conclusions.verdicts().subList(0, 39))
                .containsOnly(Verdict.of(AlarmKind.VANISHING));
    }

    @Test
    void normalizationIsNamedWhereItMakesGradientsGrow() {
        Chain chain = new Chain(1);
        for (int i = 0; i < 60; i++) {
            chain.layer(1, Math.pow(1.467, 59 - i), 0, true, Optional.empty());
        }
        Alarm finding = only(conclude(chain));
        assertThat(finding.kind()).isEqualTo(AlarmKind.EXPLODING);
        assertThat(finding.cause()).startsWith("Normalization in every layer");
    }

    @Test
    void nanIsFoundWhereItComesFrom() {
        Chain chain = new Chain(1).layer(1, Double.NaN);
        chain.add(layer(Measured.State.NON_FINITE, 1, Double.NaN, 0, Double.NaN));
        chain.add(layer(Measured.State.USUAL, Double.NaN, Double.NaN, 0, Double.NaN));
        Judge.Conclusions conclusions = conclude(chain);
        assertThat(conclusions.verdicts())
                .hasSize(3)
                .containsOnly(Verdict.of(AlarmKind.NON_FINITE));
        Alarm finding = only(conclusions);
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
        assertThat(conclusions.verdicts())
                .containsExactly(Verdict.of(AlarmKind.TIES), Verdict.of(AlarmKind.DEAD));
        Alarm finding = only(conclusions);
        assertThat(finding.place().name()).isEqualTo("input");
        assertThat(finding.kind()).isEqualTo(AlarmKind.TIES);
    }

    @Test
    void aBatchOfAnotherSizeIsFound() {
        Alarm finding =
                only(
                        Judge.conclude(
                                new Chain(16384).layer(1, 1).layers(), 16384, true, Remedies.NONE));
        assertThat(finding.kind()).isEqualTo(AlarmKind.EXPLODING);
        assertThat(finding.remedy()).endsWith("root mean square, 128");
        Chain normalized = new Chain(16384).layer(1 / 16384.0, 1, 0, true, Optional.empty());
        assertThat(Judge.conclude(normalized.layers(), 16384, true, Remedies.NONE).findings())
                .isEmpty();
    }

    @Test
    void silentLayersAreDead() {
        Chain chain = new Chain(1);
        chain.add(layer(Measured.State.USUAL, 1, 0, 1, 0))
                .add(layer(Measured.State.USUAL, 0, 0, 1, 0));
        Judge.Conclusions conclusions = conclude(chain);
        assertThat(conclusions.verdicts())
                .containsExactly(Verdict.of(AlarmKind.DEAD), Verdict.of(AlarmKind.DEAD));
        assertThat(only(conclusions).evidence()).startsWith("nothing but zeros comes out of");
        chain = new Chain(1).add(layer(Measured.State.ZERO, 1, 0, 1, 1));
        assertThat(only(conclude(chain)).cause()).isEqualTo("All its weights are zero");
    }

    /** Of 100 units half may be silent, and 5 standard deviations of 5 units more. */
    @Test
    void halfOfTheUnitsMayBeSilentByChance() {
        assertThat(
                        conclude(new Chain(1).add(layer(Measured.State.USUAL, 1, 0.5, 0.75, 1)))
                                .findings())
                .isEmpty();
        Alarm finding =
                only(conclude(new Chain(1).add(layer(Measured.State.USUAL, 1, 0.5, 0.76, 1))));
        assertThat(finding.kind()).isEqualTo(AlarmKind.DEAD);
        assertThat(finding.evidence()).startsWith("76 % of the outputs");
    }

    @Test
    void piecesAreJudged() {
        Alarm equal = only(conclude(used(new PieceUse(500, 0, 0.02, 0))));
        assertThat(equal.kind()).isEqualTo(AlarmKind.TIES);
        assertThat(equal.cause()).contains("only the first of them will ever learn");
        Alarm silent = only(conclude(used(new PieceUse(500, 0, 0, 0.95))));
        assertThat(silent.cause()).isEqualTo("Its input is zero there");
        Alarm dead = only(conclude(used(new PieceUse(1500, 1, 0, 0))));
        assertThat(dead.kind()).isEqualTo(AlarmKind.DEAD);
        assertThat(dead.evidence()).startsWith("1 of 1,500 pieces in 01Layer lie");
    }

    private static Chain used(PieceUse use) {
        return new Chain(1).layer(1, 1, 0, false, Optional.of(use));
    }

    @Test
    void aGradientThatStopsIsFoundUnlessALayerIsDead() {
        Chain chain = new Chain(1).layer(1, 0).layer(1, 0).layer(1, 1);
        Alarm finding = only(conclude(chain));
        assertThat(finding.kind()).isEqualTo(AlarmKind.VANISHING);
        assertThat(finding.evidence()).isEqualTo("no gradient arrives at 02Layer");
    }

    @Test
    void whatWasNotReachedIsUnknown() {
        Chain chain = new Chain(1).layer(1, 1);
        chain.add(
                new Measured(
                        Chain.plan(1, 1, 1),
                        1,
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Measured.State.USUAL));
        Judge.Conclusions conclusions = conclude(chain);
        assertThat(conclusions.verdicts()).containsExactly(Verdict.FINE, Verdict.UNKNOWN);
        assertThat(conclusions.findings()).isEmpty();
    }
}
