// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.Scope;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.curvature.GaussNewton;
import io.github.djlmaxout.diagnostics.curvature.HessianNorms;
import io.github.djlmaxout.diagnostics.curvature.LayerCurvature;
import io.github.djlmaxout.diagnostics.curvature.LossCurvature;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.FixedProbe;
import io.github.djlmaxout.integration.diagnostics.ProbedStep;
import io.github.djlmaxout.integration.diagnostics.Seen;
import io.github.djlmaxout.integration.diagnostics.listener.WatchedTraining;
import io.github.djlmaxout.propagation.GradientMoments;
import io.github.djlmaxout.propagation.MaxoutNetwork;

import org.junit.jupiter.api.Tag;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/** Curvature as a listener sees it while a network trains. */
class CurvatureQuantitiesTest {

    private static final long SEED = 5;

    private static Probe probe(LossCase one) {
        return new FixedProbe(one.network(), one.batch(), one.labels(), Optional.of(one.loss()));
    }

    private static List<Observation> observe(Probe probe, Quantity quantity) {
        return observe(probe, quantity, List.of());
    }

    private static List<Observation> observe(
            Probe probe, Quantity quantity, List<LayerPlan> plans) {
        Map<String, LayerPlan> named =
                plans.stream().collect(Collectors.toMap(LayerPlan::name, plan -> plan));
        return Seen.at(new ProbedStep(7, probe, named), quantity).all();
    }

    @OnEachEngine
    void observeTheOracle(String engine) {
        try (LossCase tiny = TinyNetwork.open(engine)) {
            double[] golden = TinyNetwork.golden("hessianEigenvalues");
            Probe probe = probe(tiny);
            List<Observation> seen = observe(probe, new LossCurvature(4, 38, 1e-8, 20, SEED));
            assertThat(seen)
                    .extracting(Observation::series)
                    .containsExactly(
                            LossCurvature.HESSIAN_EIGENVALUE,
                            LossCurvature.SHARPNESS,
                            LossCurvature.HESSIAN_TRACE);
            assertThat(seen).allMatch(o -> o.place().equals(Place.NETWORK) && o.step() == 7);
            SpectrumObservation spectrum = (SpectrumObservation) seen.get(0);
            assertThat(spectrum.values()).hasSize(4);
            for (int i = 0; i < 4; i++) {
                assertThat(spectrum.values().get(i)).isCloseTo(golden[i], within(1e-8));
            }
            assertThat(((ScalarObservation) seen.get(1)).value())
                    .isEqualTo(spectrum.values().get(0));
            // 20 vectors of variance 2 sum of squares off the diagonal, below 2 |H|^2
            double squares = Arrays.stream(golden).map(v -> v * v).sum();
            assertThat(((ScalarObservation) seen.get(2)).value())
                    .as("seed %d", SEED)
                    .isCloseTo(
                            TinyNetwork.golden("hessianTrace")[0],
                            within(4 * Math.sqrt(2 * squares / 20)));

            List<Observation> norms = observe(probe, new HessianNorms());
            assertThat(norms).hasSize(4);
            GaussNewton closed =
                    GaussNewton.of(
                            tiny.walk(),
                            tiny.batch(),
                            tiny.labels(),
                            tiny.loss(),
                            p -> p.getType() == Parameter.Type.WEIGHT);
            for (int i = 0; i < 2; i++) {
                LayerCurvature layer = closed.layers().get(i);
                Place place = Place.layer(layer.layer());
                assertThat(norms.get(2 * i))
                        .isEqualTo(
                                new ScalarObservation(
                                        7, HessianNorms.HESSIAN_NORM, place, layer.norm()));
                assertThat(norms.get(2 * i + 1))
                        .isEqualTo(
                                new ScalarObservation(
                                        7, HessianNorms.HESSIAN_TRACE, place, layer.trace()));
            }
        }
    }

