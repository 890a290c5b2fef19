// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

/**
 * A slope on each side of zero, at which all values are looked at one by one.
 *
 * @param name the name of the block
 * @param inputs the number of values
 * @param negative the slope below zero
 * @param positive the slope from zero on
 */
record SlopeActivation(String name, int inputs, double negative, double positive)
        implements Instruction.Activation {

    @Override
    public int units() {
        return inputs;
    }

    @Override
    public int pieces(int unit) {
        return 2;
    }

    @Override
    public int source(int unit, int piece) {
        return piece == 0 ? unit : -1;
    }

    @Override
    public double slope(int unit, int piece) {
        return piece == 0 ? positive : negative;
    }

    @Override
    public int taken(int unit, int piece) {
        return unit;
    }
}
