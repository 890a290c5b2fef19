// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.internal.Entries;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.SampleCut;
import io.github.djlmaxout.internal.Require;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The empirical neural tangent kernel of the network on the probe batch: its spectrum, how well it
 * fits the labels, and how far it moves.
 *
 * <p>The kernel is the mean over the outputs, {@link OutputContraction#TRACE}, by all parameters
 * that are trained, of the first samples of the probe batch. All series are those of the network.
 *
 * <p>A network of several inputs or outputs has no kernel; the quantity throws then. Cost: as many
 * passes as samples times outputs, see {@link EmpiricalNtk}; memory within {@link
 * EmpiricalNtk#DEFAULT_MEMORY}.
 */
public final class TangentKernel implements Quantity {

    /** The largest eigenvalues of the kernel matrix, at most 32. */
    public static final String EIGENVALUE = Series.KERNEL_EIGENVALUE.label();

    /**
     * The mean of the diagonal of the kernel: the mean squared gradient of an output.
     *
     * <p>Expected is the exact mean over random weights with the mean squares that they had at the
     * first measured step, where theory knows it: {@link InfiniteWidthKernel#finiteWidthDiagonal}.
     */
    public static final String TRACE = Series.KERNEL_TRACE.label();

    /** The largest eigenvalue over the least; infinite if that is zero but for rounding. */
    public static final String CONDITION_NUMBER = Series.KERNEL_CONDITION.label();

    /** The exponential of the entropy of the eigenvalues, {@link KernelSpectrum#effectiveRank}. */
    public static final String EFFECTIVE_RANK = Series.KERNEL_RANK.label();

    /** The cosine between the kernel and that of the labels, {@link KernelAlignment#plain}. */
    public static final String ALIGNMENT = Series.KERNEL_ALIGNMENT.label();

    /** The same of the centred kernels, {@link KernelAlignment#centred}. */
    public static final String CENTRED_ALIGNMENT = Series.KERNEL_ALIGNMENT_CENTRED.label();

    /** The change since the first measured step, {@link KernelDrift#relative}. */
    public static final String DRIFT = Series.KERNEL_DRIFT.label();

    /** The change since the first measured step but for scale, {@link KernelDrift#turn}. */
    public static final String TURN = Series.KERNEL_TURN.label();

    /**
     * How far the kernel is from that of infinitely wide networks with random weights of the mean
     * squares that they had at the first measured step: the norm of the difference over that of the
     * latter. Observed of networks that {@link InfiniteWidthKernel} knows.
     */
    public static final String DISTANCE = Series.KERNEL_DISTANCE.label();

    private static final int SAMPLES = 64;
    private static final int EIGENVALUES = 32;

    private final int samples;
    private EmpiricalNtk kernel;
    private KernelMatrix first;
    private Optional<KernelMatrix> infinite = Optional.empty();
    private double expected = Double.NaN;

    /** Creates the quantity for at most 64 samples. */
    public TangentKernel() {
        this(SAMPLES);
    }

    /**
     * Creates the quantity.
     *
     * @param samples how many samples of the probe batch at most, at least 1
     * @throws IllegalArgumentException if {@code samples} is below 1
     */
    public TangentKernel(int samples) {
        Require.atLeast("The number of samples", samples, 1);
        this.samples = samples;
    }

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(
                Series.KERNEL_EIGENVALUE,
                Series.KERNEL_TRACE,
                Series.KERNEL_CONDITION,
                Series.KERNEL_RANK,
                Series.KERNEL_ALIGNMENT,
                Series.KERNEL_ALIGNMENT_CENTRED,
                Series.KERNEL_DRIFT,
                Series.KERNEL_TURN,
                Series.KERNEL_DISTANCE);
    }

    /** {@inheritDoc} */
    @Override
    public Cost cost() {
        return Cost.MANY_PASSES;
    }

    /** {@inheritDoc} */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        Probe probe = step.probe();
        if (probe.batch().size() != 1) {
            throw new NotMeasurableException(
                    "The network has "
                            + probe.batch().size()
                            + " inputs, but the tangent kernel is that of networks with one.");
        }
        NDArray batch = probe.batch().head();
        try (NDManager scratch = batch.getManager().newSubManager()) {
            NDArray x = SampleCut.of(new NDList(batch), 0, samples, scratch).head();
            if (first == null) {
                prepare(probe.network(), x);
            }
            NetworkWalk walk = NetworkWalk.of(probe).withType(DataType.FLOAT64);
            KernelMatrix now = kernel.compute(walk, x);
            if (first == null) {
                first = now;
            }
            observe(step.number(), now, observer);
            observeAlignment(step.number(), now, probe.labels(), batch, observer);
        }
    }

    private void prepare(Block network, NDArray x) {
        kernel = EmpiricalNtk.of(network, OutputContraction.TRACE);
        Optional<InfiniteWidthKernel> wide = InfiniteWidthKernel.of(network, x.getShape());
        infinite = wide.map(theory -> theory.at(x));
        expected = wide.map(theory -> theory.finiteWidthDiagonal(meanSquare(x))).orElse(Double.NaN);
    }

    private static double meanSquare(NDArray x) {
        double sum = 0;
        for (double value : Entries.all(x)) {
            sum += value * value;
        }
        return sum / (double) x.getShape().get(0);
    }

    private void observe(long step, KernelMatrix now, Observer observer) {
        KernelSpectrum spectrum = now.spectrum();
        observer.accept(
                new SpectrumObservation(
                        step, EIGENVALUE, Place.NETWORK, spectrum.top(EIGENVALUES)));
        observer.accept(
                new ScalarObservation(step, TRACE, Place.NETWORK, now.meanDiagonal(), expected));
        observe(step, CONDITION_NUMBER, spectrum.conditionNumber(), observer);
        observe(step, EFFECTIVE_RANK, spectrum.effectiveRank(), observer);
        KernelDrift drift = KernelDrift.between(now, first);
        observe(step, DRIFT, drift.relative(), observer);
        observe(step, TURN, drift.turn(), observer);
        infinite.ifPresent(
                theory ->
                        observe(
                                step,
                                DISTANCE,
                                KernelDrift.between(now, theory).relative(),
                                observer));
    }

    private static void observeAlignment(
            long step, KernelMatrix now, NDList labels, NDArray batch, Observer observer) {
        alignment(now, labels, batch.getShape().get(0))
                .ifPresent(
                        alignment -> {
                            observe(step, ALIGNMENT, alignment.plain(), observer);
                            observe(step, CENTRED_ALIGNMENT, alignment.centred(), observer);
                        });
    }

    /**
     * Whole numbers, one for each sample, are classes; anything else with a row for each of the
     * first samples is a target.
     */
    private static Optional<KernelAlignment> alignment(
            KernelMatrix kernel, NDList labels, long batch) {
        if (labels.isEmpty()) {
            return Optional.empty();
        }
        NDArray array = labels.head();
        if (array.getShape().dimension() == 0 || array.getShape().get(0) != batch) {
            return Optional.empty();
        }
        double[] values = Entries.all(array);
        int samples = kernel.samples();
        if (values.length == batch && Arrays.stream(values).allMatch(v -> v == Math.rint(v))) {
            int[] classes = Arrays.stream(values).limit(samples).mapToInt(v -> (int) v).toArray();
            return Optional.of(KernelAlignment.withClasses(kernel, classes));
        }
        int width = values.length / Math.toIntExact(batch);
        double[][] targets = new double[samples][];
        for (int i = 0; i < samples; i++) {
            targets[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
        }
        return Optional.of(KernelAlignment.withTargets(kernel, targets));
    }

    private static void observe(long step, String series, double value, Observer observer) {
        observer.accept(new ScalarObservation(step, series, Place.NETWORK, value));
    }
}
