// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.initializer.LayerPlan;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** All rules on runs made up by hand: each fault raises its alarm and no other. */
class StandardRulesTest {

    private static final String MOMENT = "activation second moment";
    private static final String GROWTH = "activation growth";

    private static String maxout(int i) {
        return String.format("%02dMaxoutLinear", i);
    }

    /** Twenty layers of five pieces and a last one, with a factor of the second moment each. */
    private static Story signals(double factor, double c) {
        List<LayerInfo> layers =
                IntStream.rangeClosed(1, 21)
                        .mapToObj(i -> Story.layer(maxout(i), 5, false))
                        .toList();
        List<LayerPlan> plans =
                IntStream.rangeClosed(1, 21).mapToObj(i -> Story.plan(maxout(i), 5, c)).toList();
        Story story = new Story(layers, plans);
        double moment = 1;
        for (int i = 1; i <= 21; i++) {
            moment *= factor;
            story.layer(MOMENT, maxout(i), moment).layer(GROWTH, maxout(i), factor);
        }
        return story;
    }

    @Test
    void saysWhichVarianceMakesSignalsGrow() {
        // 2 * M(5) = 3.6
        Alarm alarm = signals(3.6, 2).lookForOne().orElseThrow();
        assertThat(alarm.kind()).isEqualTo(AlarmKind.EXPLODING);
        assertThat(alarm.place()).isEqualTo(Place.layer("01MaxoutLinear"));
        assertThat(alarm.evidence())
                .isEqualTo(
                        "Activation second moment grows 3.6x per layer from 01MaxoutLinear to"
                                + " 20MaxoutLinear, where it is 1.34e11");
        assertThat(alarm.cause())
                .isEqualTo(
                        "The weights have variance 2 / fan-in on 5 pieces, where c = 0.5555 keeps"
                                + " the signal");
        assertThat(alarm.remedy()).contains("InitializationPlan", "c = 0.5555");
    }

    @Test
    void saysWhichVarianceMakesSignalsVanish() {
        Alarm alarm = signals(0.18, 0.1).lookForOne().orElseThrow();
        assertThat(alarm.kind()).isEqualTo(AlarmKind.VANISHING);
        assertThat(alarm.place()).isEqualTo(Place.layer("01MaxoutLinear"));
        assertThat(alarm.cause()).contains("0.1 / fan-in on 5 pieces");
        assertThat(alarm.remedy()).contains("c = 0.5555");
    }

    @Test
    void isSilentAboutSignalsThatVaryALittle() {
        assertThat(signals(1.3, 0.7).look()).isEmpty();
        assertThat(signals(0.75, 0.4).look()).isEmpty();
    }

    @Test
    void namesTheFirstLayerThatGrowsNotThoseBeforeIt() {
        Story story = Story.ofLinear(12);
        double moment = 1;
        for (int i = 1; i <= 12; i++) {
            double factor = i <= 3 ? 1 : 10;
            moment *= factor;
            story.layer(MOMENT, Story.linear(i), moment).layer(GROWTH, Story.linear(i), factor);
        }
        Alarm alarm = story.lookForOne().orElseThrow();
        assertThat(alarm.place()).isEqualTo(Place.layer("04Linear"));
    }

    @Test
    void namesTheFirstOfThirtyLayersWithoutGradient() {
        Story story = Story.ofLinear(31);
        Optional<Alarm> alarm = Optional.empty();
        for (int step = 0; step < GradientFlow.MEASUREMENTS; step++) {
            assertThat(alarm).isEmpty();
            for (int i = 1; i <= 31; i++) {
                double ratio = i <= 30 ? 1e-4 : 1;
                story.predicted("gradient norm ratio", Story.linear(i), ratio, 1);
            }
            alarm = story.lookForOne();
        }
        assertThat(alarm).isPresent();
        assertThat(alarm.get().kind()).isEqualTo(AlarmKind.VANISHING);
        assertThat(alarm.get().place()).isEqualTo(Place.layer("01Linear"));
        assertThat(alarm.get().evidence()).contains("01Linear and 29 other layers", "1e-4");
    }

