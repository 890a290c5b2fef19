package io.github.djlmaxout.integration.diagnostics.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.activation.Activations;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.probe.OpenNetwork;
import io.github.djlmaxout.integration.diagnostics.probe.ProbeStep;
import io.github.djlmaxout.integration.diagnostics.probe.ProbedNetwork;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every series against plain loops over the values of the signals. */
class ActivationsTest {

    /**
     * Both sides work in double on the same values. Sums of some hundred terms differ by 1e-13; a
     * singular value that is 0 is 1e-8, the root of the rounding of its square.
     */
    private static void near(String name, double actual, double expected) {
        if (Double.isNaN(expected)) {
            assertThat(actual).as(name).isNaN();
        } else {
            assertThat(actual).as(name).isCloseTo(expected, within(1e-6 * Math.abs(expected)));
        }
    }

    private static void check(
            String name, Map<String, ScalarObservation> seen, LayerSignal signal, double before) {
        NaiveActivations naive = new NaiveActivations(signal.output());
        Function<String, Double> value = series -> seen.get(key(series, signal)).value();
        near(name, value.apply(Activations.SECOND_MOMENT), naive.secondMoment());
        near(name, value.apply(Activations.GROWTH), naive.secondMoment() / before);
        assertThat(value.apply(Activations.MEAN))
                .as(name)
                .isCloseTo(naive.mean(), within(1e-9 * (1 + naive.deviation())));
        near(name, value.apply(Activations.DEVIATION), naive.deviation());
        near(name, value.apply(Activations.ZEROS), naive.zeros());
        near(name, value.apply(Activations.NON_FINITE), naive.nonFinite());
        near(name, value.apply(Activations.DEAD_UNITS), naive.deadUnits());
        near(name, value.apply(Activations.EFFECTIVE_RANK), naive.effectiveRank());
        assertThat(value.apply(Activations.COSINE))
                .as(name)
                .isCloseTo(naive.cosine(), within(1e-9));
    }

    private static String key(String series, LayerSignal signal) {
        return series + " @ " + signal.layer();
    }

    @OnEachEngine
    void everySeriesOfEveryNetwork(String engine) {
        for (ProbedNetwork network : ProbedNetwork.values()) {
            for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
                if (network.isRecurrent() && type == DataType.FLOAT64) {
                    continue;
                }
                try (OpenNetwork open = OpenNetwork.of(engine, network, type);
                        BatchProbe probe = open.probe()) {
                    Map<String, ScalarObservation> seen =
                            new ProbeStep(7, probe, Map.of()).observe(new Activations());
                    assertThat(seen).hasSize(9 * network.layers().size());
                    for (LayerSignal signal : probe.signals()) {
                        String name = network + " " + type + " " + signal.layer();
                        double before = new NaiveActivations(signal.input()).secondMoment();
                        check(name, seen, signal, before);
                    }
                    assertThat(seen.values())
                            .allSatisfy(
                                    observation -> {
                                        assertThat(observation.step()).isEqualTo(7);
                                        assertThat(observation.expected()).isNaN();
                                        assertThat(observation.place())
                                                .isIn(
                                                        network.layers().stream()
                                                                .map(Place::layer)
                                                                .toList());
                                    });
                }
            }
        }
    }

    /** Probes of part of a batch see its first samples. */
    @OnEachEngine
    void theFirstSamplesOfTheBatch(String engine) {
        try (OpenNetwork open = OpenNetwork.of(engine, ProbedNetwork.DENSE, DataType.FLOAT32);
                BatchProbe probe =
                        BatchProbe.of(open.block(), new NDList(open.batch()), 4, Map.of())) {
            float[] all = open.batch().toFloatArray();
            assertThat(probe.signals().get(0).input().toFloatArray())
                    .isEqualTo(Arrays.copyOf(all, 4 * 5));
            double before = new NaiveActivations(probe.signals().get(0).input()).secondMoment();
            LayerSignal first = probe.signals().get(0);
            assertThat(first.output().getShape()).isEqualTo(new Shape(4, 7));
            check("part", new ProbeStep(probe).observe(new Activations()), first, before);
        }
    }

    /** What a plan says stands beside what is measured. */
    @OnEachEngine
    void expectationsOfAPlan(String engine) {
        SequentialBlock block = ProbedNetwork.CONVOLUTION.build();
        Shape input = ProbedNetwork.CONVOLUTION.input();
        InitializationPlan plan =
                InitializationPlan.builder(block, input).optEngine(engine).build();
        Map<String, LayerPlan> layers =
                plan.layers().stream()
                        .collect(Collectors.toMap(LayerPlan::name, Function.identity()));
        try (OpenNetwork open = new OpenNetwork(engine, block, input, DataType.FLOAT32);
                BatchProbe probe = open.probe()) {
            Map<String, ScalarObservation> seen =
                    new ProbeStep(0, probe, layers).observe(new Activations());
            double before = new NaiveActivations(open.batch()).secondMoment();
            for (LayerSignal signal : probe.signals()) {
                double forward = layers.get(signal.layer()).forward();
                assertThat(forward).isPositive();
                assertThat(seen.get(key(Activations.SECOND_MOMENT, signal)).expected())
                        .isEqualTo(forward);
                near(
                        signal.layer(),
                        seen.get(key(Activations.GROWTH, signal)).expected(),
                        forward / before);
                assertThat(seen.get(key(Activations.MEAN, signal)).expected()).isNaN();
                before = forward;
            }
        }
    }
}
