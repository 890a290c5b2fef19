// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

/**
 * A picture, such as the linear regions of a network on a slice of its input space.
 *
 * @param step the step, counted from 0
 * @param series what it shows, such as {@code linear regions}
 * @param place where
 * @param caption what it shows at this step, in a sentence
 * @param svg the picture: one complete {@code svg} element that refers to nothing outside itself
 */
public record PictureObservation(long step, String series, Place place, String caption, String svg)
        implements Observation {
    /** {@inheritDoc} */
    @Override
    public PictureObservation as(String name) {
        return new PictureObservation(step, name, place, caption, svg);
    }
}
