// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

/** The law that weights are drawn from. */
interface WeightLaw {

    /**
     * Draws all weights of one parameter. The result depends on nothing but the arguments.
     *
     * @param stream the parameter's stream
     * @param weight what is drawn
     * @param deviation the standard deviation of a weight
     * @param buffer where every weight goes
     */
    void draw(DrawStream stream, StackedWeight weight, double deviation, WeightBuffer buffer);
}
