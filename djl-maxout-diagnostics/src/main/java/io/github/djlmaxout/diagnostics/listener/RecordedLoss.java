// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.internal.Entries;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A loss that keeps the value that was differentiated, for a {@link DiagnosticsListener} to read.
 *
 * <pre>{@code
 * new DefaultTrainingConfig(RecordedLoss.of(Loss.softmaxCrossEntropyLoss()))
 * }</pre>
 *
 * <p>DJL does not keep the loss of a batch, and to evaluate it again would run the user's code once
 * more: a loss that draws or counts would train differently. This one evaluates the inner loss as
 * often as it is asked to, returns the very array, and reads its entries, which on MXNet waits for
 * the forward pass. Accumulators are the inner loss's own, so what DJL's {@code
 * EvaluatorTrainingListener} evaluates by itself is not taken for a step.
 *
 * <p><b>The loss of a step.</b> The value of one evaluation is the sum of the entries of its array,
 * which is what a backward pass differentiates. Where the predictions of an evaluation are among
 * those that the listener is shown, as in {@code EasyTrain}, the loss of the step is the sum over
 * these evaluations, divided by the number of devices that were shown: parts of one loss add up,
 * and devices are averaged, as DJL averages them. Where none is, as in a loop that shows the
 * listener an empty {@code BatchData}, it is the sum over all evaluations since the listener was
 * called last, divided by the number of the trainer's devices; evaluate a validation set by the
 * inner loss there. No value is known if an array cannot be read.
 *
 * <p>It holds at most {@value #KEPT} numbers and weak references, no arrays. Evaluations may run in
 * parallel. Use one for each trainer.
 */
public final class RecordedLoss extends Loss {

    /** As many evaluations can be told apart between two calls of the listener. */
    private static final int KEPT = 64;

    private static final Logger logger = LoggerFactory.getLogger(RecordedLoss.class);

    /** The sum of a loss that was evaluated, and what it was evaluated for. */
    private record Evaluation(double value, List<WeakReference<NDArray>> predictions) {

        boolean isOf(Collection<NDArray> shown) {
            return predictions.stream()
                    .map(WeakReference::get)
                    .anyMatch(mine -> shown.stream().anyMatch(array -> array == mine));
        }
    }

    private final Loss inner;
    private final Object lock = new Object();
    private final Deque<Evaluation> latest = new ArrayDeque<>();
    private double sum;
    private long count;
    private boolean failed;
    private Throwable failure;

    private RecordedLoss(Loss inner) {
        super(inner.getName());
        this.inner = inner;
    }

    /**
     * Wraps a loss.
     *
     * @param loss any loss; a recorded one is returned as it is
     * @return the loss that keeps its values
     */
    public static RecordedLoss of(Loss loss) {
        return loss instanceof RecordedLoss recorded ? recorded : new RecordedLoss(loss);
    }

    /**
     * Returns the loss that is wrapped.
     *
     * @return the inner loss, of which evaluations are not kept
     */
    public Loss inner() {
        return inner;
    }

    /** A loss without its wrapper, if it has one. */
    static Loss unwrapped(Loss loss) {
        return loss instanceof RecordedLoss recorded ? recorded.inner() : loss;
    }

    /**
     * Evaluates the inner loss, once, and keeps its value.
     *
     * @param labels the labels
     * @param predictions the predictions
     * @return what the inner loss returns
     */
    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        // Taken down first: a loss may change the list that it is given.
        List<WeakReference<NDArray>> shown = new ArrayList<>();
        predictions.forEach(array -> shown.add(new WeakReference<>(array)));
        NDArray value;
        try {
            value = inner.evaluate(labels, predictions);
        } catch (RuntimeException | Error e) {
            synchronized (lock) {
                failure = e;
            }
            throw e;
        }
        keep(value, shown);
        return value;
    }

    /** What the last evaluation threw, if it did. */
    Optional<Throwable> failure() {
        synchronized (lock) {
            return Optional.ofNullable(failure);
        }
    }

    private void keep(NDArray array, List<WeakReference<NDArray>> shown) {
        double value;
        try {
            double[] total = new double[1];
            Entries.read(
                    array,
                    (block, length) -> {
                        for (int i = 0; i < length; i++) {
                            total[0] += block[i];
                        }
                    });
            value = total[0];
        } catch (RuntimeException | Error e) {
            synchronized (lock) {
                if (!failed) {
                    logger.warn(
                            "The loss cannot be read and is not observed; training goes on.", e);
                }
                failed = true;
            }
            return;
        }
        synchronized (lock) {
            if (latest.size() == KEPT) {
                latest.removeFirst();
            }
            latest.addLast(new Evaluation(value, shown));
            sum += value;
            count++;
            failure = null;
        }
    }

    /** How many evaluations there have been since the last call of {@link #take}. */
    long waiting() {
        synchronized (lock) {
            return count;
        }
    }

    /**
     * Gives the loss of a step, and forgets all evaluations.
     *
     * @param shown the predictions of each device, as the listener is shown them
     * @param devices how many devices train
     */
    OptionalDouble take(Collection<NDList> shown, int devices) {
        List<NDArray> arrays = shown.stream().flatMap(List::stream).toList();
        synchronized (lock) {
            double[] parts =
                    latest.stream()
                            .filter(evaluation -> evaluation.isOf(arrays))
                            .mapToDouble(Evaluation::value)
                            .toArray();
            double all = sum;
            long evaluations = count;
            latest.clear();
            sum = 0;
            count = 0;
            if (parts.length > 0) {
                double matched = 0;
                for (double part : parts) {
                    matched += part;
                }
                return OptionalDouble.of(matched / shown.size());
            }
            return evaluations == 0 ? OptionalDouble.empty() : OptionalDouble.of(all / devices);
        }
    }

    /** {@inheritDoc} */
    @Override
    public void addAccumulator(String key) {
        inner.addAccumulator(key);
    }

    /** {@inheritDoc} */
    @Override
    public void updateAccumulator(String key, NDList labels, NDList predictions) {
        inner.updateAccumulator(key, labels, predictions);
    }

    /** {@inheritDoc} */
    @Override
    public void updateAccumulators(String[] keys, NDList labels, NDList predictions) {
        inner.updateAccumulators(keys, labels, predictions);
    }

    /** {@inheritDoc} */
    @Override
    public void resetAccumulator(String key) {
        inner.resetAccumulator(key);
    }

    /** {@inheritDoc} */
    @Override
    public float getAccumulator(String key) {
        return inner.getAccumulator(key);
    }

    @Override
    public String toString() {
        return inner.getName() + ", recorded";
    }
}
