package io.github.djlmaxout.integration.diagnostics.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLayer;

import java.util.List;

/** The signals are what DJL itself computes when it runs the blocks one after the other. */
class SignalsTest {

    /**
     * The same operations on the same values: an engine may still choose another kernel, with other
     * roundings of 6e-8 in float32.
     */
    private static void same(String name, NDArray actual, NDArray expected) {
        assertThat(actual.getShape()).as(name).isEqualTo(expected.getShape());
        double[] values = OpenNetwork.values(actual);
        double[] plain = OpenNetwork.values(expected);
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).as(name).isCloseTo(plain[i], within(1e-5));
        }
    }

    @OnEachEngine
    void areThoseOfTheNetwork(String engine) {
        for (ProbedNetwork network : ProbedNetwork.values()) {
            for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
                if (network.isRecurrent() && type == DataType.FLOAT64) {
                    // DJL's own recurrent layers take float32 alone.
                    continue;
                }
                try (OpenNetwork open = OpenNetwork.of(engine, network, type);
                        BatchProbe probe = open.probe()) {
                    List<NDArray> plain = open.plainly();
                    List<LayerSignal> signals = probe.signals();
                    assertThat(signals)
                            .extracting(LayerSignal::layer)
                            .as(network.name())
                            .isEqualTo(network.layers());
                    for (int i = 0; i < signals.size(); i++) {
                        if (network.end(i) > 0) {
                            String name = network + " " + network.layers().get(i);
                            same(name, signals.get(i).output(), plain.get(network.end(i)));
                        }
                    }
                }
            }
        }
    }

    /** What a maxout layer or the block before a maximum gives, found in the tree of blocks. */
    @OnEachEngine
    void preActivationsAreThoseOfTheLayers(String engine) {
        for (ProbedNetwork network : ProbedNetwork.values()) {
            try (OpenNetwork open = OpenNetwork.of(engine, network, DataType.FLOAT32);
                    BatchProbe probe = open.probe()) {
                List<NDArray> plain = open.plainly();
                List<Block> children = open.block().getChildren().values();
                for (int i = 0; i < probe.signals().size(); i++) {
                    if (network.end(i) == 0) {
                        continue;
                    }
                    LayerSignal signal = probe.signals().get(i);
                    String name = network + " " + signal.layer();
                    int child = Integer.parseInt(signal.layer().substring(0, 2)) - 1;
                    if (children.get(child) instanceof MaxoutLayer layer) {
                        PreActivations z = signal.preActivations().orElseThrow();
                        same(
                                name,
                                z.values(),
                                layer.preActivations(
                                        new ParameterStore(open.manager(), false),
                                        plain.get(child),
                                        false));
                        assertThat(z.pieces()).as(name).isEqualTo(layer.getPieces());
                        assertThat(z.layout()).as(name).isEqualTo(layer.getLayout());
                        boolean convolution = layer instanceof MaxoutConv2d;
                        assertThat(z.axis()).as(name).isEqualTo(convolution ? 1 : -1);
                        assertThat(z.groups())
                                .as(name)
                                .isEqualTo(
                                        layer instanceof MaxoutConv2d conv ? conv.getGroups() : 1);
                    } else if (child + 1 < children.size()
                            && children.get(child + 1) instanceof Maxout maximum) {
                        PreActivations z = signal.preActivations().orElseThrow();
                        same(name, z.values(), plain.get(child + 1));
                        assertThat(z.pieces()).as(name).isEqualTo(maximum.getPieces());
                        assertThat(z.layout()).as(name).isEqualTo(maximum.getLayout());
                        assertThat(z.axis()).as(name).isEqualTo(maximum.getAxis());
                    } else {
                        assertThat(signal.preActivations()).as(name).isEmpty();
                    }
                }
            }
        }
    }

    /** Of branches: the layer behind what the block before gave. */
    @OnEachEngine
    void branchesStartFromTheSameSignal(String engine) {
        try (OpenNetwork open = OpenNetwork.of(engine, ProbedNetwork.RESIDUAL, DataType.FLOAT32);
                BatchProbe probe = open.probe()) {
            NDArray before = open.plainly().get(1);
            Block inside = open.block().getChildren().valueAt(1).getChildren().valueAt(0);
            NDArray expected =
                    inside.forward(
                                    new ParameterStore(open.manager(), false),
                                    new NDList(before),
                                    false)
                            .head();
            same("branch", probe.signals().get(1).output(), expected);
            assertThat(probe.signals().get(1).preActivations()).isPresent();
        }
    }
}
