// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Place;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

/** What the loss alone tells of a training. */
class LossRulesTest {

    private static final double TEN_CLASSES = Math.log(10);

    /** The alarms of a run with these losses, and the loss of guessing; NaN if unknown. */
    private static List<Alarm> said(double guessing, double... losses) {
        Story story = Story.ofLinear(2);
        List<Alarm> said = new ArrayList<>();
        for (double loss : losses) {
            said.addAll(story.expected("loss", loss, guessing).look());
        }
        return said;
    }

    /** The maxout network of the program with DJL's default weights begins at 29.7. */
    @Test
    void aFirstLossFarAboveThatOfGuessingIsSaid() {
        List<Alarm> said = said(TEN_CLASSES, 29.7, 20, 12, 8);
        assertThat(said).extracting(Alarm::kind).containsExactly(AlarmKind.FIRST_LOSS);
        assertThat(said.get(0).evidence())
                .isEqualTo("The first loss is 29.7, where guessing among 10 classes has 2.3");
    }

    /** Logits of second moment 1 have ln 10 + 0.5; not known is not judged; later is no first. */
    @Test
    void aFirstLossNearThatOfGuessingIsNot() {
        assertThat(said(TEN_CLASSES, 2.8)).isEmpty();
        assertThat(said(TEN_CLASSES, 7.34)).isEmpty();
        assertThat(said(TEN_CLASSES, 10.4)).hasSize(1);
        assertThat(said(Math.log(2), 8.6)).isEmpty();
        assertThat(said(Math.log(2), 8.8)).hasSize(1);
        assertThat(said(Double.NaN, 29.7)).isEmpty();
        assertThat(said(TEN_CLASSES, 2.8, 2.7, 12)).isEmpty();
    }

    /** A loss of the wrong sign doubles for ever, and no smaller rate mends it. */
    @Test
    void aLossThatFallsWithoutEndIsNotSaidToRise() {
        double[] losses = new double[20];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = -Math.pow(4, i);
        }
        List<Alarm> said = said(Double.NaN, losses);
        assertThat(said).extracting(Alarm::kind).containsExactly(AlarmKind.DIVERGING);
        assertThat(said.get(0).toString())
                .contains("The loss has fallen to -", "no lower bound", "Check the sign");
    }

    @Test
    void aFirstLossNamesTheLayersWhoseWeightsAreTooLarge() {
        LayerInfo maxout = Story.layer("01MaxoutLinear", 2, false);
        Story story =
                new Story(
                        List.of(maxout, Story.layer("02Linear", 1, false)),
                        List.of(Story.plan("01MaxoutLinear", 2, 2), Story.plan("02Linear", 1, 2)));
        Alarm alarm = story.expected("loss", 29.7, TEN_CLASSES).lookForOne().orElseThrow();
        assertThat(alarm.places()).containsExactly(Place.NETWORK, Place.layer("01MaxoutLinear"));
        assertThat(alarm.cause())
                .isEqualTo(
                        "In 01MaxoutLinear the weights have variance 2 / fan-in on 2 pieces, where"
                                + " c = 1 keeps the signal");
        assertThat(alarm.remedy()).contains("InitializationPlan", "c = 1");
    }

    /** Of trainings of the program at learning rates 0.3 (Adam) and 5 (SGD). */
    @Test
    void aLossThatRisesByOrdersDiverges() {
        for (double guessing : new double[] {TEN_CLASSES, Double.NaN}) {
            List<Alarm> adam = said(guessing, 2.334, 3.2e5, 1.8e7, 1.0e9, 5.7e9, 5.1e10, 2.5e10);
            assertThat(adam).extracting(Alarm::kind).containsExactly(AlarmKind.DIVERGING);
            assertThat(adam.get(0).step()).isEqualTo(2);
            assertThat(adam.get(0).evidence())
                    .isEqualTo("The loss has risen to 1.8e7, after at most 2.33");
            List<Alarm> sgd = said(guessing, 2.334, 17185, 1.13e34, Double.NaN);
            assertThat(sgd).extracting(Alarm::kind).containsExactly(AlarmKind.DIVERGING);
        }
    }

    /** Whatever the rate, and though each value is near the one before. */
    @ParameterizedTest
    @CsvSource({"1.02, 2.302585", "1.05, 2.302585", "1.02, NaN"})
    void aLossThatRisesSlowlyDivergesTooInTheEnd(double rate, double guessing) {
        double[] losses = new double[400];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = 2.3 * Math.pow(rate, i);
        }
        assertThat(said(guessing, losses))
                .extracting(Alarm::kind)
                .containsOnly(AlarmKind.DIVERGING)
                .isNotEmpty();
    }

    @Test
    void aSmallFirstLossIsNoMeasureOfThoseBehindIt() {
        assertThat(said(Double.NaN, 0.074, 0.81, 0.7, 0.9, 0.6, 0.8, 0.7)).isEmpty();
        assertThat(said(TEN_CLASSES, 0.074, 0.81, 0.7, 0.9, 0.6, 0.8, 0.7)).isEmpty();
        assertThat(said(Double.NaN, 1e-6, 0.5, 0.4, 0.6, 0.5, 0.4, 0.5)).isEmpty();
        assertThat(said(TEN_CLASSES, 1e-6, 0.5, 2, 1, 0.5, 1, 2)).isEmpty();
    }

    @Test
    void aRisenLossIsNotSwallowedByUpdatesThatAreTooLarge() {
        Story story = Story.ofLinear(2);
        List<AlarmKind> said = new ArrayList<>();
        double[] losses = {2.33, 3.2e5, 1.8e7, 1e9};
        for (int i = 0; i < losses.length; i++) {
            story.expected("loss", losses[i], TEN_CLASSES);
            if (i == 1) {
                story.layer("update ratio", Story.linear(1), 2).network("update ratio", 2);
            }
            story.look().forEach(alarm -> said.add(alarm.kind()));
        }
        assertThat(said).containsExactly(AlarmKind.UPDATE_RATIO, AlarmKind.DIVERGING);
    }

    @Test
    void aLossThatExplodedBeforeNanBlamesTheLearningRateAndNotTheBatch() {
        // 3e11 once, and then NaN: too few for the rule of divergence
        List<Alarm> said = said(TEN_CLASSES, 2.33, 2.31, 2.35, 3.2e11, Double.NaN);
        assertThat(said).extracting(Alarm::kind).containsExactly(AlarmKind.NON_FINITE);
        assertThat(said.get(0).cause())
                .isEqualTo(
                        "The learning rate is too high: the loss had risen from 2.33 to 3.2e11"
                                + " before");
        assertThat(said.get(0).remedy()).contains("learning rate").doesNotContain("labels");
    }

    /** Only gradients are measured: both can be. */
    @Test
    void nanAtOnceNamesBothThatItCanBe() {
        Alarm alarm = said(TEN_CLASSES, 2.33, Double.NaN).get(0);
        assertThat(alarm.cause()).contains("This batch", "learning rate");
        assertThat(alarm.remedy()).contains("batch 1", "lower the learning rate");
    }

    @Test
    void nanStandsAgainstGoingOnThoughItFollows() {
        Story story = Story.ofLinear(1);
        for (double loss : new double[] {2.33, 17185, 1e34}) {
            story.expected("loss", loss, TEN_CLASSES).look();
        }
        assertThat(story.network("loss", Double.NaN).look()).isEmpty();
        assertThat(story.alarms.standing())
                .extracting(Alarm::kind)
                .containsExactly(AlarmKind.NON_FINITE);
    }
}
