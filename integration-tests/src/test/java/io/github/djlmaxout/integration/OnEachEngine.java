// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;

/**
 * A test that runs once on each engine that the build declares for this platform, with the engine's
 * name as its only argument.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@MethodSource("io.github.djlmaxout.integration.OnEachEngine$Declared#engines")
public @interface OnEachEngine {

    /** The engines of this platform. */
    final class Declared {

        private Declared() {}

        public static Stream<String> engines() {
            return Stream.of(System.getProperty("djlmaxout.engines").split(",", -1));
        }
    }
}
