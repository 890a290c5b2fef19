package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener.BatchData;

import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The step that a trainer is at. What is dear is made when it is first asked for, and freed at the
 * end: handles of gradients, the loss.
 */
final class LiveStep implements TrainingStep, AutoCloseable {

    private final long number;
    private final Trainer trainer;
    private final BatchData batch;
    private final List<WatchedParameter> parameters;
    private final Context context;
    private final Map<WatchedParameter, NDArray> gradients = new HashMap<>();
    private OptionalDouble loss;

    LiveStep(
            long number,
            Trainer trainer,
            BatchData batch,
            List<WatchedParameter> parameters,
            Context context) {
        this.number = number;
        this.trainer = trainer;
        this.batch = batch;
        this.parameters = parameters;
        this.context = context;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public OptionalDouble loss() {
        if (loss == null) {
            loss = evaluateLoss();
        }
        return loss;
    }

    /*
     * Predictions and labels lend themselves to a manager of their own, so that what a loss leaves
     * behind goes with it, whatever loop the user trains in.
     */
    private OptionalDouble evaluateLoss() {
        if (batch.getPredictions().isEmpty() || batch.getLabels().isEmpty()) {
            return OptionalDouble.empty();
        }
        NDList predictions = batch.getPredictions().values().iterator().next();
        NDList labels = batch.getLabels().values().iterator().next();
        try (NDManager manager = trainer.getManager().newSubManager()) {
            manager.tempAttachAll(predictions, labels);
            NDArray value = trainer.getLoss().evaluate(labels, predictions);
            return OptionalDouble.of(value.toType(DataType.FLOAT64, true).sum().getDouble());
        }
    }

    @Override
    public OptionalDouble lossOfGuessing() {
        return context.lossOfGuessing(batch);
    }

    @Override
    public List<WatchedParameter> parameters() {
        return parameters;
    }

    @Override
    public NDArray gradient(WatchedParameter parameter) {
        if (!parameter.isTrained()) {
            throw new IllegalArgumentException(
                    "The parameter "
                            + parameter.name()
                            + " is not trained and has no gradient: ask isTrained() first.");
        }
        return gradients.computeIfAbsent(
                parameter, trained -> trained.parameter().getArray().getGradient());
    }

    @Override
    public NDArray value(WatchedParameter parameter) {
        return parameter.parameter().getArray();
    }

    @Override
    public Probe probe() {
        return context.probe(batch);
    }

    @Override
    public Optional<LayerPlan> expected(String layer) {
        return context.expected(layer);
    }

    /** Frees what the step holds; a handle to a gradient is a resource, the gradient stays. */
    @Override
    public void close() {
        gradients.values().forEach(NDArray::close);
        gradients.clear();
    }
}
