package io.github.djlmaxout.integration.diagnostics.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.activation.Pieces;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.probe.OpenNetwork;
import io.github.djlmaxout.integration.diagnostics.probe.ProbeStep;
import io.github.djlmaxout.integration.diagnostics.probe.ProbedNetwork;
import io.github.djlmaxout.nn.ActivePieces;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every series against plain loops over the pre-activations, and against the library's counts. */
class PiecesTest {

    /** Both sides count the same values; their sums differ in the last digits of double. */
    private static void near(
            Map<String, ScalarObservation> seen, String series, LayerSignal signal, double value) {
        ScalarObservation observation = seen.get(series + " @ " + signal.layer());
        assertThat(observation.value())
                .as(series + " of " + signal.layer())
                .isCloseTo(value, within(1e-12 * Math.max(1, value)));
        assertThat(observation.expected()).isNaN();
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
                            new ProbeStep(probe).observe(new Pieces());
                    int series = 0;
                    for (LayerSignal signal : probe.signals()) {
                        if (signal.preActivations().isPresent()) {
                            PreActivations z = signal.preActivations().get();
                            check(seen, signal, new NaivePieces(z));
                            agree(seen, signal, z);
                            series += 7 + z.pieces();
                        }
                    }
                    assertThat(seen).as(network.name()).hasSize(series);
                }
            }
        }
    }

    private static void check(
            Map<String, ScalarObservation> seen, LayerSignal signal, NaivePieces naive) {
        for (int k = 0; k < signal.preActivations().orElseThrow().pieces(); k++) {
            near(seen, Pieces.USE + k, signal, naive.use(k));
        }
        near(seen, Pieces.ENTROPY, signal, naive.entropy());
        near(seen, Pieces.DEAD, signal, naive.dead());
        near(seen, Pieces.DEAD_SHARE, signal, naive.deadShare());
        near(seen, Pieces.TIES, signal, naive.ties());
        near(seen, Pieces.MARGIN, signal, naive.margin());
        near(seen, Pieces.LAG, signal, naive.lag());
        assertThat(seen.get(Pieces.CHURN + " @ " + signal.layer()).value()).isNaN();
    }

    private static void agree(
            Map<String, ScalarObservation> seen, LayerSignal signal, PreActivations z) {
        ActivePieces use =
                ActivePieces.of(z.values(), z.pieces(), z.axis(), z.layout(), z.groups());
        for (int k = 0; k < z.pieces(); k++) {
            long count = 0;
            for (int u = 0; u < use.units(); u++) {
                count += use.count(u, k);
            }
            near(seen, Pieces.USE + k, signal, (double) count / (use.samples() * use.units()));
        }
        near(seen, Pieces.ENTROPY, signal, use.meanEntropy());
        near(seen, Pieces.DEAD, signal, (double) use.deadPieces());
        near(seen, Pieces.TIES, signal, use.tieRate());
        near(seen, Pieces.MARGIN, signal, use.meanMargin());
    }

    /** Between two measurements the weights change, and with them the winners. */
    @OnEachEngine
    void churnCountsTheChangedWinners(String engine) {
        try (OpenNetwork open = OpenNetwork.of(engine, ProbedNetwork.DENSE, DataType.FLOAT32);
                BatchProbe probe = open.probe()) {
            Pieces pieces = new Pieces();
            new ProbeStep(probe).observe(pieces);
            Map<String, NaivePieces> before = new HashMap<>();
            probe.signals().stream()
                    .filter(signal -> signal.preActivations().isPresent())
                    .forEach(
                            signal ->
                                    before.put(
                                            signal.layer(),
                                            new NaivePieces(signal.preActivations().get())));
            probe.forget();
            assertThat(churn(new ProbeStep(probe).observe(pieces), "01MaxoutLinear")).isZero();
            probe.forget();
            for (Parameter parameter : open.block().getParameters().values()) {
                NDArray array = parameter.getArray();
                double[] values = OpenNetwork.values(array);
                for (int i = 0; i < values.length; i += 2) {
                    values[i] = -values[i];
                }
                OpenNetwork.set(array, values);
            }

            Map<String, ScalarObservation> after = new ProbeStep(probe).observe(pieces);

            for (LayerSignal signal : probe.signals()) {
                signal.preActivations()
                        .ifPresent(
                                z -> {
                                    double expected =
                                            new NaivePieces(z).churn(before.get(signal.layer()));
                                    assertThat(expected).isPositive();
                                    near(after, Pieces.CHURN, signal, expected);
                                });
            }
        }
    }

    private static double churn(Map<String, ScalarObservation> seen, String layer) {
        return seen.get(Pieces.CHURN + " @ " + layer).value();
    }
}
