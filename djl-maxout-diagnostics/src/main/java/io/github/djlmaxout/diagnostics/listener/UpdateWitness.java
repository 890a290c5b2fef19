// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.diagnostics.internal.Entries;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Sees whether an update came between two batches, by a few of the smallest trained parameters:
 * they are read at every batch, so they hold few entries.
 */
final class UpdateWitness {

    private static final int PARAMETERS = 8;
    private static final int ENTRIES = 4_096;

    private final List<WatchedParameter> parameters;
    private final boolean gradientsStay;
    private List<WatchedParameter> watched = List.of();
    private List<double[]> before = List.of();
    private UpdateDirection direction;
    private boolean moved = true;
    private long batches;
    private long gap;

    private UpdateWitness(List<WatchedParameter> parameters, boolean gradientsStay) {
        this.parameters = parameters;
        this.gradientsStay = gradientsStay;
        choose();
    }

    /**
     * Chooses what to look at.
     *
     * @param gradientsStay whether the engine leaves gradients as they are after an update
     */
    static UpdateWitness of(List<WatchedParameter> parameters, boolean gradientsStay) {
        return new UpdateWitness(parameters, gradientsStay);
    }

    private void choose() {
        List<WatchedParameter> small =
                parameters.stream()
                        .filter(WatchedParameter::isTrained)
                        .sorted(Comparator.comparingLong(parameter -> parameter.shape().size()))
                        .toList();
        watched = new ArrayList<>();
        long entries = 0;
        for (WatchedParameter parameter : small) {
            entries += parameter.shape().size();
            if (entries > ENTRIES || watched.size() == PARAMETERS) {
                break;
            }
            watched.add(parameter);
        }
        before = List.of();
        batches = 0;
        direction = gradientsStay ? new UpdateDirection() : null;
    }

    /** A parameter that was frozen meanwhile does not move, and has no gradient. */
    private boolean isOutdated() {
        return watched.isEmpty() || !watched.stream().allMatch(WatchedParameter::isTrained);
    }

    /** Looks at the weights before the update of a batch. */
    void look(StepArrays arrays) {
        if (isOutdated()) {
            choose();
        }
        List<double[]> now = new ArrayList<>();
        for (WatchedParameter parameter : watched) {
            now.add(Entries.all(arrays.value(parameter)));
        }
        boolean first = before.isEmpty();
        moved = first || differ(before, now);
        batches++;
        if (moved && !first) {
            gap = batches - 1;
            batches = 1;
        }
        before = now;
        if (direction != null && moved && !watched.isEmpty()) {
            List<double[]> gradients =
                    watched.stream().map(arrays::gradient).map(Entries::all).toList();
            direction.look(joined(now), joined(gradients));
        }
    }

    private static double[] joined(List<double[]> parts) {
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static boolean differ(List<double[]> one, List<double[]> other) {
        for (int i = 0; i < one.size(); i++) {
            if (!Arrays.equals(one.get(i), other.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is anything to look at. */
    boolean canSee() {
        return !watched.isEmpty();
    }

    /** Whether the weights have moved since the batch before; true where nothing can be seen. */
    boolean hasMoved() {
        return moved;
    }

    /** Whether gradients are seen behind the update that was made of them. */
    boolean isBehindUpdate() {
        return direction != null && direction.isBehindUpdate();
    }

    /** How many batches went into the update that was seen last; 0 before the first. */
    long batchesOfUpdate() {
        return gap;
    }
}
