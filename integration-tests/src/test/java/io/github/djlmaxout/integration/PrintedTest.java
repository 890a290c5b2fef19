// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import io.github.djlmaxout.diagnostics.region.Slice;
import io.github.djlmaxout.initializer.Scheme;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a factory returns says what it is where a person prints it. */
class PrintedTest {

    private static final String ROOT = "io.github.djlmaxout";

    /** They hold what passes by, and nobody but the libraries has one in hand. */
    private static final Set<String> AT_WORK =
            Set.of("Alarms", "BatchProbe", "BlockRunner", "PieceScan", "SinkWorker");

    @Test
    void whatAFactoryReturnsIsPrintedInWords() {
        JavaClasses all =
                new ClassFileImporter()
                        .withImportOption(new ArchitectureTest.MainCode())
                        .importPackages(ROOT);
        List<String> returned =
                all.stream()
                        .filter(PrintedTest::isForUsers)
                        .flatMap(type -> type.getMethods().stream())
                        .filter(PrintedTest::isFactory)
                        .flatMap(method -> whatItMayBe(method.getRawReturnType()))
                        .filter(type -> !AT_WORK.contains(type.getSimpleName()))
                        .filter(type -> !saysWhatItIs(type))
                        .map(JavaClass::getName)
                        .distinct()
                        .sorted()
                        .toList();
        assertThat(returned).as("types without toString()").isEmpty();
    }

    @Test
    void aSchemeAndAPlaneAreCalledByTheirNames() {
        assertThat(Scheme.maxout()).hasToString("maxout");
        assertThat(Slice.of(new double[2], new double[] {1, 0}, new double[] {0, 1}))
                .hasToString("plane in 2 dimensions, from -1.0 to 1.0 along both directions");
    }

    private static boolean isForUsers(JavaClass type) {
        return type.getModifiers().contains(PUBLIC) && !type.getPackageName().contains("internal");
    }

    private static boolean isFactory(JavaMethod method) {
        JavaClass result = method.getRawReturnType();
        return method.getModifiers().containsAll(List.of(PUBLIC, STATIC))
                && result.getPackageName().startsWith(ROOT)
                && !result.getSimpleName().endsWith("Builder");
    }

    /** The type itself, or those that it is at run time. */
    private static Stream<JavaClass> whatItMayBe(JavaClass type) {
        return Stream.concat(Stream.of(type), type.getAllSubclasses().stream())
                .filter(one -> !one.isInterface() && !one.getModifiers().contains(ABSTRACT));
    }

    private static boolean saysWhatItIs(JavaClass type) {
        return type.getAllMethods().stream()
                .anyMatch(
                        method ->
                                method.getName().equals("toString")
                                        && method.getRawParameterTypes().isEmpty()
                                        && !method.getOwner().isEquivalentTo(Object.class)
                                        && !method.getModifiers().contains(ABSTRACT));
    }
}
