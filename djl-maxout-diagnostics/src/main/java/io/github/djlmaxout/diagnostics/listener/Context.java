package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.listener.TrainingListener.BatchData;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.diagnostics.probe.GuessingLoss;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What quantities may ask beside gradients and weights: the probe, and what theory expects. */
final class Context implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(DiagnosticsListener.class);

    private final Block network;
    private final Loss loss;
    private final int samples;
    private final Map<String, LayerPlan> expectations = new HashMap<>();
    private BatchProbe probe;
    private OptionalDouble guessing;

    private Context(Block network, Loss loss, int samples) {
        this.network = network;
        this.loss = loss;
        this.samples = samples;
    }

    /** Works out what theory expects of a network at its first step. */
    static Context of(Settings settings, Block network, Loss loss, BatchData first) {
        NDList data = inputs(network, first);
        Context context = new Context(network, loss, settings.probeSamples());
        settings.plan()
                .or(() -> settings.firstStep() > 0 ? Optional.empty() : asFound(network, data))
                .ifPresent(
                        plan ->
                                plan.layers()
                                        .forEach(
                                                layer ->
                                                        context.expectations.put(
                                                                layer.name(), layer)));
        return context;
    }

    /**
     * What the network takes of a batch. DJL's recurrent blocks add their first states to the list
     * they are given, so behind a pass it may hold more.
     */
    private static NDList inputs(Block network, BatchData batch) {
        NDList data = batch.getBatch().getData();
        Shape[] shapes = network.isInitialized() ? network.getInputShapes() : new Shape[0];
        return shapes.length == 1 && data.size() > 1 ? new NDList(data.head()) : data;
    }

    /** The weights of the first step are the first ones; those of a later step tell nothing. */
    private static Optional<InitializationPlan> asFound(Block network, NDList data) {
        if (data.size() != 1) {
            return Optional.empty();
        }
        Shape shape = data.get(0).getShape();
        try {
            return Optional.of(
                    InitializationPlan.builder(network, shape)
                            .optScheme(Scheme.asFound())
                            .optBatch(data.get(0))
                            .build());
        } catch (RuntimeException e) {
            logger.info("There is nothing to compare with: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Returns the probe, with a part of the batch at which it is first asked for. */
    Probe probe(BatchData batch) {
        if (probe == null) {
            probe =
                    BatchProbe.of(
                            network,
                            inputs(network, batch),
                            batch.getBatch().getLabels(),
                            Optional.of(loss),
                            samples,
                            Statistics.BATCH,
                            Map.of());
        }
        return probe;
    }

    /** Returns the loss of guessing, found with the batch at which it is first asked for. */
    OptionalDouble lossOfGuessing(BatchData batch) {
        if (guessing == null) {
            guessing =
                    batch.getPredictions().isEmpty() || batch.getLabels().isEmpty()
                            ? OptionalDouble.empty()
                            : GuessingLoss.of(
                                    loss,
                                    batch.getLabels().values().iterator().next(),
                                    batch.getPredictions().values().iterator().next());
        }
        return guessing;
    }

    Optional<LayerPlan> expected(String layer) {
        return Optional.ofNullable(expectations.get(layer));
    }

    /** Frees what was made for one step. */
    void endStep() {
        if (probe != null) {
            probe.forget();
        }
    }

    @Override
    public void close() {
        if (probe != null) {
            probe.close();
        }
    }
}
