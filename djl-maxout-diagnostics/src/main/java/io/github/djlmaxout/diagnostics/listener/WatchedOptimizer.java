// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Optimizer;

import io.github.djlmaxout.diagnostics.WatchedParameter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An optimizer that lets a {@link DiagnosticsListener} see each update: the gradients of a training
 * on several devices are complete there only.
 *
 * <pre>{@code
 * WatchedOptimizer watched = WatchedOptimizer.wrap(Optimizer.adam().build());
 * new DefaultTrainingConfig(loss)
 *         .optDevices(devices)
 *         .optOptimizer(watched)
 *         .addTrainingListeners(
 *                 DiagnosticsListener.builder().optOptimizer(watched).addSink(sink).build());
 * }</pre>
 *
 * <p>Before the update each device has the gradients of its own part of the batch, and a listener
 * is told of one device alone. DJL then adds the parts up, so of a loss that is a mean over its
 * samples the sum is as many times the gradient of the whole batch as there are devices; that sum
 * is what the update is made of, and what is measured.
 *
 * <p>The inner optimizer makes every update, with the very arrays; parameters are bit for bit what
 * they are without this one. Cost: a copy of the gradient and one of the weight at each update of a
 * step that is watched, on the device, freed at the next step.
 *
 * <p>Wrap it around any other wrapper, such as {@link io.github.djlmaxout.nn.MaxNormOptimizer}, and
 * make one for each trainer.
 */
public final class WatchedOptimizer extends Optimizer {

    private static final Logger logger = LoggerFactory.getLogger(DiagnosticsListener.class);

    private final Optimizer inner;
    private final Object lock = new Object();
    private final Set<String> expected = new HashSet<>();
    private Map<String, Update> seen = new HashMap<>();
    private boolean claimed;
    private boolean failed;

    /**
     * Copies of what an update is made of.
     *
     * @param weight the values before it
     * @param gradient the gradient, the sum over all devices
     */
    record Update(NDArray weight, NDArray gradient) implements AutoCloseable {

        @Override
        public void close() {
            weight.close();
            gradient.close();
        }
    }

    private WatchedOptimizer(Optimizer inner) {
        super(new NoSettings());
        this.inner = Objects.requireNonNull(inner, "inner");
    }

    /**
     * Wraps an optimizer.
     *
     * @param inner the optimizer that makes the updates
     * @return the wrapping optimizer, for the training configuration and for {@link
     *     DiagnosticsListenerBuilder#optOptimizer}
     */
    public static WatchedOptimizer wrap(Optimizer inner) {
        return new WatchedOptimizer(inner);
    }

    /** {@inheritDoc} */
    @Override
    public void update(String parameterId, NDArray weight, NDArray grad) {
        synchronized (lock) {
            // Each device has an update of its own, of the same gradient and the same values.
            if (expected.remove(parameterId)) {
                keep(parameterId, weight, grad);
            }
        }
        inner.update(parameterId, weight, grad);
    }

    private void keep(String parameterId, NDArray weight, NDArray grad) {
        try {
            NDArray gradient = free(grad);
            try {
                seen.put(parameterId, new Update(free(weight), gradient));
            } catch (RuntimeException e) {
                gradient.close();
                throw e;
            }
        } catch (RuntimeException e) {
            if (!failed) {
                logger.warn("An update cannot be copied and is not watched; training goes on.", e);
            }
            failed = true;
        }
    }

    /** A copy that belongs to no manager: what it is made of is gone when it is read. */
    private static NDArray free(NDArray array) {
        NDArray copy = array.duplicate();
        copy.detach();
        return copy;
    }

    /**
     * Takes this optimizer for one listener.
     *
     * @throws IllegalStateException if another listener has it
     */
    void claim() {
        synchronized (lock) {
            if (claimed) {
                throw new IllegalStateException(
                        "This WatchedOptimizer is watched by another DiagnosticsListener already:"
                                + " wrap an optimizer for each trainer.");
            }
            claimed = true;
        }
    }

    /** Looks at the next update of each of these parameters that is trained. */
    void expect(List<WatchedParameter> parameters) {
        synchronized (lock) {
            expected.clear();
            for (WatchedParameter parameter : parameters) {
                if (parameter.isTrained()) {
                    expected.add(parameter.parameter().getId());
                }
            }
        }
    }

    /** Takes the updates that were seen since they were expected, if there were any. */
    Optional<StepArrays> take() {
        synchronized (lock) {
            expected.clear();
            if (seen.isEmpty()) {
                return Optional.empty();
            }
            StepArrays arrays = new StepArrays.OfUpdates(seen);
            seen = new HashMap<>();
            return Optional.of(arrays);
        }
    }

    /** All settings of an optimizer are those of the wrapped one. */
    private static final class NoSettings extends OptimizerBuilder<NoSettings> {

        @Override
        protected NoSettings self() {
            return this;
        }
    }

    @Override
    public String toString() {
        return inner.getClass().getSimpleName() + ", watched";
    }
}
