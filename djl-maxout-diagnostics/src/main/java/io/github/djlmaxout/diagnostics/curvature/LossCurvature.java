// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.probe.LossSurface;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;

import java.util.List;
import java.util.Set;

/**
 * The largest eigenvalues and the trace of the Hessian of the loss on the probe batch by all
 * trained parameters, from products in float64: see {@link HessianOperator}, {@link Lanczos},
 * {@link TraceEstimate}.
 *
 * <p>Gradient descent of step {@code h} on a quadratic loss is stable while the largest eigenvalue,
 * the sharpness, is below {@code 2 / h}.
 *
 * <p><b>What has not converged is left out</b>: the spectrum ends before the first eigenvalue that
 * has not, and {@link #UNCONVERGED} says how many are missing; without the largest there is no
 * sharpness. If a product has a kink at every step, nothing has converged, and there is no trace.
 * Where weights are not finite, everything is left out likewise.
 *
 * <p>Random vectors are the same at each step, so what changes is the network. Throws for a probe
 * without labels or loss.
 *
 * <p>Cost: as many products as there are Lanczos steps and random vectors, each about four
 * gradients of the probe batch.
 */
public final class LossCurvature implements Quantity {

    /** The series of the largest eigenvalues of the Hessian of the network. */
    public static final String HESSIAN_EIGENVALUE = Series.HESSIAN_EIGENVALUE.label();

    /** The series of the largest eigenvalue of the Hessian of the network. */
    public static final String SHARPNESS = Series.SHARPNESS.label();

    /** The series of the estimated trace; of layers in {@link HessianNorms}. */
    public static final String HESSIAN_TRACE = HessianNorms.HESSIAN_TRACE;

    /** The series of the number of eigenvalues that were asked for and have not converged. */
    public static final String UNCONVERGED = Series.HESSIAN_UNCONVERGED.label();

    private final int eigenvalues;
    private final Lanczos lanczos;
    private final int vectors;
    private final long seed;

    /** Looks for the 3 largest in at most 60 products to 1e-4, and takes 10 for the trace. */
    public LossCurvature() {
        this(3, 60, 1e-4, 10, 0);
    }

    /**
     * Sets how much is done.
     *
     * @param eigenvalues how many eigenvalues, at least 1
     * @param steps how many products to find them in, at least 1
     * @param tolerance how large residuals may be in units of the largest, positive
     * @param vectors how many products for the trace; 0 for no trace
     * @param seed where random vectors come from
     * @throws IllegalArgumentException if a number is out of its range
     */
    public LossCurvature(int eigenvalues, int steps, double tolerance, int vectors, long seed) {
        if (eigenvalues < 1 || vectors < 0) {
            throw new IllegalArgumentException(
                    eigenvalues
                            + " eigenvalues and "
                            + vectors
                            + " vectors, expected at least 1 and at least 0.");
        }
        this.eigenvalues = eigenvalues;
        this.lanczos = new Lanczos(steps, tolerance, seed);
        this.vectors = vectors;
        this.seed = seed;
    }

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(
                Series.HESSIAN_EIGENVALUE,
                Series.SHARPNESS,
                Series.HESSIAN_UNCONVERGED,
                Series.HESSIAN_TRACE);
    }

    /** Returns {@link Cost#MANY_PASSES}. */
    @Override
    public Cost cost() {
        return Cost.MANY_PASSES;
    }

    /** {@inheritDoc} */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        Probe probe = step.probe();
        LossSurface surface =
                LossSurface.of(
                        NetworkWalk.of(probe),
                        probe.batch(),
                        probe.labels(),
                        ProbedLoss.of(probe),
                        Parameter::requiresGradient);
        HessianOperator hessian = HessianOperator.of(surface);
        ExtremeEigenvalues found = lanczos.search(hessian, eigenvalues, 0);
        List<Double> converged =
                hessian.unresolved() > 0
                        ? List.of()
                        : found.largest().stream()
                                .takeWhile(ExtremeEigenvalues.Eigenvalue::converged)
                                .map(ExtremeEigenvalues.Eigenvalue::value)
                                .toList();
        long number = step.number();
        if (!converged.isEmpty()) {
            observer.accept(
                    new SpectrumObservation(number, HESSIAN_EIGENVALUE, Place.NETWORK, converged));
            observer.accept(
                    new ScalarObservation(number, SHARPNESS, Place.NETWORK, converged.get(0)));
        }
        int missing = Math.min(eigenvalues, surface.dimension()) - converged.size();
        if (missing > 0) {
            observer.accept(
                    new ScalarObservation(number, UNCONVERGED, Place.NETWORK, (double) missing));
        }
        if (vectors > 0) {
            TraceEstimate trace = TraceEstimate.of(hessian, vectors, seed);
            if (hessian.unresolved() == 0 && Double.isFinite(trace.value())) {
                observer.accept(
                        new ScalarObservation(number, HESSIAN_TRACE, Place.NETWORK, trace.value()));
            }
        }
    }
}
