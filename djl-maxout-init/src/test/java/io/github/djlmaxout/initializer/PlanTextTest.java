// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Pooling;
import io.github.djlmaxout.network.Reordering;
import io.github.djlmaxout.network.Unknown;

import org.junit.jupiter.api.Test;

import java.util.Map;

/** What a plan looks like, for people and for programs. */
class PlanTextTest {

    private static final String WINNER =
            "a training configuration's optInitializer wins over a plan applied before newTrainer;"
                    + " the plan wins over it if applied after";

    private static InitializationPlan plan(Scheme scheme) {
        return HandMade.planned(
                scheme,
                HandMade.input(2, 3, 8, 8)
                        .convolution(8, 5, 1)
                        .then(new Pooling(Pooling.Kind.MAX, new Shape(2, 2)), 2, 8, 4, 4)
                        .then(new Dropping(0.5))
                        .convolution(4, 3, 1)
                        .then(new Reordering(), 2, 64)
                        .dense(10, 1)
                        .steps(),
                1,
                Double.NaN);
    }

    @Test
    void theTableIsAlignedAndExplained() {
        assertThat(plan(Scheme.maxout()).toString().lines())
                .containsExactly(
                        "Initialization plan: maxout, seed 5, input (2, 3, 8, 8) with second"
                                + " moment 1",
                        "layer      fan-in  units  K  then                          c      std"
                                + "  bias  weights  forward  gradient  note",
                        "01Weights      27      8  5  max-pool of 4, keep 0.5  0.2657  0.09921"
                                + "     0  normal         1     212.5  correlation 0 assumed",
                        "04Weights      72      4  3                            0.392  0.07378"
                                + "     0  normal         1      1440",
                        "06Weights      64     10  1                                1    0.125"
                                + "     0  normal         1       640",
                        "forward: expected second moment of the activations, behind the pool",
                        "gradient: expected |d(v.N)/dW|^2, v standard normal, N the outputs",
                        "E |J u|^2, u a random direction of the input: 0.01111",
                        WINNER);
    }

    @Test
    void onlyWhatOccursIsPrinted() {
        String table =
                HandMade.planned(
                                Scheme.sphere(),
                                HandMade.input(1, 6)
                                        .dense(4, 3)
                                        .dense(5, 1)
                                        .then(new Unknown("why"))
                                        .steps(),
                                1,
                                Double.NaN)
                        .toString();
        assertThat(table.lines())
                .containsExactly(
                        "Initialization plan: sphere, seed 5, input (1, 6) with second moment 1",
                        "layer      fan-in  units  K       c    std   bias  weights     forward"
                                + "  gradient  note",
                        "01Weights       6      4  3  0.8571  0.378  drawn  sphere      unknown"
                                + "   unknown  biases are drawn with the weights",
                        "02Weights       4      5  1       -      -      -  left alone  unknown"
                                + "   unknown  not known what follows: 03Unknown: why",
                        "forward: expected second moment of the activations, behind the pool",
                        "gradient: expected |d(v.N)/dW|^2, v standard normal, N the outputs",
                        "E |J u|^2, u a random direction of the input: unknown",
                        WINNER);
    }

    @Test
    void jsonIsReadBack() {
        InitializationPlan plan = plan(Scheme.critical());
        JsonObject root = JsonParser.parseString(plan.toJson()).getAsJsonObject();
        assertThat(root.get("engine").getAsString()).isEqualTo("none");
        assertThat(root.get("scheme").getAsString()).isEqualTo("critical");
        assertThat(root.get("seed").getAsLong()).isEqualTo(5);
        assertThat(root.getAsJsonArray("input").toString()).isEqualTo("[2,3,8,8]");
        assertThat(root.get("inputSecondMoment").getAsDouble()).isEqualTo(1);
        assertThat(root.get("toldCorrelation").isJsonNull()).isTrue();
        assertThat(root.get("batch").isJsonNull()).isTrue();
        // Known from a jar only.
        assertThat(root.has("version")).isTrue();
        assertThat(root.get("jacobian").getAsDouble()).isEqualTo(plan.jacobian());
        assertThat(root.getAsJsonArray("layers")).hasSize(3);
        for (int i = 0; i < 3; i++) {
            JsonObject object = root.getAsJsonArray("layers").get(i).getAsJsonObject();
            LayerPlan layer = plan.layers().get(i);
            assertThat(object.get("name").getAsString()).isEqualTo(layer.name());
            assertThat(object.get("c").getAsDouble()).isEqualTo(layer.c());
            assertThat(object.get("bias").getAsDouble()).isEqualTo(layer.bias());
            assertThat(object.get("deviation").getAsDouble()).isEqualTo(layer.deviation());
            assertThat(object.get("forward").getAsDouble()).isEqualTo(layer.forward());
            assertThat(object.get("distribution").getAsString()).isEqualTo("NORMAL");
            assertThat(object.get("measured").isJsonNull()).isTrue();
            assertThat(object.get("note").getAsString()).isEqualTo(layer.note());
            // A pool only behind the first layer, of a maxout layer, so 0 is assumed.
            assertThat(object.get("correlation").isJsonNull()).isEqualTo(i > 0);
        }
        JsonObject first = root.getAsJsonArray("layers").get(0).getAsJsonObject();
        assertThat(first.get("correlation").getAsDouble()).isZero();
    }

    @Test
    void settingsAreInTheName() {
        DataDependentScheme scheme =
                new DataDependentScheme(null, Scheme.maxout(), 1, 0.01, 5)
                        .withTarget(30)
                        .withTolerance(0.05)
                        .withAttempts(3);
        assertThat(scheme.name())
                .isEqualTo("dataDependent(maxout, target 30, tolerance 0.05, attempts 3)");
        assertThat(scheme.withBase(Scheme.critical()).name())
                .startsWith("dataDependent(critical(second moment 30)");
        assertThat(Scheme.fractionalMoment(1.5).name()).isEqualTo("fractionalMoment(1.5)");
    }

    @Test
    void correlationsSayWhereTheyComeFrom() {
        Stage stage =
                (Stage) Sections.of(HandMade.input(1, 4, 8, 8).convolution(6, 5, 1).steps()).get(0);
        Correlations told = Correlations.told(0.5);
        Correlations measured = told.with(Map.of(stage.name(), 0.63127));
        assertThat(measured.of(stage)).isCloseTo(0.63127, within(0.0));
        assertThat(measured.describe(stage)).isEqualTo("correlation 0.631 measured");
        // What was not measured is as it was told.
        assertThat(told.with(Map.of("other", 0.1)).describe(stage))
                .isEqualTo("correlation 0.5 told");
    }
}
