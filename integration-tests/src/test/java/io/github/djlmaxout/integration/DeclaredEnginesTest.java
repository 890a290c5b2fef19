// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

import org.junit.jupiter.api.Test;

/**
 * The engines that the build declares for this platform are there and compute. A missing one is a
 * failure: tests that merely skipped it would pass without having tested anything.
 */
class DeclaredEnginesTest {

    @OnEachEngine
    void loadsAndComputes(String name) {
        Engine engine = Engine.getEngine(name);
        assertThat(engine.getEngineName()).isEqualTo(name);
        try (NDManager manager = engine.newBaseManager()) {
            float sum = manager.create(new float[] {1f, 2f, 3f}).sum().getFloat();
            assertThat(sum).isEqualTo(6f);
        }
    }

    /** A profile that names another DJL and does not get it would test the same one twice. */
    @Test
    void areOfTheDeclaredDjl() {
        assertThat(Engine.getDjlVersion()).isEqualTo(System.getProperty("djlmaxout.djl"));
    }
}
