// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

/**
 * A stack of signals that is never changed, so that parts of a slice can share it.
 *
 * @param top the newest
 * @param below the others; null if there are none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AffineStack(double[] top, AffineStack below) {

    /** Returns the stack with another signal on it. */
    AffineStack push(double[] signal) {
        return new AffineStack(signal, this);
    }

    /**
     * Returns the stack with another signal in place of the newest.
     *
     * @param signal the signal
     * @return the stack
     */
    public AffineStack replace(double[] signal) {
        return new AffineStack(signal, below);
    }

    /** The signal under some others. */
    double[] under(int depth) {
        AffineStack at = this;
        for (int i = 0; i < depth; i++) {
            at = at.below;
        }
        return at.top;
    }

    /** Carries out a combination. */
    AffineStack combine(Instruction.Combine how, int planes) {
        double[][] parts = new double[how.count()][];
        AffineStack rest = this;
        for (int i = how.count() - 1; i >= 0; i--) {
            parts[i] = rest.top;
            rest = rest.below;
        }
        double[] result = how.factor() == 0 ? joined(parts, how.outer() * planes) : sum(parts);
        for (int i = 0; how.factor() != 0 && how.factor() != 1 && i < result.length; i++) {
            result[i] *= how.factor();
        }
        return rest.replace(result);
    }

    private static double[] sum(double[][] parts) {
        double[] sum = parts[0].clone();
        for (int p = 1; p < parts.length; p++) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += parts[p][i];
            }
        }
        return sum;
    }

    private static double[] joined(double[][] parts, int runs) {
        int length = 0;
        for (double[] part : parts) {
            length += part.length;
        }
        double[] all = new double[length];
        int at = 0;
        for (int run = 0; run < runs; run++) {
            for (double[] part : parts) {
                int size = part.length / runs;
                System.arraycopy(part, run * size, all, at, size);
                at += size;
            }
        }
        return all;
    }
}
