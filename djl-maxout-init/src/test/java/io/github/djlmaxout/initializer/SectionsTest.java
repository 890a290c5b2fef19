// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.PieceMaximum;
import io.github.djlmaxout.network.Pooling;
import io.github.djlmaxout.network.Reordering;
import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.nn.PieceLayout;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What belongs to a layer, and what is refused. */
class SectionsTest {

    private static final Operation RELU = new Elementwise(ScalarFunction.ofSlopes(0, 1));
    private static final Operation SAWTOOTH = new Elementwise(ScalarFunction.of(Math::sin));
    private static final Operation NORMALIZATION = new Normalization();
    private static final Operation DROPOUT = new Dropping(0.5);
    private static final Operation MAX = pool(Pooling.Kind.MAX);
    private static final Operation AVERAGE = pool(Pooling.Kind.AVERAGE);
    private static final Operation MAXIMUM = new PieceMaximum(3, PieceLayout.UNIT_MAJOR);

    private static Operation pool(Pooling.Kind kind) {
        return new Pooling(kind, new Shape(2, 2));
    }

    private static HandMade followed(int pieces, Operation... followers) {
        HandMade network = HandMade.input(1, 4, 8, 8).convolution(6, pieces, 1);
        for (Operation follower : followers) {
            network.then(follower);
        }
        return network;
    }

    private static Stage stage(int pieces, Operation... followers) {
        List<Section> sections =
                Sections.of(followed(pieces, followers).convolution(2, 1, 1).steps());
        assertThat(sections).hasSize(2);
        return (Stage) sections.get(0);
    }

    private static String refusal(int pieces, Operation... followers) {
        return stage(pieces, followers).unknown().orElse("nothing");
    }

    @Test
    void whatFollowsBelongsToTheLayer() {
        Stage stage =
                stage(1, NORMALIZATION, MAXIMUM, new Reordering(), RELU, MAX, AVERAGE, DROPOUT);
        assertThat(stage.unknown()).isEmpty();
        assertThat(stage.steps()).hasSize(8);
        assertThat(stage.pieces()).isEqualTo(3);
        assertThat(stage.units()).isEqualTo(2);
        assertThat(stage.layout()).isEqualTo(PieceLayout.UNIT_MAJOR);
        assertThat(stage.normalizedBefore()).isTrue();
        assertThat(stage.normalizedAfter()).isFalse();
        assertThat(stage.maxPositions()).isEqualTo(4);
        assertThat(stage.averagePositions()).isEqualTo(4);
        assertThat(stage.keep()).isEqualTo(0.5);
        assertThat(stage.readOut()).isFalse();
        // The fan-in of the next layer: 6 channels of 3 x 3.
        assertThat(stage.directions()).isEqualTo(54);
        assertThat(stage.followers())
                .containsExactly(
                        "normalization",
                        "maximum of 3",
                        "ReLU",
                        "max-pool of 4",
                        "average of 4",
                        "keep 0.5");
    }

    @Test
    void poolsAndSlopesMayBeExchanged() {
        assertThat(stage(1, MAX, RELU).function().negativeSlope()).isZero();
        assertThat(stage(1, MAX, RELU).unknown()).isEmpty();
        assertThat(stage(1, MAX, MAX).maxPositions()).isEqualTo(16);
        assertThat(stage(5, MAX, NORMALIZATION, DROPOUT).normalizedAfter()).isTrue();
    }

    @Test
    void identitiesDoNotBend() {
        Operation identity = new Elementwise(ScalarFunction.ofSlopes(1, 1));
        assertThat(stage(1, identity).followers()).isEmpty();
        List<Section> last = Sections.of(followed(1, identity).steps());
        assertThat(((Stage) last.get(0)).readOut()).isTrue();
    }

