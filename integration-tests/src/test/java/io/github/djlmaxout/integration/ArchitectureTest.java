// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The structure of the libraries: one-way packages, no engine, no drawer for odds and ends.
 *
 * <p>That nothing here depends on the examples needs no rule: their module comes later in the build
 * and is not on this class path.
 */
@AnalyzeClasses(packages = "io.github.djlmaxout", importOptions = ArchitectureTest.MainCode.class)
class ArchitectureTest {

    private static final String ROOT = "io.github.djlmaxout.";

    /**
     * Wherever the build puts its classes: ArchUnit's own option knows target/test-classes only.
     */
    static final class MainCode implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }

    private static final String DROPOUT_RATE = ROOT + "network.DropoutRate";

    private static final String INTERCEPTION = ROOT + "network.run.Interception";

    @ArchTest
    static final ArchRule PACKAGES_DEPEND_ONE_WAY =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .withOptionalLayers(true)
                    .layer("internal")
                    .definedBy(ROOT + "internal..")
                    .layer("nn")
                    .definedBy(ROOT + "nn..")
                    .layer("network")
                    .definedBy(ROOT + "network..")
                    .layer("propagation")
                    .definedBy(ROOT + "propagation..")
                    .layer("initializer")
                    .definedBy(ROOT + "initializer..")
                    .layer("diagnostics")
                    .definedBy(ROOT + "diagnostics..")
                    .whereLayer("internal")
                    .mayNotAccessAnyLayer()
                    .whereLayer("nn")
                    .mayOnlyAccessLayers("internal")
                    .whereLayer("network")
                    .mayOnlyAccessLayers("internal", "nn")
                    .whereLayer("propagation")
                    .mayOnlyAccessLayers("internal", "nn")
                    .whereLayer("initializer")
                    .mayOnlyAccessLayers("internal", "nn", "network", "propagation")
                    .whereLayer("diagnostics")
                    .mayOnlyAccessLayers("internal", "nn", "network", "propagation", "initializer")
                    .ensureAllClassesAreContainedInArchitecture();

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.github.djlmaxout.(**)").should().beFreeOfCycles();

    /** What is measured knows nothing of files and pages, and those nothing of what is measured. */
    @ArchTest
    static final ArchRule DIAGNOSTICS_DEPEND_ONE_WAY =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("contracts")
                    .definedBy(ROOT + "diagnostics")
                    .layer("arithmetic")
                    .definedBy(ROOT + "diagnostics.internal..")
                    .layer("probe")
                    .definedBy(ROOT + "diagnostics.probe..")
                    .layer("measured")
                    .definedBy(
                            ROOT + "diagnostics.gradient..",
                            ROOT + "diagnostics.weight..",
                            ROOT + "diagnostics.activation..",
                            ROOT + "diagnostics.jacobian..",
                            ROOT + "diagnostics.kernel..",
                            ROOT + "diagnostics.curvature..",
                            ROOT + "diagnostics.region..")
                    .layer("picture")
                    .definedBy(ROOT + "diagnostics.picture..")
                    .layer("shown")
                    .definedBy(ROOT + "diagnostics.sink..", ROOT + "diagnostics.report..")
                    .layer("alarm")
                    .definedBy(ROOT + "diagnostics.alarm..")
                    .layer("check")
                    .definedBy(ROOT + "diagnostics.check..")
                    .layer("listener")
                    .definedBy(ROOT + "diagnostics.listener..")
                    .whereLayer("contracts")
                    .mayNotAccessAnyLayer()
                    .whereLayer("arithmetic")
                    .mayOnlyAccessLayers("contracts")
                    .whereLayer("probe")
                    .mayOnlyAccessLayers("contracts", "arithmetic")
                    .whereLayer("measured")
                    .mayOnlyAccessLayers("contracts", "arithmetic", "probe")
                    .whereLayer("picture")
                    .mayOnlyAccessLayers("contracts", "measured")
                    .whereLayer("shown")
                    .mayOnlyAccessLayers("contracts")
                    .whereLayer("alarm")
                    .mayOnlyAccessLayers("contracts")
                    .whereLayer("check")
                    .mayOnlyAccessLayers("contracts", "arithmetic", "probe", "measured", "alarm")
                    .whereLayer("listener")
                    .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule MEASURING_IS_APART_FROM_DRAWING =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + "diagnostics.picture..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.awt..", "javax.imageio..");

    @ArchTest
    static final ArchRule ONLY_THE_LISTENER_KNOWS_DJLS_LISTENERS =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + "diagnostics.listener..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("ai.djl.training.listener..");

    @ArchTest
    static final ArchRule NO_ENGINE =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("ai.djl.pytorch..", "ai.djl.mxnet..")
                    .because("the libraries work with whatever engine their user brings");

    @ArchTest
    static final ArchRule PROPAGATION_IS_PURE_MATHEMATICS =
            noClasses()
                    .that(resideInAPackage(ROOT + "propagation.."))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("ai.djl..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NO_COMMAND_LINE_AND_NO_DATA_SET =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("picocli..", "ai.djl.basicdataset..");

    @ArchTest
    static final ArchRule NO_REFLECTION =
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName(DROPOUT_RATE)
                    .and()
                    .doNotHaveFullyQualifiedName(DROPOUT_RATE + "$Noting")
                    .and()
                    .doNotHaveFullyQualifiedName(INTERCEPTION)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("java.lang.reflect..");

    /**
     * DJL's NDArray and NDArrayEx have some four hundred methods, which change between its
     * versions: of one the first class wants to know, and the second hands all of them on.
     */
    @ArchTest
    static final ArchRule TWO_PROXIES_OF_PUBLIC_INTERFACES =
            classes()
                    .that()
                    .haveFullyQualifiedName(DROPOUT_RATE)
                    .or()
                    .haveFullyQualifiedName(DROPOUT_RATE + "$Noting")
                    .or()
                    .haveFullyQualifiedName(INTERCEPTION)
                    .should()
                    .onlyDependOnClassesThat(
                            not(resideInAPackage("java.lang.reflect.."))
                                    .or(
                                            belongToAnyOf(
                                                    Proxy.class,
                                                    InvocationHandler.class,
                                                    InvocationTargetException.class,
                                                    Method.class)));

    /** Other locales have other digits, other points, and other capitals. */
    @ArchTest
    static final ArchRule NO_PACKAGE_FOR_ODDS_AND_ENDS =
            noClasses().should().resideInAnyPackage("..util..", "..utils..");

    @ArchTest
    static final ArchRule NO_CLASS_FOR_ODDS_AND_ENDS =
            noClasses()
                    .should()
                    .haveSimpleNameEndingWith("Utils")
                    .orShould()
                    .haveSimpleNameEndingWith("Helper")
                    .orShould()
                    .haveSimpleNameEndingWith("Manager");
}
