package io.github.djlmaxout.diagnostics.weight;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Norms;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.TrainingStep;

/**
 * How far an update moves the weights, whatever the optimizer: the values before the update of step
 * {@code t}, {@code w_t}, are copied and compared with those before the next one, {@code w_(t+1)}.
 * So the observations of a step come at the next one, and those of the last step never.
 *
 * <p>Parameters, layers and the network are observed. Frozen parameters count, and are seen not to
 * move; running statistics do not. Between a measured step and the next, a copy of all parameters
 * is held on their device.
 */
public final class Updates implements Quantity {

    /**
     * The Euclidean norm {@code |w_(t+1) - w_t|}; NaN or infinite if a value is. The difference is
     * taken in the type of the parameters.
     */
    public static final String UPDATE_NORM = "update norm";

    /**
     * The update-to-weight ratio {@code |w_(t+1) - w_t| / |w_t|}; NaN if all weights are 0, as
     * biases are at the start.
     */
    public static final String UPDATE_RATIO = "update ratio";

    private WeightCopies before;

    /** Creates the quantity. */
    public Updates() {}

    /** {@inheritDoc} */
    @Override
    public String name() {
        return "updates";
    }

    /** {@inheritDoc} */
    @Override
    public Cost cost() {
        return Cost.PASSES;
    }

    /** {@inheritDoc} */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        close();
        before = WeightCopies.of(step);
    }

    /** {@inheritDoc} */
    @Override
    public void complete(TrainingStep next, Observer observer) {
        if (before == null) {
            return;
        }
        try (WeightCopies copies = before) {
            before = null;
            if (!copies.isEmpty()) {
                Norms moved = copies.distances(next);
                moved.observe(copies.step(), UPDATE_NORM, observer);
                moved.dividedBy(copies.norms()).observe(copies.step(), UPDATE_RATIO, observer);
            }
        }
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        if (before != null) {
            before.close();
            before = null;
        }
    }
}
