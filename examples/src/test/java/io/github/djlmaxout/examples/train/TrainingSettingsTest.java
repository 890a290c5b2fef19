// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.util.JsonUtils;

import io.github.djlmaxout.examples.model.ActivationKind;
import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.examples.model.NetworkSettings;

import org.junit.jupiter.api.Test;

class TrainingSettingsTest {

    @Test
    void aManifestThatDoesNotSayTheInitializationMeansMaxout() {
        TrainingSettings settings =
                new TrainingSettings(
                        "iris",
                        0,
                        "PyTorch",
                        new NetworkSettings(ActivationKind.MAXOUT, 2, 4, 1, 1, 8, 0),
                        InitializationKind.MAXOUT,
                        OptimizerKind.ADAM,
                        0.002,
                        0.9,
                        0,
                        0,
                        16,
                        60,
                        0,
                        false,
                        1,
                        1);
        String json = JsonUtils.GSON.toJson(settings);
        assertThat(JsonUtils.GSON.fromJson(json, TrainingSettings.class)).isEqualTo(settings);

        String without = json.replace("\"initialization\":\"MAXOUT\",", "");
        assertThat(without).isNotEqualTo(json);
        assertThat(JsonUtils.GSON.fromJson(without, TrainingSettings.class)).isEqualTo(settings);
    }
}