    /** Two products cannot find four eigenvalues of this network, and one has a NaN. */
    @OnEachEngine
    void leaveOutWhatHasNotConverged(String engine) {
        try (LossCase tiny = TinyNetwork.open(engine)) {
            Probe probe = probe(tiny);
            List<Observation> seen = observe(probe, new LossCurvature(4, 5, 1e-8, 0, SEED));
            assertThat(seen).hasSize(1);
            assertThat(seen.get(0))
                    .isEqualTo(
                            new ScalarObservation(
                                    7, LossCurvature.UNCONVERGED, Place.NETWORK, 4.0));
            Parameter weight = tiny.network().getParameters().valueAt(2);
            tiny.set(weight, Double.NaN, 1, 1, 1, 1, 1);
            assertThat(observe(probe, new LossCurvature()))
                    .containsExactly(
                            new ScalarObservation(
                                    7, LossCurvature.UNCONVERGED, Place.NETWORK, 3.0));
            assertThat(observe(probe, new HessianNorms()))
                    .allMatch(o -> Double.isNaN(((ScalarObservation) o).value()));
        }
    }

    @OnEachEngine
    void sayWhatIsMissing(String engine) {
        try (LossCase tiny = TinyNetwork.open(engine)) {
            Probe unlabelled =
                    new FixedProbe(
                            tiny.network(), tiny.batch(), new NDList(), Optional.of(tiny.loss()));
            Probe unknown =
                    new FixedProbe(tiny.network(), tiny.batch(), tiny.labels(), Optional.empty());
            for (Quantity quantity : List.of(new LossCurvature(), new HessianNorms())) {
                assertThatThrownBy(() -> observe(unlabelled, quantity))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("no labels");
                assertThatThrownBy(() -> observe(unknown, quantity))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("not known");
            }
        }
    }

    /** Of half the mean squared error over 2 outputs: half the plan's squared gradient. */
    @OnEachEngine
    void expectWhatThePlanSaysOfSquaredErrors(String engine) {
        try (LossCase squared =
                        new LossCase(
                                engine, HessianTest.maxout(2), new Shape(3, 4), Loss.l2Loss(), 1);
                LossCase tiny = TinyNetwork.open(engine)) {
            List<LayerPlan> plans =
                    InitializationPlan.of(squared.network(), new Shape(3, 4), Scheme.maxout())
                            .layers();
            List<Observation> seen = observe(probe(squared), new HessianNorms(), plans);
            for (int i = 0; i < 3; i++) {
                ScalarObservation norm = (ScalarObservation) seen.get(2 * i);
                ScalarObservation trace = (ScalarObservation) seen.get(2 * i + 1);
                assertThat(trace.expected()).isEqualTo(plans.get(i).gradient() / 2).isPositive();
                assertThat(norm.expected()).isNaN();
            }
            // nothing is expected of other losses
            assertThat(observe(probe(tiny), new HessianNorms(), plans))
                    .allMatch(o -> Double.isNaN(((ScalarObservation) o).expected()));
        }
    }

    /** In training: values stand at each step, and the training does not notice. */
    @OnEachEngine
    void areTrackedThroughATraining(String engine) {
        InMemorySink sink = InMemorySink.create();
        Map<String, float[]> watched =
                train(
                        engine,
                        DiagnosticsListener.builder()
                                .addQuantity(
                                        new LossCurvature(2, 60, 1e-3, 2, SEED), Schedule.every(4))
                                .addQuantity(new HessianNorms(), Schedule.every(4))
                                .addSink(sink)
                                .build());
        Map<String, float[]> bare = train(engine, DiagnosticsListener.builder().build());
        assertThat(watched.keySet()).isEqualTo(bare.keySet());
        bare.forEach((name, values) -> assertThat(watched.get(name)).as(name).isEqualTo(values));
        List<ScalarObservation> sharpness = sink.scalars(LossCurvature.SHARPNESS, Place.NETWORK);
        assertThat(sharpness).extracting(ScalarObservation::step).containsExactly(0L, 4L, 8L);
        assertThat(sharpness).allMatch(o -> o.value() > 0 && Double.isFinite(o.value()));
        assertThat(sharpness.get(0).value()).isNotEqualTo(sharpness.get(2).value());
        List<ScalarObservation> traces =
                sink.records().stream()
                        .flatMap(record -> record.observations().stream())
                        .filter(o -> o.series().equals(HessianNorms.HESSIAN_TRACE))
                        .filter(o -> o.place().scope() == Scope.LAYER)
                        .map(ScalarObservation.class::cast)
                        .toList();
        // the largest eigenvalue of the weights alone is at most their trace, layer by layer
        assertThat(traces).hasSize(3 * 4).allMatch(o -> o.value() > 0);
    }