    @Test
    void tellsABatchWithNaNByWhatIsFinite() {
        Story story = Story.ofLinear(2);
        for (int step = 0; step < 12; step++) {
            assertThat(batch(story, 1.25)).isEmpty();
        }
        Alarm alarm = batch(story, Double.NaN).orElseThrow();
        assertThat(alarm.kind()).isEqualTo(AlarmKind.NON_FINITE);
        assertThat(alarm.place()).isEqualTo(Place.NETWORK);
        assertThat(alarm.evidence())
                .contains("The loss is NaN", "loss before was 1.25", "weights are finite");
        assertThat(alarm.remedy()).contains("batch 12");
    }

    private static Optional<Alarm> batch(Story story, double loss) {
        return story.network("loss", loss)
                .network("gradient norm", loss)
                .layer("gradient norm", Story.linear(1), loss)
                .layer("gradient norm", Story.linear(2), loss)
                .layer("weight norm", Story.linear(1), 8)
                .layer(MOMENT, Story.linear(1), 1)
                .layer(MOMENT, Story.linear(2), 1)
                .lookForOne();
    }

    @Test
    void namesTheFirstLayerThatIsNotFinite() {
        Story story = Story.ofLinear(4);
        for (int i = 1; i <= 4; i++) {
            story.layer(MOMENT, Story.linear(i), i < 3 ? 1 : Double.NaN);
        }
        Alarm alarm = story.network("loss", Double.NaN).lookForOne().orElseThrow();
        assertThat(alarm.kind()).isEqualTo(AlarmKind.NON_FINITE);
        assertThat(alarm.place()).isEqualTo(Place.layer("03Linear"));
        assertThat(alarm.evidence()).contains("03Linear and 1 other layer ");
    }

    @Test
    void namesTheLayerNextToADerivativeThatIsNotFinite() {
        Story story = Story.ofLinear(3);
        story.network("loss", 1);
        for (int i = 1; i <= 3; i++) {
            story.layer("gradient norm", Story.linear(i), i < 3 ? Double.NaN : 1);
        }
        Alarm alarm = story.lookForOne().orElseThrow();
        assertThat(alarm.place()).isEqualTo(Place.layer("02Linear"));
        assertThat(alarm.cause()).contains("derivative");
    }

    @Test
    void saysThatALayerBehindATrainedOneIsFrozenAndOnlyOnce() {
        Story story =
                Story.of(
                        Story.layer("01Linear", 1, true),
                        Story.layer("02Linear", 1, false),
                        Story.layer("03Linear", 1, true),
                        Story.layer("04Linear", 1, false));
        Alarm alarm = story.lookForOne().orElseThrow();
        assertThat(alarm.kind()).isEqualTo(AlarmKind.STALLED);
        assertThat(alarm.place()).isEqualTo(Place.layer("03Linear"));
        for (int step = 0; step < 3 * Alarms.QUIET; step++) {
            assertThat(story.look()).isEmpty();
        }
    }

    @Test
    void isSilentWhenOnlyTheLastLayersAreTrained() {
        Story story =
                Story.of(
                        Story.layer("01Linear", 1, true),
                        Story.layer("02Linear", 1, true),
                        Story.layer("03Linear", 1, false));
        assertThat(story.look()).isEmpty();
    }

