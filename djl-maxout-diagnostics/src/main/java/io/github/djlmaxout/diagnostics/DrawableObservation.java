// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

/**
 * Data of which a picture is made: a listener draws it and hands the {@link PictureObservation} on,
 * so that what measures knows nothing of drawing.
 */
public non-sealed interface DrawableObservation extends Observation {

    /**
     * Returns what the picture shows at this step.
     *
     * @return a sentence
     */
    String caption();
}
