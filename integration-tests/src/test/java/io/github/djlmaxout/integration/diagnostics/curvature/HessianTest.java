// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.L2Loss;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;

import io.github.djlmaxout.diagnostics.curvature.DirectionalDerivative;
import io.github.djlmaxout.diagnostics.curvature.ExtremeEigenvalues;
import io.github.djlmaxout.diagnostics.curvature.GaussNewton;
import io.github.djlmaxout.diagnostics.curvature.GaussNewtonOperator;
import io.github.djlmaxout.diagnostics.curvature.HessianOperator;
import io.github.djlmaxout.diagnostics.curvature.Lanczos;
import io.github.djlmaxout.diagnostics.curvature.LayerCurvature;
import io.github.djlmaxout.diagnostics.curvature.OutputLoss;
import io.github.djlmaxout.diagnostics.curvature.SymmetricOperator;
import io.github.djlmaxout.diagnostics.probe.LossSurface;
import io.github.djlmaxout.diagnostics.probe.ParameterSpan;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutLinear;

import org.junit.jupiter.api.Tag;

import java.util.function.Predicate;

/** Products and closed forms against Hessians that are formed by plain means. */
class HessianTest {

    private static final long SEED = 33;

    static SequentialBlock relu() {
        return new SequentialBlock()
                .add(Linear.builder().setUnits(4).build())
                .add(Activation.reluBlock())
                .add(Linear.builder().setUnits(3).build());
    }

    static SequentialBlock maxout(int outputs) {
        return new SequentialBlock()
                .add(MaxoutLinear.builder().setUnits(2).setPieces(3).build())
                .add(MaxoutLinear.builder().setUnits(2).setPieces(2).build())
                .add(Linear.builder().setUnits(outputs).build());
    }

    /** Layers of three pieces, and a linear read-out. */
    static SequentialBlock maxoutNetwork(int... widths) {
        SequentialBlock network = new SequentialBlock();
        for (int i = 1; i < widths.length - 1; i++) {
            network.add(MaxoutLinear.builder().setUnits(widths[i]).setPieces(3).build());
        }
        return network.add(Linear.builder().setUnits(widths[widths.length - 1]).build());
    }

