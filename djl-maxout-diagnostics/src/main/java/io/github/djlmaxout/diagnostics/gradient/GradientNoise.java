// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.probe.LayerJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.WalkSignals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How much of the gradient is noise of the choice of samples: the gradients {@code g_s} of the
 * losses of the {@code N} single samples of the probe batch, their mean {@code G} and their
 * covariance {@code Sigma}, of each layer with trained parameters and of the network.
 *
 * <p>Without bias are {@code tr Sigma = (sum_s |g_s|^2 - N |G|^2) / (N - 1)} and the squared length
 * of the expected gradient, {@code |G|^2 - tr Sigma / N} (S. McCandlish, J. Kaplan, D. Amodei,
 * OpenAI Dota Team, <i>An empirical model of large-batch training</i>, 2018, arXiv 1812.06162,
 * appendix A). Both are of a few samples; averages over steps tell more than one of them.
 *
 * <p>The loss has to be a mean of the samples' own losses, as DJL's are, or their sum: neither
 * series depends on the loss' scale. The network is run in evaluation mode, where samples do not
 * act on each other. Nothing is observed where the loss is not known, without labels, and of a
 * network of which nothing is trained.
 *
 * <p>Computed in float64; the loss itself in the type of the parameters. The gradients of single
 * samples are not kept: of dense layers and convolutions only their norms and their sum are
 * computed.
 */
public final class GradientNoise implements Quantity {

    /**
     * The simple noise scale {@code tr Sigma / |G|^2} with the unbiased estimates: the number of
     * samples at which the noise of a batch's gradient is as large as the gradient. 0 if all
     * samples have the same gradient; not observed where the estimate of the squared gradient is
     * negative or 0, so that it cannot be told from noise; NaN of one sample, and if all gradients
     * are 0 or one is not finite.
     */
    public static final String NOISE_SCALE = Series.NOISE_SCALE.label();

    /**
     * The signal to noise ratio of a single sample's gradient, {@code |G|^2 / tr Sigma} with the
     * unbiased estimates, negative values included: so averages over steps have little bias. Of a
     * batch of {@code B} samples it is {@code B} times as large. Infinite if all samples have the
     * same gradient; NaN where the noise scale is.
     */
    public static final String SIGNAL_TO_NOISE = Series.SIGNAL_TO_NOISE.label();

    /** Creates the quantity. */
    public GradientNoise() {}

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(Series.NOISE_SCALE, Series.SIGNAL_TO_NOISE);
    }

    /** {@inheritDoc} */
    @Override
    public Cost cost() {
        return Cost.BACKWARD;
    }

    /** {@inheritDoc} */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        Probe probe = step.probe();
        boolean trained =
                probe.network().getParameters().values().stream()
                        .anyMatch(Parameter::requiresGradient);
        if (probe.loss().isEmpty() || probe.labels().isEmpty() || !trained) {
            return;
        }
        Map<String, SampleSpread> layers = spreads(probe, probe.loss().get());
        layers.forEach((layer, spread) -> observe(step, Place.layer(layer), spread, observer));
        layers.values().stream()
                .reduce(SampleSpread::and)
                .ifPresent(spread -> observe(step, Place.NETWORK, spread, observer));
    }

    private static void observe(
            TrainingStep step, Place place, SampleSpread spread, Observer observer) {
        long number = step.number();
        if (!Double.isInfinite(spread.noiseScale())) {
            observer.accept(new ScalarObservation(number, NOISE_SCALE, place, spread.noiseScale()));
        }
        observer.accept(
                new ScalarObservation(number, SIGNAL_TO_NOISE, place, spread.signalToNoise()));
    }

    private Map<String, SampleSpread> spreads(Probe probe, Loss loss) {
        NDList batch = probe.batch();
        NetworkWalk own = NetworkWalk.of(probe);
        try (NDManager scratch = batch.head().getManager().getEngine().newBaseManager()) {
            NDArray cotangents;
            try (WalkSignals signals = own.forward(batch)) {
                if (signals.output().size() != 1) {
                    throw new NotMeasurableException(
                            "The network has "
                                    + signals.output().size()
                                    + " outputs, but the gradients of samples are taken of one.");
                }
                NDArray outputs = signals.output().head();
                if (outputs.getShape().dimension() == 0) {
                    throw new NotMeasurableException(
                            "The network gives one number for the whole batch, and samples have no"
                                    + " gradients of their own.");
                }
                cotangents = OutputGradients.of(loss, probe.labels(), outputs, scratch);
            }
            NetworkWalk exact = own.withType(DataType.FLOAT64);
            try (NetworkJacobian gradients =
                    exact.gradients(batch, cotangents, Parameter::requiresGradient)) {
                return spreads(gradients, scratch);
            }
        }
    }

    private static Map<String, SampleSpread> spreads(NetworkJacobian gradients, NDManager scratch) {
        int samples = gradients.samples();
        NDArray ones = scratch.ones(new Shape(samples, 1), DataType.FLOAT64);
        Map<String, SampleSpread> layers = new LinkedHashMap<>();
        for (LayerJacobian layer : gradients.layers()) {
            try (NDArray squares = layer.squaredNorms();
                    NDArray sum = layer.weightedSum(ones);
                    NDArray product = sum.square();
                    NDArray total = product.sum()) {
                double all = 0;
                for (double square : squares.toDoubleArray()) {
                    all += square;
                }
                double mean = total.toDoubleArray()[0] / samples / samples;
                layers.merge(
                        layer.layer(), new SampleSpread(samples, all, mean), SampleSpread::and);
            }
        }
        return layers;
    }
}
