package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.listener.TrainingListener.BatchData;

import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What quantities may ask beside gradients and weights: the probe, and what theory expects. */
final class Context implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(DiagnosticsListener.class);

    private final BatchProbe probe;
    private final Map<String, LayerPlan> expectations = new HashMap<>();

    private Context(BatchProbe probe) {
        this.probe = probe;
    }

    /** Keeps a part of the first batch, and works out what theory expects. */
    static Context of(Settings settings, Block network, BatchData first) {
        NDList data = first.getBatch().getData();
        Context context = new Context(BatchProbe.of(network, data, settings.probeSamples()));
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

    Probe probe() {
        return probe;
    }

    Optional<LayerPlan> expected(String layer) {
        return Optional.ofNullable(expectations.get(layer));
    }

    /** Frees what was made for one step. */
    void endStep() {
        probe.endStep();
    }

    @Override
    public void close() {
        probe.close();
    }
}
