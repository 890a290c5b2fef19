// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The step that a trainer is at. What is made for it is made when it is first asked for. */
final class LiveStep implements TrainingStep, AutoCloseable {

    private final long number;
    private final HeardBatch batch;
    private final List<WatchedParameter> parameters;
    private final StepArrays arrays;
    private final StepLoss loss;
    private final boolean moved;
    private final Context context;

    /**
     * The loss at a step.
     *
     * @param now that of the batch; empty if it is not observed
     * @param before that of the batch before, if it was not known then
     * @param missing why there is none, if that is news
     */
    record StepLoss(OptionalDouble now, OptionalDouble before, Optional<String> missing) {

        /** None, as at the end of a training. */
        static final StepLoss NONE =
                new StepLoss(OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty());

        /** Reads what a source has of a batch. */
        static StepLoss of(LossSource source, HeardBatch batch) {
            source.read(batch);
            return new StepLoss(source.now(), source.before(), source.missing());
        }
    }

    LiveStep(
            long number,
            HeardBatch batch,
            List<WatchedParameter> parameters,
            StepArrays arrays,
            StepLoss loss,
            boolean moved,
            Context context) {
        this.number = number;
        this.batch = batch;
        this.parameters = parameters;
        this.arrays = arrays;
        this.loss = loss;
        this.moved = moved;
        this.context = context;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public OptionalDouble loss() {
        if (loss.now().isEmpty()) {
            loss.missing().ifPresent(context.notes()::say);
        }
        return loss.now();
    }

    @Override
    public OptionalDouble lossOfStepBefore() {
        return loss.before();
    }

    @Override
    public boolean isUpdated() {
        return moved;
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
        return arrays.gradient(parameter);
    }

    @Override
    public NDArray value(WatchedParameter parameter) {
        return arrays.value(parameter);
    }

    @Override
    public Probe probe() {
        return context.probe(batch);
    }

    @Override
    public Optional<LayerPlan> expected(String layer) {
        return context.expected(layer);
    }

    @Override
    public void close() {
        arrays.close();
    }

    /**
     * A step of which the update is still to come.
     *
     * @param number the number of the step
     * @param epoch its epoch
     * @param loss its loss
     * @param observations what was observed before the update; others are added
     * @param raised what was raised before the update; others are added
     */
    record Waiting(
            long number,
            int epoch,
            StepLoss loss,
            List<Observation> observations,
            List<Alarm> raised) {}
}
