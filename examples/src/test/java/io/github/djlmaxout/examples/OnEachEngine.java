// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;

/** A test run once for each engine of this platform, whose name it is given. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@MethodSource("io.github.djlmaxout.examples.OnEachEngine$Declared#engines")
public @interface OnEachEngine {

    /** The engines that the build declares. */
    final class Declared {

        private Declared() {}

        /** Returns their names. */
        public static Stream<String> engines() {
            return Stream.of(System.getProperty("djlmaxout.engines", "PyTorch").split(","));
        }
    }
}
