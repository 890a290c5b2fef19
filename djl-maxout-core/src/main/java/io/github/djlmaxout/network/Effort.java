// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.internal.SignificantDigits;

import java.util.List;
import java.util.Locale;

/**
 * What reading has cost, counted, and how much it may cost.
 *
 * <p>Only blocks with children are run together with their weights, so only these can be costly.
 * They may take {@value #BASE} multiplications and {@value #PER_PARAMETER} for each weight that was
 * read: a few runs at the reduced sizes of {@link Sizes}. What would take more is not tried.
 */
final class Effort {

    private static final long BASE = 1L << 31;
    private static final long PER_PARAMETER = 512;

    /** The most weights that are made up at once, a quarter of a gigabyte. */
    private static final long MOST_WEIGHTS = 1L << 26;

    private long weights;
    private double multiplications;
    private long runs;
    private long bytes;

    /** Notes weights that were read. */
    void read(Shape weight) {
        weights += weight.size();
    }

    /** Notes that a block ran. */
    void ran() {
        runs++;
    }

    /** Notes an array. */
    void made(long size, int bytesEach) {
        bytes += size * bytesEach;
    }

    /**
     * Allows for running layers, and the same once more inside of a block.
     *
     * @param steps the layers, for the sizes that were read
     * @param share the share of the positions that they are run on
     * @param samples how many samples they are run on
     */
    void spend(List<Step> steps, double share, long samples) throws NotFoundOutException {
        double more = 0;
        double held = 0;
        for (Step step : new Unknown("", List.of(steps)).inside()) {
            if (step.operation() instanceof Weights layer) {
                double size = layer.weightShape().size();
                double outputs = step.output().slice(1).size();
                double positions = Math.max(1, outputs / layer.units() * share);
                more += 2 * size * positions * samples;
                held += size;
            }
        }
        double limit = BASE + (double) PER_PARAMETER * weights;
        if (held > MOST_WEIGHTS || multiplications + more > limit) {
            throw new NotFoundOutException(
                    String.format(
                            Locale.ROOT,
                            "to compare it with its children would take %s multiplications with"
                                    + " %s weights, and %s are left for reading",
                            SignificantDigits.of(more, 2),
                            SignificantDigits.of(held, 2),
                            SignificantDigits.of(limit - multiplications, 2)));
        }
        multiplications += more;
    }

    /** The blocks that were run, one by one or with all inside of them. */
    long runs() {
        return runs;
    }

    /** The bytes of all arrays that were made, one after the other. */
    long bytes() {
        return bytes;
    }

    /** The multiplications of weights with values, estimated. */
    double multiplications() {
        return multiplications;
    }
}