    @Test
    void tellsEqualPiecesFromZeros() {
        Story equal = Story.of(Story.layer("01MaxoutLinear", 3, false));
        equal.layer("tie rate", "01MaxoutLinear", 1).layer(MOMENT, "01MaxoutLinear", 0.7);
        Alarm alarm = equal.lookForOne().orElseThrow();
        assertThat(alarm.kind()).isEqualTo(AlarmKind.TIES);
        assertThat(alarm.cause()).contains("same weights");

        Story zeros = Story.of(Story.layer("01MaxoutLinear", 3, false));
        zeros.layer("tie rate", "01MaxoutLinear", 1).layer(MOMENT, "01MaxoutLinear", 0);
        zeros.layer("share of zero activations", "01MaxoutLinear", 1);
        alarm = zeros.lookForOne().orElseThrow();
        assertThat(alarm.kind()).isEqualTo(AlarmKind.TIES);
        assertThat(alarm.cause()).contains("inputs of the network are all zero");

        Story margin = Story.of(Story.layer("01MaxoutConv2d", 3, false));
        assertThat(margin.layer("tie rate", "01MaxoutConv2d", 0.6).look()).isEmpty();
    }

    @Test
    void tellsAPieceOutOfReachFromOneThatLostByChance() {
        Story story = Story.of(Story.layer("01MaxoutLinear", 5, false));
        assertThat(story.layer("largest piece lag", "01MaxoutLinear", 8).look()).isEmpty();
        Alarm alarm =
                story.layer("largest piece lag", "01MaxoutLinear", 800).lookForOne().orElseThrow();
        assertThat(alarm.kind()).isEqualTo(AlarmKind.DEAD);
        assertThat(alarm.place()).isEqualTo(Place.layer("01MaxoutLinear"));
    }

    @Test
    void aPieceOfAllUnitsIsDeadOnlyWhereUnitsAreManyEnoughToTell() {
        // (4/5)^64 = 6e-7
        assertThat(unusedPiece(64)).isPresent();
        // (4/5)^16 = 0.03
        assertThat(unusedPiece(16)).isEmpty();
    }

    private static Optional<Alarm> unusedPiece(int units) {
        LayerPlan wide = Story.plan("01MaxoutLinear", 5, 0.5555);
        LayerPlan plan =
                new LayerPlan(
                        wide.name(),
                        wide.kind(),
                        wide.fanIn(),
                        units,
                        5,
                        "",
                        wide.c(),
                        wide.deviation(),
                        0,
                        wide.distribution(),
                        Double.NaN,
                        1,
                        1,
                        Double.NaN,
                        "");
        Story story = new Story(List.of(Story.layer("01MaxoutLinear", 5, false)), List.of(plan));
        for (int piece = 0; piece < 5; piece++) {
            story.layer("use of piece " + piece, "01MaxoutLinear", piece == 3 ? 0 : 0.25);
        }
        return story.lookForOne();
    }

    @Test
    void saysThatALayerIsDead() {
        Story story = Story.ofLinear(3);
        story.layer("share of zero activations", "01Linear", 0.5);
        story.layer("share of zero activations", "02Linear", 1);
        Alarm alarm = story.lookForOne().orElseThrow();
        assertThat(alarm.kind()).isEqualTo(AlarmKind.DEAD);
        assertThat(alarm.place()).isEqualTo(Place.layer("02Linear"));
    }

    @Test
    void saysThatALayerStandsStill() {
        Story story = Story.ofLinear(2);
        Optional<Alarm> alarm = Optional.empty();
        for (int step = 0; step < ZeroGradients.IN_A_ROW; step++) {
            assertThat(alarm).isEmpty();
            story.layer("gradient norm", "01Linear", 0).layer("gradient norm", "02Linear", 1);
            alarm = story.lookForOne();
        }
        assertThat(alarm).map(Alarm::kind).contains(AlarmKind.STALLED);
        assertThat(alarm).map(Alarm::place).contains(Place.layer("01Linear"));
    }

