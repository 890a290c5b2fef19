package io.github.djlmaxout.diagnostics.probe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.Probe;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A part of the first batch, kept, and what a network makes of it at a step.
 *
 * <p>The network is read when the probe is first asked. One that cannot be read, or has several
 * inputs, gives no signals; the reason is logged once.
 */
public final class BatchProbe implements Probe, AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(BatchProbe.class);

    private final Block network;
    private final NDManager manager;
    private final Optional<NDArray> batch;
    private Optional<NetworkWalk> walk;
    private NDManager ofStep;
    private NetworkWalk.Passage passage;

    private BatchProbe(Block network, NDManager manager, Optional<NDArray> batch) {
        this.network = network;
        this.manager = manager;
        this.batch = batch;
    }

    /**
     * Keeps the first samples of a batch.
     *
     * @param network the network
     * @param data the inputs of the network
     * @param samples how many samples to keep at most, at least 1
     * @return the probe
     * @throws IllegalArgumentException if less than 1 sample is to be kept
     */
    public static BatchProbe of(Block network, NDList data, int samples) {
        if (samples < 1) {
            throw new IllegalArgumentException(
                    "The probe batch has " + samples + " samples, but needs at least 1.");
        }
        if (data.isEmpty()) {
            return new BatchProbe(network, NDManager.newBaseManager(), Optional.empty());
        }
        NDArray first = data.head();
        Engine engine = Engine.getEngine(first.getManager().getEngine().getEngineName());
        NDManager manager = engine.newBaseManager(first.getDevice());
        boolean usable = data.size() == 1 && first.getShape().dimension() > 0 && first.size() > 0;
        return new BatchProbe(
                network,
                manager,
                usable ? Optional.of(firstOf(first, samples, manager)) : Optional.empty());
    }

    /** By way of the JVM: a slice of an array in a format of oneDNN's own ends MXNet's process. */
    private static NDArray firstOf(NDArray array, int samples, NDManager manager) {
        Shape shape = array.getShape();
        long kept = Math.min(samples, shape.get(0));
        ByteBuffer all = array.toByteBuffer();
        byte[] bytes = new byte[(int) (all.remaining() / shape.get(0) * kept)];
        all.get(bytes);
        return manager.create(
                ByteBuffer.wrap(bytes).order(all.order()),
                new Shape(kept).addAll(shape.slice(1)),
                array.getDataType());
    }

    @Override
    public List<LayerSignal> signals() {
        return passage().map(NetworkWalk.Passage::signals).orElse(List.of());
    }

    @Override
    public Optional<NDArray> input() {
        return batch;
    }

    private Optional<NetworkWalk.Passage> passage() {
        if (passage == null && walk().isPresent()) {
            // A passage that failed has left its arrays behind.
            endStep();
            ofStep = manager.newSubManager();
            passage = walk().get().forward(batch.orElseThrow(), Normalizing.RUNNING, ofStep);
        }
        return Optional.ofNullable(passage);
    }

    private Optional<NetworkWalk> walk() {
        if (walk == null) {
            walk = read();
        }
        return walk;
    }

    private Optional<NetworkWalk> read() {
        if (batch.isEmpty()) {
            logger.info("No signals are probed: the network has not one input with samples.");
            return Optional.empty();
        }
        try {
            return Optional.of(NetworkWalk.of(network, batch.get().getShape()));
        } catch (IllegalArgumentException e) {
            logger.info("No signals are probed: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Frees what was made for one step. */
    public void endStep() {
        passage = null;
        if (ofStep != null) {
            ofStep.close();
            ofStep = null;
        }
    }

    /** Frees the batch as well. */
    @Override
    public void close() {
        endStep();
        manager.close();
    }
}
