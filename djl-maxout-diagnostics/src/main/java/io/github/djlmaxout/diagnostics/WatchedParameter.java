// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

/**
 * A parameter of a network that is watched.
 *
 * @param layer the stable name of the layer that owns it: the keys of the block and of its parents
 *     in the block tree, joined by {@code /}
 * @param name the name of the layer and of the parameter, joined by {@code /}
 * @param parameter the parameter
 * @param shape its shape
 */
public record WatchedParameter(String layer, String name, Parameter parameter, Shape shape) {

    /**
     * Tells whether training moves the parameter.
     *
     * @return false if it is frozen, or a running statistic
     */
    public boolean isTrained() {
        return parameter.requiresGradient() && !isStatistic();
    }

    /**
     * Tells whether the parameter is a statistic that no gradient moves, such as a running mean.
     *
     * @return whether it is one
     */
    public boolean isStatistic() {
        return parameter.getType() == Parameter.Type.RUNNING_MEAN
                || parameter.getType() == Parameter.Type.RUNNING_VAR;
    }

    /**
     * Returns the place of observations about it.
     *
     * @return the place
     */
    public Place place() {
        return Place.parameter(name);
    }
}