    @Test
    void seesALossThatCollapsesAtOnceButNotOneThatFallsSlowly() {
        Story oneClass = Story.ofLinear(1);
        Optional<Alarm> alarm = Optional.empty();
        for (int step = 0; step < 20; step++) {
            double left = Math.pow(0.6, step);
            assertThat(alarm).isEmpty();
            oneClass.network("loss", 2.3 * left).network("gradient norm", left);
            alarm = oneClass.lookForOne();
            if (alarm.isPresent()) {
                break;
            }
        }
        // 0.6^6 = 0.047 is the first of five in a row
        assertThat(alarm).map(Alarm::step).contains(10L);
        assertThat(alarm).map(Alarm::kind).contains(AlarmKind.STALLED);

        Story healthy = Story.ofLinear(1);
        for (int step = 0; step < 200; step++) {
            double left = Math.pow(0.95, step);
            assertThat(healthy.network("loss", 2.3 * left).network("gradient norm", left).look())
                    .isEmpty();
        }
    }

    @Test
    void seesALossThatExplodesButNotASingleHardBatch() {
        Story hard = Story.ofLinear(1);
        for (int step = 0; step < 60; step++) {
            assertThat(hard.network("loss", step == 40 ? 8 : 2).look()).isEmpty();
        }
        for (int batch = 0; batch < 2000; batch++) {
            double loss = batch < 100 ? 2 : batch % 60 == 0 ? 1.5 : 1e-4;
            assertThat(hard.network("loss", loss).look()).isEmpty();
        }
        Story diverging = Story.ofLinear(1);
        for (int step = 0; step < 40; step++) {
            assertThat(diverging.network("loss", 2).look()).isEmpty();
        }
        for (int step = 0; step < Excursion.IN_A_ROW - 1; step++) {
            assertThat(diverging.network("loss", 8 + step).look()).isEmpty();
        }
        Alarm alarm = diverging.network("loss", 100).lookForOne().orElseThrow();
        assertThat(alarm.kind()).isEqualTo(AlarmKind.DIVERGING);
        assertThat(alarm.cause()).contains("learning rate");
        // then all is NaN, which is no news
        assertThat(diverging.network("loss", Double.NaN).look()).isEmpty();
    }

    @Test
    void seesALossThatExplodesAtOnce() {
        Story story = Story.ofLinear(1);
        assertThat(story.network("loss", 2).look()).isEmpty();
        assertThat(story.network("loss", 500).look()).isEmpty();
        assertThat(story.network("loss", 1e5).lookForOne())
                .map(Alarm::kind)
                .contains(AlarmKind.DIVERGING);
    }

    @Test
    void doesNotMindTheScaleOfTheInput() {
        // of the second moment of numbers of words, an embedding keeps little
        Story story = Story.ofLinear(6);
        for (int i = 1; i <= 6; i++) {
            double growth = i == 1 ? 1e-9 : 1;
            story.layer(MOMENT, Story.linear(i), 0.01).layer(GROWTH, Story.linear(i), growth);
        }
        assertThat(story.look()).isEmpty();
    }

    @Test
    void seesUpdatesFarTooLargeAtOnce() {
        assertThat(alarmAtRatio(i -> 3, 10)).contains(0L);
    }

    @Test
    void seesUpdatesTooLargeAfterTen() {
        assertThat(alarmAtRatio(i -> 0.2, 20)).contains(9L);
    }

    @Test
    void forgivesAdamsFirstSteps() {
        assertThat(alarmAtRatio(i -> 0.2 / (1 + i), 300)).isEmpty();
    }

    @Test
    void seesUpdatesThatWereNeverLargeEnough() {
        assertThat(alarmAtRatio(i -> 1e-6, 30)).contains(19L);
        assertThat(alarmAtRatio(i -> 5e-5, 100)).contains(49L);
    }

    @Test
    void forgivesWarmUpAndDecay() {
        assertThat(alarmAtRatio(i -> Math.min(1e-3, 1e-7 * (1 + i)), 3000)).isEmpty();
        assertThat(alarmAtRatio(i -> 1e-3 * Math.pow(0.97, i), 500)).isEmpty();
    }

    @Test
    void leavesOutLayersThatStartFromZero() {
        Story story = Story.ofLinear(3);
        for (int step = 0; step < 100; step++) {
            story.layer("update ratio", "01Linear", 1e-3);
            story.layer("update ratio", "02Linear", 2e-3);
            story.layer("update ratio", "03Linear", step == 0 ? Double.POSITIVE_INFINITY : 0.5);
            assertThat(story.look()).isEmpty();
        }
    }