    private static Map<String, float[]> train(String engine, DiagnosticsListener listener) {
        try (WatchedTraining training =
                new WatchedTraining(
                        engine,
                        WatchedTraining.images(),
                        WatchedTraining.IMAGES,
                        WatchedTraining.sgd(0.05f),
                        listener)) {
            training.steps(10);
            return training.values();
        }
    }

    /**
     * For half the squared error the expected trace by a layer's weights is the expected squared
     * gradient of the outputs by them. Four layers on two engines, 4 standard errors: a false alarm
     * in 1 of 2000 choices of the seed.
     */
    @Tag("long")
    @OnEachEngine
    void theExpectedTraceIsThatOfTheGradients(String engine) {
        assertExpectedTrace(engine, 400);
    }

    @OnEachEngine
    void theExpectedTraceIsThatOfTheGradientsOfAFew(String engine) {
        assertExpectedTrace(engine, 80);
    }

    private static void assertExpectedTrace(String engine, int networks) {
        long[] widths = {3, 4, 5, 6, 2};
        double c = 0.6;
        MaxoutNetwork law = MaxoutNetwork.of(3, c, widths);
        SequentialBlock network = HessianTest.maxoutNetwork(3, 4, 5, 6, 2);
        double[] sums = new double[4];
        double[] squares = new double[4];
        Random random = new Random(SEED);
        try (LossCase one = new LossCase(engine, network, new Shape(1, 3), Loss.l2Loss(), SEED)) {
            one.batch().head().set(new double[] {0.6, 0, -0.8});
            for (int i = 0; i < networks; i++) {
                draw(one, c, random);
                GaussNewton closed =
                        GaussNewton.of(
                                one.walk(),
                                one.batch(),
                                one.labels(),
                                one.loss(),
                                p -> p.getType() == Parameter.Type.WEIGHT);
                for (int layer = 0; layer < 4; layer++) {
                    // DJL's loss is the mean over the 2 outputs too
                    double trace = 2 * closed.layers().get(layer).trace();
                    sums[layer] += trace;
                    squares[layer] += trace * trace;
                }
            }
        }
        List<Double> expected = GradientMoments.of(law, 1).weights();
        for (int layer = 0; layer < 4; layer++) {
            double mean = sums[layer] / networks;
            double variance = squares[layer] / networks - mean * mean;
            assertThat(mean)
                    .as("layer %d, seed %d", layer, SEED)
                    .isCloseTo(expected.get(layer), within(4 * Math.sqrt(variance / networks)));
        }
    }

    /** Variance {@code c / fan-in}, 1 for the read-out; no biases. */
    private static void draw(LossCase one, double c, Random random) {
        List<Parameter> parameters = one.network().getParameters().values();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            Shape shape = parameter.getArray().getShape();
            double[] values = new double[(int) shape.size()];
            if (parameter.getType() == Parameter.Type.WEIGHT) {
                boolean readOut = i == parameters.size() - 2;
                double deviation = Math.sqrt((readOut ? 1 : c) / shape.get(1));
                Arrays.setAll(values, j -> deviation * random.nextGaussian());
            }
            one.set(parameter, values);
        }
    }
}
