// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.diagnostics.PictureObservation;

import java.util.ArrayList;
import java.util.List;

/**
 * The pictures that are kept of a series: the first, the latest, and some between them at even
 * distances, 12 in all at most and 4 million characters.
 *
 * <p>All are kept at first. Whenever there are too many, every second is given up and from then on
 * only half as many are taken. A picture of more than 2 million characters is never kept.
 */
final class PictureHistory {

    static final int MOST = 12;
    static final int MOST_CHARACTERS = 4_000_000;
    static final int LARGEST = MOST_CHARACTERS / 2;

    private final List<PictureObservation> kept = new ArrayList<>();
    private PictureObservation latest;
    private long seen;
    private long stride = 1;
    private long tooLarge;

    void add(PictureObservation picture) {
        if (picture.svg().length() > LARGEST) {
            tooLarge++;
            return;
        }
        latest = picture;
        if (seen % stride == 0) {
            kept.add(picture);
        }
        seen++;
        while (pictures().size() > MOST || characters() > MOST_CHARACTERS) {
            halve();
        }
    }

    private void halve() {
        List<PictureObservation> all = List.copyOf(kept);
        kept.clear();
        for (int i = 0; i < all.size(); i += 2) {
            kept.add(all.get(i));
        }
        stride *= 2;
    }

    private long characters() {
        return pictures().stream().mapToLong(picture -> picture.svg().length()).sum();
    }

    /** Returns the pictures that are kept, in the order of their steps. */
    List<PictureObservation> pictures() {
        List<PictureObservation> all = new ArrayList<>(kept);
        if (latest != null && !latest.equals(kept.get(kept.size() - 1))) {
            all.add(latest);
        }
        return all;
    }

    /** Returns how many pictures there were that are not too large. */
    long seen() {
        return seen;
    }

    /** Returns how many pictures were not kept because of their size. */
    long tooLarge() {
        return tooLarge;
    }
}
