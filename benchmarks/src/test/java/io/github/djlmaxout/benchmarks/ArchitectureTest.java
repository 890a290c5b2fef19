// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The structure of the programs, seen from the last module, which knows all others. */
@AnalyzeClasses(packages = "io.github.djlmaxout", importOptions = ArchitectureTest.MainCode.class)
class ArchitectureTest {

    private static final String PROGRAM = "io.github.djlmaxout.examples";

    /** More than that, nobody finds anything. */
    private static final int MOST_FILES = 30;

    /** Those that are larger still do not grow. */
    private static final Map<String, Integer> STILL_LARGER =
            Map.of(
                    "io.github.djlmaxout.network", 45,
                    "io.github.djlmaxout.diagnostics.probe", 39,
                    "io.github.djlmaxout.initializer", 65);

    /** Neither tests nor what JMH generates. */
    static final class MainCode implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("/jmh_generated/");
        }
    }

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.github.djlmaxout.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_LOCALE_OF_THE_MACHINE =
            noClasses()
                    .should()
                    .callMethod(String.class, "format", String.class, Object[].class)
                    .orShould()
                    .callMethod(String.class, "formatted", Object[].class)
                    .orShould()
                    .callMethod(String.class, "toLowerCase")
                    .orShould()
                    .callMethod(String.class, "toUpperCase")
                    .orShould()
                    .callMethod(PrintStream.class, "printf", String.class, Object[].class)
                    .orShould()
                    .callMethod(PrintStream.class, "format", String.class, Object[].class)
                    .orShould()
                    .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
                    .orShould()
                    .callMethod(PrintWriter.class, "format", String.class, Object[].class)
                    .because("numbers and names in files are the same on every machine");

    @ArchTest
    static final ArchRule THE_PROGRAM_DEPENDS_ONE_WAY =
            layeredArchitecture()
                    .consideringOnlyDependenciesInAnyPackage(PROGRAM + "..")
                    .layer("entry")
                    .definedBy(PROGRAM)
                    .layer("instrument")
                    .definedBy(PROGRAM + ".instrument")
                    .layer("command")
                    .definedBy(PROGRAM + ".command")
                    .layer("option")
                    .definedBy(PROGRAM + ".option")
                    .layer("experiment")
                    .definedBy(PROGRAM + ".experiment")
                    .layer("run")
                    .definedBy(PROGRAM + ".run")
                    .layer("train")
                    .definedBy(PROGRAM + ".train")
                    .layer("model")
                    .definedBy(PROGRAM + ".model")
                    .layer("data")
                    .definedBy(PROGRAM + ".data")
                    .layer("plot")
                    .definedBy(PROGRAM + ".plot")
                    .whereLayer("instrument")
                    .mayOnlyBeAccessedByLayers("entry")
                    .whereLayer("command")
                    .mayOnlyBeAccessedByLayers("entry", "instrument")
                    .whereLayer("option")
                    .mayOnlyBeAccessedByLayers("instrument", "command")
                    .whereLayer("experiment")
                    .mayOnlyAccessLayers("train", "model", "data", "plot")
                    .whereLayer("run")
                    .mayOnlyAccessLayers("train", "model", "data", "plot")
                    .whereLayer("train")
                    .mayOnlyAccessLayers("model", "data")
                    .whereLayer("model")
                    .mayNotAccessAnyLayer()
                    .whereLayer("data")
                    .mayNotAccessAnyLayer()
                    .whereLayer("plot")
                    .mayNotAccessAnyLayer()
                    .ensureAllClassesAreContainedInArchitectureIgnoring(
                            not(resideInAPackage(PROGRAM + "..")));

    @ArchTest
    static void packagesAreSmall(JavaClasses classes) {
        Map<String, Integer> files = new TreeMap<>();
        topLevel(classes).forEach(type -> files.merge(type.getPackageName(), 1, Integer::sum));
        assertThat(files)
                .isNotEmpty()
                .allSatisfy(
                        (name, count) ->
                                assertThat(count)
                                        .as(name)
                                        .isLessThanOrEqualTo(
                                                STILL_LARGER.getOrDefault(name, MOST_FILES)));
    }

    @ArchTest
    static void namesAreGivenOnce(JavaClasses classes) {
        Map<String, String> names = new TreeMap<>();
        topLevel(classes)
                .forEach(
                        type ->
                                assertThat(names.put(type.getSimpleName(), type.getName()))
                                        .as("the other %s", type.getName())
                                        .isNull());
        assertThat(names).isNotEmpty();
    }

    private static Stream<JavaClass> topLevel(JavaClasses classes) {
        return classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"));
    }
}
