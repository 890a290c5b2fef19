package io.github.djlmaxout.diagnostics.curvature;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;

import java.util.Arrays;
import java.util.Optional;

/** What a probe tells of the loss, with a walk that is read once for a network. */
final class ProbedLoss {

    private Optional<Block> network = Optional.empty();
    private Shape[] shapes = {};
    private Optional<NetworkWalk> walk = Optional.empty();

    /** A walk in float64 through the network of a probe. */
    NetworkWalk walk(Probe probe) {
        Shape[] now = probe.batch().getShapes();
        boolean same =
                network.filter(block -> block == probe.network()).isPresent()
                        && Arrays.equals(shapes, now);
        if (!same || walk.isEmpty()) {
            network = Optional.of(probe.network());
            shapes = now;
            walk = Optional.of(NetworkWalk.of(probe.network(), now).withType(DataType.FLOAT64));
        }
        return walk.orElseThrow();
    }

    /**
     * The loss that the network is trained with.
     *
     * @throws IllegalStateException if the loss is not known or the probe has no labels
     */
    static Loss loss(Probe probe) {
        if (probe.labels().isEmpty()) {
            throw new IllegalStateException(
                    "The probe batch has no labels, but curvature is that of the loss: train on a"
                            + " data set with labels.");
        }
        return probe.loss()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "The loss that the network is trained with is not known,"
                                                + " but curvature is that of the loss."));
    }
}
