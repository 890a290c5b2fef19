// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import ai.djl.nn.Parameter;
import ai.djl.training.loss.L2Loss;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.Set;

/**
 * How large the Hessian of the loss on the probe batch is by the trained weights of each layer, the
 * biases and other layers fixed, in closed form: see {@link GaussNewton}, of which it is the
 * diagonal blocks, for when that is the Hessian.
 *
 * <p>For {@code K >= 3} pieces norms grow from layer to layer whatever the scale of the weights is:
 * see {@link io.github.djlmaxout.propagation.unit.HessianGain}.
 *
 * <p>Throws for a probe without labels or loss, and for losses of which the second derivatives are
 * not known in closed form; see {@link OutputLoss}. Source of the diagnostic: N. Skorski, A.
 * Temperoni, M. Theobald, <i>Revisiting Initialization of Neural Networks</i>, arXiv 2004.09506.
 */
public final class HessianNorms implements Quantity {

    /** The series of the Frobenius norm of the Hessian by the weights of a layer. */
    public static final String HESSIAN_NORM = Series.HESSIAN_NORM.label();

    /**
     * The series of the trace of the Hessian: by the weights of a layer here, of the whole network
     * in {@link LossCurvature}.
     *
     * <p>Expected at initialization for {@link L2Loss}, whose second derivatives by the outputs are
     * a multiple {@code a} of the identity: {@code a} times the predicted squared norm of the
     * gradient, {@link LayerPlan#gradient()}.
     */
    public static final String HESSIAN_TRACE = Series.HESSIAN_TRACE.label();

    /** Creates the quantity. */
    public HessianNorms() {}

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(Series.HESSIAN_NORM, Series.HESSIAN_TRACE);
    }

    /** Returns {@link Cost#BACKWARD}. */
    @Override
    public Cost cost() {
        return Cost.BACKWARD;
    }

    /** {@inheritDoc} */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        Probe probe = step.probe();
        GaussNewton matrix =
                GaussNewton.of(
                        NetworkWalk.of(probe),
                        probe.batch(),
                        probe.labels(),
                        ProbedLoss.of(probe),
                        HessianNorms::isTrainedWeight);
        for (LayerCurvature layer : matrix.layers()) {
            Place place = Place.layer(layer.layer());
            double gradient =
                    step.expected(layer.layer()).map(LayerPlan::gradient).orElse(Double.NaN);
            observer.accept(
                    new ScalarObservation(step.number(), HESSIAN_NORM, place, layer.norm()));
            observer.accept(
                    new ScalarObservation(
                            step.number(),
                            HESSIAN_TRACE,
                            place,
                            layer.trace(),
                            gradient * matrix.multiple()));
        }
    }

    /** Tells whether a parameter is a weight that is trained. */
    static boolean isTrainedWeight(Parameter parameter) {
        return parameter.requiresGradient() && parameter.getType() == Parameter.Type.WEIGHT;
    }
}