    @Test
    void refusesWhatCannotBeExchanged() {
        assertThat(refusal(3, MAXIMUM)).isEqualTo("02PieceMaximum is a second maximum over pieces");
        String behind =
                "03PieceMaximum is a maximum over pieces behind an activation function, pooling or"
                        + " dropout";
        for (Operation first : List.of(RELU, MAX, AVERAGE, DROPOUT)) {
            assertThat(refusal(1, first, MAXIMUM)).isEqualTo(behind);
        }
        for (Operation first : List.of(AVERAGE, DROPOUT)) {
            assertThat(refusal(1, first, RELU))
                    .isEqualTo(
                            "03Elementwise is an activation function behind pooling, normalization"
                                    + " or dropout");
            assertThat(refusal(1, first, AVERAGE)).contains("average pooling behind");
            assertThat(refusal(1, first, MAX)).contains("max-pooling behind something");
        }
        assertThat(refusal(1, MAX, SAWTOOTH)).contains("falls somewhere, behind max-pooling");
        assertThat(refusal(1, SAWTOOTH, MAX)).contains("03Pooling is max-pooling behind");
        assertThat(refusal(5, NORMALIZATION, RELU)).isEqualTo("nothing");
        assertThat(refusal(1, DROPOUT, NORMALIZATION)).isEqualTo("nothing");
    }

    @Test
    void refusesWindowsOfWhichNoMomentIsKnown() {
        Operation huge = new Pooling(Pooling.Kind.MAX, new Shape(1L << 20, 1L << 20));
        assertThat(refusal(1, huge)).contains("more than a million");
        Operation large = new Pooling(Pooling.Kind.MAX, new Shape(500, 500));
        assertThat(refusal(5, large)).contains("more than a million");
        assertThat(refusal(4, large)).isEqualTo("nothing");
        LayerPlan layer =
                HandMade.planned(Scheme.maxout(), followed(5, large).steps(), 1, 0).layers().get(0);
        assertThat(layer.note())
                .isEqualTo(
                        "not known what follows: 02Pooling is max-pooling over more than a million"
                                + " pieces and positions");
    }

    @Test
    void theFirstRefusalIsTold() {
        assertThat(refusal(1, DROPOUT, RELU, NORMALIZATION)).startsWith("03Elementwise");
    }

    @Test
    void unknownStepsEndALayerAndAreNamed() {
        List<Section> sections =
                Sections.of(
                        HandMade.input(1, 8)
                                .dense(4, 1)
                                .then(new Unknown("it is strange"))
                                .dense(2, 1)
                                .steps());
        assertThat(sections).hasSize(3);
        assertThat(((Stage) sections.get(0)).unknown()).contains("02Unknown: it is strange");
        assertThat(sections.get(1)).isInstanceOf(Loose.class);
        assertThat(((Stage) sections.get(2)).readOut()).isTrue();
    }

    @Test
    void readOutsAreLinearAndLast() {
        assertThat(last(HandMade.input(1, 8).dense(2, 1))).isTrue();
        assertThat(last(HandMade.input(1, 8).dense(2, 1).then(DROPOUT))).isTrue();
        assertThat(last(HandMade.input(1, 8).dense(2, 3))).isFalse();
        assertThat(last(HandMade.input(1, 8).dense(2, 1).then(RELU))).isFalse();
        assertThat(last(followed(1, AVERAGE))).isFalse();
    }

    private static boolean last(HandMade network) {
        List<Section> sections = Sections.of(network.steps());
        return ((Stage) sections.get(sections.size() - 1)).readOut();
    }

    @Test
    void branchesEndALayerAndHaveNoReadOut() {
        Operation branches =
                new Branches(
                        List.of(HandMade.branch("a", 1, 4).dense(4, 1).steps(), List.of()),
                        Branches.Combination.SUM);
        List<Section> sections =
                Sections.of(HandMade.input(1, 8).dense(4, 2).then(branches).then(RELU).steps());
        assertThat(sections).hasSize(3);
        assertThat(((Stage) sections.get(0)).directions()).isEqualTo(4);
        Fork fork = (Fork) sections.get(1);
        assertThat(((Stage) fork.branches().get(0).get(0)).readOut()).isFalse();
        assertThat(fork.branches().get(1)).isEmpty();
        assertThat(sections.get(2)).isInstanceOf(Loose.class);
    }

    @Test
    void looseStepsComeFirst() {
        List<Section> sections =
                Sections.of(HandMade.input(1, 8).then(DROPOUT).then(RELU).dense(2, 1).steps());
        assertThat(sections.subList(0, 2)).allMatch(Loose.class::isInstance);
        assertThat(Sections.of(List.of())).isEmpty();
    }
}
