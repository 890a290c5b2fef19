// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.djlmaxout.integration.OnEachEngine;

import org.assertj.core.api.SoftAssertions;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each engine trains with nobody watching, and what it says where it cannot. */
class BareTrainingsTest {

    private static final long SEED = 3;

    @OnEachEngine
    void trainsOrRefuses(String engine) {
        SoftAssertions softly = new SoftAssertions();
        for (Zoo zoo : Zoo.values()) {
            softly.assertThat(refusal(zoo, engine)).as("%s", zoo).isEqualTo(zoo.refusal(engine));
        }
        softly.assertAll();
    }

    /** What went wrong in two steps, as the method that threw and its message. */
    private static Optional<String> refusal(Zoo zoo, String engine) {
        Throwable thrown = catchThrowable(() -> movesItsWeights(zoo, engine));
        if (thrown == null) {
            return Optional.empty();
        }
        StackTraceElement top = thrown.getStackTrace()[0];
        String owner = top.getClassName().replaceAll(".*\\.", "");
        return Optional.of(owner + "." + top.getMethodName() + ": " + thrown.getMessage());
    }

    private static void movesItsWeights(Zoo zoo, String engine) {
        try (ZooTraining training = zoo.start(engine, SEED, trainer -> List.of())) {
            Map<String, float[]> before = training.values();
            training.steps(2);
            Map<String, float[]> after = training.values();
            assertThat(ZooTraining.areEqual(before, after)).as("stands still").isFalse();
            assertThat(after.values()).allMatch(BareTrainingsTest::isFinite);
        }
    }

    private static boolean isFinite(float... values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