    private static Optional<Long> alarmAtRatio(IntToDoubleFunction ratio, int steps) {
        Story story = Story.ofLinear(3);
        for (int step = 0; step < steps; step++) {
            for (int i = 1; i <= 3; i++) {
                story.layer("update ratio", Story.linear(i), ratio.applyAsDouble(step));
            }
            story.network("update ratio", ratio.applyAsDouble(step));
            Optional<Alarm> alarm = story.lookForOne();
            if (alarm.isPresent()) {
                assertThat(alarm.get().kind()).isEqualTo(AlarmKind.UPDATE_RATIO);
                return Optional.of(alarm.get().step());
            }
        }
        return Optional.empty();
    }

    /** One layer does it: of that the whole factor is said, and of no way from it to itself. */
    @Test
    void oneLayerThatGrowsIsNoWay() {
        Story story = Story.ofLinear(5);
        double moment = 1;
        for (int i = 1; i <= 5; i++) {
            double factor = i == 4 ? 9.19e5 : 1;
            moment *= factor;
            story.layer(MOMENT, Story.linear(i), moment).layer(GROWTH, Story.linear(i), factor);
        }
        Alarm alarm = story.lookForOne().orElseThrow();
        assertThat(alarm.evidence())
                .isEqualTo(
                        "Activation second moment grows 9.19e5x in 04Linear, where it is 9.19e5");
        assertThat(alarm.places()).containsExactly(Place.layer("04Linear"));
    }

    /** Biases swamp small signals after a while, and the gradients vanish still. */
    @Test
    void anotherRuleThatSeesTheSameFaultLaterIsNoNews() {
        Story story = signals(0.18, 0.1);
        assertThat(story.lookForOne()).map(Alarm::kind).contains(AlarmKind.VANISHING);
        for (int step = 0; step < 2 * Alarms.QUIET; step++) {
            for (int i = 1; i <= 21; i++) {
                double ratio = step < Alarms.QUIET + 10 || i == 21 ? 1 : 1e-4;
                story.predicted("gradient norm ratio", maxout(i), ratio, 1);
            }
            assertThat(story.look()).isEmpty();
        }
    }

    /** Rounding makes the smallest of updates rise by chance. */
    @Test
    void updatesThatAreTooSmallAreSaidOnce() {
        Story story = Story.ofLinear(1);
        int said = 0;
        for (int step = 0; step < 400; step++) {
            double ratio = step % 200 < 60 ? 2e-9 : 4e-9;
            story.layer("update ratio", Story.linear(1), ratio).network("update ratio", ratio);
            said += story.look().size();
        }
        assertThat(said).isEqualTo(1);
    }

    /** Of the first weights a single layer is judged, from the input on. */
    @Test
    void aFirstLayerThatIsFarTooLargeExplodes() {
        Alarm alarm = firstLayer(4000, 2000).lookForOne().orElseThrow();
        assertThat(alarm.kind()).isEqualTo(AlarmKind.EXPLODING);
        assertThat(alarm.place()).isEqualTo(Place.layer("01MaxoutLinear"));
        assertThat(firstLayer(1, 900).look()).isEmpty();
        assertThat(firstLayer(1e-8, 1e-7).lookForOne().map(Alarm::kind))
                .contains(AlarmKind.VANISHING);
    }

    private static Story firstLayer(double c, double growth) {
        Story story =
                new Story(
                        List.of(Story.layer(maxout(1), 2, false), Story.layer(maxout(2), 2, false)),
                        List.of(Story.plan(maxout(1), 2, c)));
        return story.predicted(MOMENT, maxout(1), growth, growth)
                .layer(GROWTH, maxout(1), growth)
                .layer(MOMENT, maxout(2), growth)
                .layer(GROWTH, maxout(2), 1);
    }
}