    private static double[][] columns(SymmetricOperator operator) {
        int n = operator.dimension();
        double[][] columns = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] unit = new double[n];
            unit[i] = 1;
            columns[i] = operator.apply(unit);
        }
        return columns;
    }

    /**
     * Second differences of step 2e-4 are off by 1e-8 by fourth derivatives, and by 1e-16 / h^2 =
     * 3e-9 by rounding, of entries up to about 1.
     */
    @Tag("long")
    @OnEachEngine
    void productsAreThoseOfSecondDifferencesOfTheLoss(String engine) {
        assertProducts(engine, relu(), new Shape(4, 3), Loss.softmaxCrossEntropyLoss());
        assertProducts(engine, maxout(2), new Shape(4, 2), Loss.l2Loss());
        assertProducts(engine, maxout(1), new Shape(1, 2), Loss.sigmoidBinaryCrossEntropyLoss());
        SequentialBlock smooth =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(3).build())
                        .add(Activation.tanhBlock())
                        .add(Linear.builder().setUnits(2).build());
        assertProducts(engine, smooth, new Shape(4, 2), Loss.softmaxCrossEntropyLoss());
    }

    @OnEachEngine
    void productsOfMaxoutAreThoseOfSecondDifferences(String engine) {
        assertProducts(engine, maxout(1), new Shape(2, 2), Loss.l2Loss());
    }

    private static void assertProducts(String engine, Block block, Shape shape, Loss loss) {
        try (LossCase one = new LossCase(engine, block, shape, loss, SEED)) {
            LossSurface surface = one.surface();
            HessianOperator hessian = HessianOperator.of(surface);
            double[][] columns = columns(hessian);
            double[][] naive = one.naiveHessian(surface, 1e-4);
            assertThat(hessian.unresolved()).isZero();
            double largest = 0;
            for (int i = 0; i < naive.length; i++) {
                assertThat(columns[i])
                        .as("%s, column %d, seed %d", loss.getName(), i, SEED)
                        .containsExactly(naive[i], within(2e-7));
                for (double entry : naive[i]) {
                    largest = Math.max(largest, Math.abs(entry));
                }
            }
            assertThat(largest).isGreaterThan(0.02);
        }
    }

    /** One layer at a time the Hessian of a piecewise linear network is known in closed form. */
    @Tag("long")
    @OnEachEngine
    void closedFormIsTheHessianOfEachLayer(String engine) {
        assertClosedForm(engine, relu(), new Shape(6, 3), Loss.softmaxCrossEntropyLoss());
        assertClosedForm(engine, maxout(3), new Shape(6, 4), Loss.l2Loss());
        assertClosedForm(engine, maxout(1), new Shape(1, 4), new L2Loss("weighted", 0.3f));
        assertClosedForm(
                engine,
                maxout(3),
                new Shape(5, 4),
                new SoftmaxCrossEntropyLoss("weighted", 0.7f, -1, true, true));
        assertClosedForm(
                engine,
                LossSurfaceTest.convolutional(),
                new Shape(3, 2, 6, 6),
                Loss.softmaxCrossEntropyLoss());
    }

    @OnEachEngine
    void closedFormIsTheHessianOfMaxoutLayers(String engine) {
        assertClosedForm(engine, maxout(2), new Shape(2, 3), Loss.softmaxCrossEntropyLoss());
        assertClosedForm(engine, maxout(1), new Shape(1, 4), new L2Loss("weighted", 0.3f));
    }

    /** Products by differences have relative errors of 1e-10; the closed form has none. */
    private static void assertClosedForm(String engine, Block block, Shape shape, Loss loss) {
        try (LossCase one = new LossCase(engine, block, shape, loss, SEED)) {
            GaussNewton closed =
                    GaussNewton.of(
                            one.walk(), one.batch(), one.labels(), loss, HessianTest::isWeight);
            LossSurface all = one.surface();
            assertThat(closed.layers()).isNotEmpty();
            for (LayerCurvature layer : closed.layers()) {
                ParameterSpan span =
                        all.spans().stream()
                                .filter(s -> s.name().equals(layer.layer() + "/weight"))
                                .findFirst()
                                .orElseThrow();
                HessianOperator hessian =
                        HessianOperator.of(one.surface(p -> p == span.parameter()));
                double[][] columns = columns(hessian);
                double trace = 0;
                double squares = 0;
                for (int i = 0; i < columns.length; i++) {
                    trace += columns[i][i];
                    for (double entry : columns[i]) {
                        squares += entry * entry;
                    }
                }
                assertThat(hessian.unresolved()).as(layer.layer()).isZero();
                assertThat(layer.trace())
                        .as("%s, seed %d", layer.layer(), SEED)
                        .isCloseTo(trace, within(1e-8 * trace));
                assertThat(layer.norm())
                        .as("%s, seed %d", layer.layer(), SEED)
                        .isCloseTo(Math.sqrt(squares), within(1e-8 * Math.sqrt(squares)));
                assertThat(layer.parameters()).isEqualTo(columns.length);
            }
        }
    }

    /** Two ways to the same matrix: products with many parameters, and a kernel of few outputs. */
    @OnEachEngine
    void eigenvaluesOfTheGaussNewtonMatrixTwice(String engine) {
        try (LossCase one =
                new LossCase(
                        engine,
                        LossSurfaceTest.convolutional(),
                        new Shape(4, 2, 6, 6),
                        Loss.softmaxCrossEntropyLoss(),
                        SEED)) {
            GaussNewton closed =
                    GaussNewton.of(
                            one.walk(),
                            one.batch(),
                            one.labels(),
                            one.loss(),
                            Parameter::requiresGradient);
            OutputLoss bent = OutputLoss.of(one.loss(), one.labels(), new Shape(4, 3));
            GaussNewtonOperator operator = GaussNewtonOperator.of(one.surface(), bent);
            ExtremeEigenvalues dual = closed.eigenvalues(4, new Lanczos(12, 1e-10, 1));
            ExtremeEigenvalues primal = new Lanczos(60, 1e-8, 1).search(operator, 4, 1);
            assertThat(dual.converged()).isTrue();
            assertThat(primal.converged()).isTrue();
            assertThat(operator.unresolved()).isZero();
            double largest = dual.largest().get(0).value();
            for (int i = 0; i < 4; i++) {
                assertThat(primal.largest().get(i).value())
                        .isCloseTo(dual.largest().get(i).value(), within(1e-8 * largest));
            }
            // it bends upwards only
            assertThat(primal.smallest().get(0).value()).isCloseTo(0, within(1e-8 * largest));
            double trace = closed.layers().stream().mapToDouble(LayerCurvature::trace).sum();
            assertThat(closed.trace()).isCloseTo(trace, within(1e-12 * trace));
            double all =
                    closed.eigenvalues(12, new Lanczos(12, 1e-10, 1)).largest().stream()
                            .mapToDouble(ExtremeEigenvalues.Eigenvalue::value)
                            .map(v -> v * v)
                            .sum();
            assertThat(closed.norm()).isCloseTo(Math.sqrt(all), within(1e-10 * closed.norm()));
        }
    }

    /** 700 samples of 2 outputs are more rows than a tile: all is as of copies of one part. */
    @OnEachEngine
    void tilesAddUp(String engine) {
        try (LossCase few = new LossCase(engine, maxout(2), new Shape(7, 3), Loss.l2Loss(), SEED);
                LossCase many =
                        new LossCase(engine, maxout(2), new Shape(700, 3), Loss.l2Loss(), SEED)) {
            // the same samples a hundred times have the same mean loss, and so the same Hessian
            double[] x = few.batch().head().toDoubleArray();
            double[] repeated = new double[100 * x.length];
            for (int i = 0; i < repeated.length; i++) {
                repeated[i] = x[i % x.length];
            }
            many.batch().head().set(repeated);
            GaussNewton part =
                    GaussNewton.of(
                            few.walk(),
                            few.batch(),
                            few.labels(),
                            few.loss(),
                            HessianTest::isWeight);
            GaussNewton whole =
                    GaussNewton.of(
                            many.walk(),
                            many.batch(),
                            many.labels(),
                            many.loss(),
                            HessianTest::isWeight);
            assertThat(1400).isGreaterThan(GaussNewton.TILE);
            for (int i = 0; i < 3; i++) {
                LayerCurvature expected = part.layers().get(i);
                LayerCurvature layer = whole.layers().get(i);
                assertThat(layer.norm())
                        .isCloseTo(expected.norm(), within(1e-12 * expected.norm()));
                assertThat(layer.trace())
                        .isCloseTo(expected.trace(), within(1e-12 * expected.trace()));
            }
            assertThat(whole.norm()).isCloseTo(part.norm(), within(1e-12 * part.norm()));
            double largest =
                    part.eigenvalues(1, new Lanczos(14, 1e-12, 1)).largest().get(0).value();
            assertThat(whole.eigenvalues(1, new Lanczos(30, 1e-10, 1)).largest().get(0).value())
                    .isCloseTo(largest, within(1e-9 * largest));
        }
    }

    /**
     * Of {@code L = (w2 relu(w1 x) - y)^2 / 2} with {@code x = 1, y = 0} in the region {@code w1 >
     * 0}: {@code H = [[w2^2, 2 w1 w2], [2 w1 w2, w1^2]]}. A step of 3e-6 from {@code w1 = 1e-6}
     * crosses the kink.
     */
    @OnEachEngine
    void keepsOutOfKinks(String engine) {
        SequentialBlock two =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(1).optBias(false).build())
                        .add(Activation.reluBlock())
                        .add(Linear.builder().setUnits(1).optBias(false).build());
        try (LossCase one = new LossCase(engine, two, new Shape(1, 1), Loss.l2Loss(), SEED)) {
            one.batch().head().set(new double[] {1});
            one.labels().head().set(new double[] {0});
            one.set(two.getParameters().valueAt(0), 1e-6);
            one.set(two.getParameters().valueAt(1), 1.0);
            DirectionalDerivative product =
                    HessianOperator.of(two, one.batch(), one.labels(), one.loss()).product(1, 0);
            assertThat(product.converged()).isTrue();
            assertThat(product.step()).isLessThan(1e-6);
            // rounding of 1e-16 of 1e-6 over a step of 6e-7
            assertThat(product.values()).containsExactly(new double[] {1, 2e-6}, within(1e-9));
            LossSurface surface = one.surface();
            double[] far = surface.gradient(3e-6, 0);
            double[] back = surface.gradient(-3e-6, 0);
            assertThat((far[0] - back[0]) / 6e-6).isNotCloseTo(1, within(0.1));

            one.set(two.getParameters().valueAt(0), 0.0);
            HessianOperator bent = HessianOperator.of(one.surface());
            DirectionalDerivative stuck = bent.product(1, 0);
            assertThat(stuck.converged()).isFalse();
            assertThat(stuck.kinks()).isEqualTo(1);
            assertThat(bent.unresolved()).isEqualTo(1);
            // along the other weight nothing bends
            assertThat(bent.product(0, 1).converged()).isTrue();
            assertThat(bent.unresolved()).isEqualTo(1);
        }
    }

    @OnEachEngine
    void knowsTheZeroVectorAndNaN(String engine) {
        try (LossCase one = new LossCase(engine, maxout(2), new Shape(3, 2), Loss.l2Loss(), SEED)) {
            HessianOperator hessian = HessianOperator.of(one.surface());
            assertThat(hessian.apply(new double[hessian.dimension()])).containsOnly(0.0);
            Parameter weight = one.network().getParameters().valueAt(4);
            double[] values = weight.getArray().toDoubleArray();
            values[1] = Double.NaN;
            one.set(weight, values);
            HessianOperator broken = HessianOperator.of(one.surface());
            ExtremeEigenvalues found = new Lanczos(20, 1e-6, 1).search(broken, 2, 0);
            assertThat(found.converged()).isFalse();
            assertThat(found.largest().get(0).value()).isNaN();
            GaussNewton closed =
                    GaussNewton.of(
                            one.walk(),
                            one.batch(),
                            one.labels(),
                            one.loss(),
                            HessianTest::isWeight);
            assertThat(closed.layers().get(0).norm()).isNaN();
            assertThat(closed.layers().get(0).trace()).isNaN();
        }
    }

    @OnEachEngine
    void saysWhatHasNoClosedForm(String engine) {
        try (LossCase one = new LossCase(engine, maxout(2), new Shape(3, 2), Loss.l1Loss(), SEED)) {
            assertThatThrownBy(() -> closed(one, one.batch(), one.loss(), HessianTest::isWeight))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("L1Loss")
                    .hasMessageContaining("SoftmaxCrossEntropyLoss");
            NDList empty = new NDList(one.manager().create(new float[0], new Shape(0, 2)));
            assertThatThrownBy(() -> closed(one, empty, Loss.l2Loss(), HessianTest::isWeight))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no samples");
            assertThatThrownBy(() -> closed(one, one.batch(), Loss.l2Loss(), p -> false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nothing to differentiate by");
            Loss ofProbabilities = new SoftmaxCrossEntropyLoss("p", 1, -1, false, false);
            assertThatThrownBy(
                            () -> closed(one, one.batch(), ofProbabilities, HessianTest::isWeight))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("probabilities");
        }
    }

    private static GaussNewton closed(
            LossCase one, NDList batch, Loss loss, Predicate<Parameter> which) {
        return GaussNewton.of(one.walk(), batch, one.labels(), loss, which);
    }

    /** Labels as shares of classes: the loss of a sample is scaled by their sum. */
    @OnEachEngine
    void takesDenseLabels(String engine) {
        Loss dense = new SoftmaxCrossEntropyLoss("dense", 1, -1, false, true);
        try (LossCase one = new LossCase(engine, relu(), new Shape(3, 3), Loss.l2Loss(), SEED)) {
            one.labels().head().set(new double[] {0.2, 0.3, 0.5, 0, 1, 0, 1, 1, 0});
            GaussNewton closed =
                    GaussNewton.of(
                            one.walk(), one.batch(), one.labels(), dense, HessianTest::isWeight);
            LayerCurvature last = closed.layers().get(1);
            Parameter weight =
                    one.network().getChildren().get("03Linear").getParameters().valueAt(0);
            HessianOperator hessian =
                    HessianOperator.of(
                            LossSurface.of(
                                    one.walk(),
                                    one.batch(),
                                    one.labels(),
                                    dense,
                                    p -> p == weight));
            double[][] columns = columns(hessian);
            double trace = 0;
            for (int i = 0; i < columns.length; i++) {
                trace += columns[i][i];
            }
            assertThat(last.layer()).isEqualTo("03Linear");
            assertThat(last.trace()).isCloseTo(trace, within(1e-8 * trace));
        }
    }

    private static boolean isWeight(Parameter parameter) {
        return parameter.getType() == Parameter.Type.WEIGHT;
    }
}
