// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Layers without gradient, with little, and networks that stand still. */
class GradientRulesTest {

    private static final String RATIO = "gradient norm ratio";
    private static final String NORM = "gradient norm";

    private static Story network(int outputs, String... layers) {
        List<LayerInfo> infos =
                Stream.of(layers).map(name -> new LayerInfo(name, "Linear", 9, 1, false)).toList();
        return new Story(new RunInfo("story", Instant.EPOCH, infos, Map.of(), outputs), List.of());
    }

    private static List<Alarm> said(Story story, String series, int steps, Object... values) {
        List<Alarm> said = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < values.length; i += 2) {
                story.layer(series, (String) values[i], ((Number) values[i + 1]).doubleValue());
            }
            said.addAll(story.look());
        }
        return said;
    }

    /** The scores of an attention that is alike everywhere hardly depend on keys and queries. */
    @Test
    void keysOfAnAttentionThatIsAlikeEverywhereDoNotVanish() {
        Story bert = network(2, "01Embedding", "02Attention/01Key", "02Attention/02Value", "03Out");
        assertThat(
                        said(
                                bert,
                                RATIO,
                                10,
                                "01Embedding",
                                0.2,
                                "02Attention/01Key",
                                1e-5,
                                "02Attention/02Value",
                                0.3,
                                "03Out",
                                1))
                .isEmpty();
    }

    @Test
    void whatVanishesOnItsWayBackIsMissingInAllLayersBefore() {
        Story deep = network(1, "01Embedding", "02Linear", "03Linear", "04Linear");
        List<Alarm> said =
                said(
                        deep,
                        RATIO,
                        10,
                        "01Embedding",
                        1e-7,
                        "02Linear",
                        1e-5,
                        "03Linear",
                        1e-2,
                        "04Linear",
                        1);
        assertThat(said).extracting(Alarm::kind).containsExactly(AlarmKind.VANISHING);
        assertThat(said.get(0).places())
                .containsExactly(Place.layer("01Embedding"), Place.layer("02Linear"));
        assertThat(said.get(0).evidence()).contains("01Embedding and 1 other layer is 1e-7 times");
    }

    @Test
    void anEmbeddingOfLargeGradientDoesNotExplodeButAWholeBeginningDoes() {
        Story story = network(1, "01A", "02Embedding", "03B", "04C");
        assertThat(said(story, RATIO, 9, "01A", 3, "02Embedding", 1e4, "03B", 2, "04C", 1))
                .isEmpty();
        Story sick = network(1, "01A", "02B", "03C", "04D");
        List<Alarm> said = said(sick, RATIO, 9, "01A", 1e6, "02B", 1e4, "03C", 50, "04D", 1);
        assertThat(said).extracting(Alarm::kind).containsExactly(AlarmKind.EXPLODING);
        assertThat(said.get(0).places()).containsExactly(Place.layer("01A"), Place.layer("02B"));
    }

    /** A head of a detector whose boxes no object matches; the class heads learn. */
    @Test
    void anOutputThatTheLossLeavesOutIsNotBlamed() {
        Story detector =
                network(3, "01SequentialBlock/01Conv2d", "02Classes", "03Boxes", "04Boxes");
        assertThat(
                        said(
                                detector,
                                NORM,
                                20,
                                "01SequentialBlock/01Conv2d",
                                1,
                                "02Classes",
                                1,
                                "03Boxes",
                                0,
                                "04Boxes",
                                0.5))
                .isEmpty();
    }

    @Test
    void aBlockedLayerIsBlamedWhateverTheNumberOfOutputs() {
        Story blocked =
                network(
                        3,
                        "01SequentialBlock/01Conv2d",
                        "01SequentialBlock/03Conv2d",
                        "02Classes",
                        "03Boxes");
        List<Alarm> said =
                said(
                        blocked,
                        NORM,
                        20,
                        "01SequentialBlock/01Conv2d",
                        0,
                        "01SequentialBlock/03Conv2d",
                        1,
                        "02Classes",
                        1,
                        "03Boxes",
                        0);
        assertThat(said).hasSize(1);
        assertThat(said.get(0).places()).containsExactly(Place.layer("01SequentialBlock/01Conv2d"));
    }

    @Test
    void aLastLayerWithoutGradientIsNamed() {
        Story story = network(1, "01Linear", "02Linear", "03Unused");
        List<Alarm> said = said(story, NORM, 9, "01Linear", 1, "02Linear", 1, "03Unused", 0);
        assertThat(said).extracting(Alarm::kind).containsExactly(AlarmKind.STALLED);
        assertThat(said.get(0).place()).isEqualTo(Place.layer("03Unused"));
    }

    @Test
    void aNormalizationWithNothingToTrainIsNotFrozen() {
        Story story =
                Story.of(
                        Story.layer("01Linear", 1, false),
                        Story.layer("02BatchNorm", 1, true),
                        Story.layer("03Linear", 1, false));
        assertThat(story.look()).isEmpty();
    }

    /** Measured at every tenth step: at the third measurement. */
    @Test
    void aLearningRateOfZeroIsSaid() {
        Story story = Story.ofLinear(2);
        List<Alarm> said = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            story.network(NORM, 1).network("weight norm", 8);
            story.layer("update ratio", Story.linear(1), 0).network("update ratio", 0);
            said.addAll(story.look());
        }
        assertThat(said).extracting(Alarm::kind).containsExactly(AlarmKind.UPDATE_RATIO);
        assertThat(said.get(0).step()).isEqualTo(UpdateRatios.STILL - 1);
        assertThat(said.get(0).cause()).contains("learning rate is 0");
    }

    /** Warm-up from 0, a rate that ends at 0, and weights that move between measurements. */
    @Test
    void weightsThatRestForAWhileAreNot() {
        Story warm = Story.ofLinear(2);
        Story ending = Story.ofLinear(2);
        Story accumulated = Story.ofLinear(2);
        for (int i = 0; i < 60; i++) {
            double ramp = i < 2 ? 0 : 1e-3;
            assertThat(updates(warm, ramp, 8 + ramp * i)).isEmpty();
            assertThat(updates(ending, i < 30 ? 1e-3 : 0, 8 + Math.min(i, 30))).isEmpty();
            assertThat(updates(accumulated, 0, 8 + 0.1 * i)).isEmpty();
        }
    }

    /** 1e-8 of a weight is lost in float32; a warm-up from there is not. */
    @Test
    void updatesThatRoundingSwallowsAreSaidSoon() {
        Story tiny = Story.ofLinear(2);
        Story warm = Story.ofLinear(2);
        List<Alarm> said = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            said.addAll(updates(tiny, 1e-9, 8));
            assertThat(updates(warm, 1e-9 * (1 + i), 8)).isEmpty();
        }
        assertThat(said).extracting(Alarm::kind).containsExactly(AlarmKind.UPDATE_RATIO);
        assertThat(said.get(0).step()).isEqualTo(UpdateRatios.STILL - 1);
        assertThat(said.get(0).remedy()).contains("Raise the learning rate");
    }

    @Test
    void weightsOfZeroAreNamedAndNothingElseIsBlamed() {
        Story story = Story.ofLinear(2);
        List<Alarm> said = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            story.layer("share of zero activations", Story.linear(1), 1)
                    .put("weight norm", Place.parameter(Story.linear(1) + "/weight"), 0);
            said.addAll(updates(story, 0.3, 8));
        }
        assertThat(said).extracting(Alarm::kind).containsExactly(AlarmKind.DEAD);
        assertThat(said.get(0).cause()).isEqualTo("All weights of 01Linear are zero");
    }

    @Test
    void nanInTheFirstWeightsIsNoUpdates() {
        Alarm alarm =
                Story.ofLinear(2)
                        .layer("weight norm", Story.linear(1), Double.NaN)
                        .network("loss", Double.NaN)
                        .lookForOne()
                        .orElseThrow();
        assertThat(alarm.place()).isEqualTo(Place.layer(Story.linear(1)));
        assertThat(alarm.cause()).isEqualTo("They were so before the first update");
    }

    private static List<Alarm> updates(Story story, double ratio, double weights) {
        return story.network(NORM, 1)
                .network("weight norm", weights)
                .layer("update ratio", Story.linear(1), ratio)
                .network("update ratio", ratio)
                .look();
    }
}
