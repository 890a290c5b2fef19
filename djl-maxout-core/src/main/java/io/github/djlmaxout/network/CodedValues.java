package io.github.djlmaxout.network;

import java.util.SplittableRandom;

/**
 * Numbers that blocks are tried on.
 *
 * <p>They come from the JVM's own generator with fixed seeds: an engine's random stream belongs to
 * its user, and the same network is read the same way every time.
 */
final class CodedValues {

    private CodedValues() {}

    /** Independent values, uniform in {@code [low, high)}. */
    static double[] uniform(int count, double low, double high, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = low + (high - low) * random.nextDouble();
        }
        return values;
    }
}
