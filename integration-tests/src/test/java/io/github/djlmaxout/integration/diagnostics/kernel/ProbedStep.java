package io.github.djlmaxout.integration.diagnostics.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.List;
import java.util.Optional;

/** A step of which there is the probe only. */
record ProbedStep(long number, Block network, NDList batch, NDList labels) implements TrainingStep {

    @Override
    public double loss() {
        return Double.NaN;
    }

    @Override
    public Probe probe() {
        return new Probe() {
            @Override
            public List<LayerSignal> signals() {
                return List.of();
            }

            @Override
            public Block network() {
                return network;
            }

            @Override
            public NDList batch() {
                return batch;
            }

            @Override
            public NDList labels() {
                return labels;
            }

            @Override
            public Optional<Loss> loss() {
                return Optional.empty();
            }
        };
    }

    @Override
    public List<WatchedParameter> parameters() {
        return List.of();
    }

    @Override
    public NDArray gradient(WatchedParameter parameter) {
        throw new IllegalArgumentException("There is no gradient.");
    }

    @Override
    public NDArray value(WatchedParameter parameter) {
        throw new IllegalArgumentException("There is no value.");
    }

    @Override
    public Optional<LayerPlan> expected(String layer) {
        return Optional.empty();
    }
}
