// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.internal.SignificantDigits;

import java.util.Locale;

/** Corrects variance or bias of a layer until the second moment behind it is the one wanted. */
final class MomentCorrector implements Corrector {

    /**
     * The largest share of the target that the variance alone may take where a bias does the rest.
     */
    private static final double ROOM = 0.9;

    private final DataDependentScheme scheme;

    MomentCorrector(DataDependentScheme scheme) {
        this.scheme = scheme;
    }

    @Override
    public Measurement measure(LayerOnBatch layer) {
        // As if the input had the second moment wanted: the corrections see to what it really has.
        double keep = layer.keep();
        Signal in = new Signal(scheme.target() / keep, Double.NaN, false, keep);
        Choice first = scheme.base().choose(layer.stage(), in, 0);
        if (first.leavesAlone()) {
            return new Measurement(first, Double.NaN, 0, 0, true);
        }
        double correlation = layer.correlation(first);
        Choice choice = scheme.base().choose(layer.stage(), in, correlation);
        boolean fixed =
                layer.stage().readOut()
                        || layer.stage().isScaled()
                        || choice.distribution() == Distribution.SPHERE
                        || choice.distribution() == Distribution.MANY_REGIONS;
        if (fixed) {
            double moment = BatchValues.secondMoment(layer.activations(choice));
            return new Measurement(choice, moment, correlation, 1, true);
        }
        requireAlive(layer);
        Choice scaled =
                new Choice(
                        choice.c() * in.secondMoment() / layer.inputMoment(),
                        choice.bias(),
                        choice.distribution(),
                        choice.note());
        return correct(layer, scaled, correlation);
    }

    /** No variance gives a size to what comes of zeros. */
    private static void requireAlive(LayerOnBatch layer) {
        double moment = layer.inputMoment();
        if (!(moment > 0 && Double.isFinite(moment))) {
            String name = layer.stage().name();
            throw new IllegalArgumentException(
                    "The input of "
                            + name
                            + " has the second moment "
                            + moment
                            + " on the batch, so no variance of its weights gives its output a size:"
                            + (moment == 0
                                    ? " what comes before it is zero at every sample. Give more"
                                            + " samples or another seed (optSeed), or more units to"
                                            + " the layers before "
                                    : " what comes before it gives NaN or infinity. Look at the"
                                            + " blocks before ")
                            + name
                            + ".");
        }
    }

    private Measurement correct(LayerOnBatch layer, Choice start, double correlation) {
        Choice choice = start;
        double moment = Double.NaN;
        int attempts = 0;
        while (attempts < scheme.attempts()) {
            attempts++;
            moment = BatchValues.secondMoment(layer.activations(choice));
            boolean reached = Math.abs(moment / scheme.target() - 1) <= scheme.tolerance();
            if (reached) {
                return new Measurement(choice, moment, correlation, attempts, true);
            }
            if (!(moment > 0 && Double.isFinite(moment))) {
                break;
            }
            if (attempts < scheme.attempts()) {
                choice = start.bias() == 0 ? rescaled(choice, moment) : shifted(layer, choice);
            }
        }
        String note =
                String.format(
                        Locale.ROOT,
                        "is %s, not within %s of %s, after %d attempts",
                        SignificantDigits.of(moment, 4),
                        SignificantDigits.of(scheme.tolerance() * scheme.target(), 3),
                        SignificantDigits.of(scheme.target(), 4),
                        attempts);
        return new Measurement(choice.withNote(note), moment, correlation, attempts, false);
    }

    private Choice rescaled(Choice choice, double moment) {
        return new Choice(
                choice.c() * scheme.target() / moment,
                choice.bias(),
                choice.distribution(),
                choice.note());
    }

    /** The bias that gives the second moment wanted, for activations as they were measured. */
    private Choice shifted(LayerOnBatch layer, Choice choice) {
        float[] plain = layer.activations(choice.withoutBias());
        double mean = 0;
        for (float value : plain) {
            mean += value;
        }
        mean /= plain.length;
        double variance = BatchValues.secondMoment(plain) - mean * mean;
        double scale = Math.min(1, ROOM * scheme.target() / variance);
        double bias = -Math.sqrt(scale) * mean - Math.sqrt(scheme.target() - scale * variance);
        return new Choice(choice.c() * scale, bias, choice.distribution(), choice.note());
    }
}
