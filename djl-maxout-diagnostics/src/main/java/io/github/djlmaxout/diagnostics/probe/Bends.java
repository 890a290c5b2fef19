package io.github.djlmaxout.diagnostics.probe;

/**
 * On which side of its bends a network is at each sample of a batch: which pieces win, which
 * activation functions are on which of their slopes, which positions pools choose.
 *
 * <p>Two points between which nothing changes lie in the same linear region of a piecewise linear
 * network, so that differences between them are exact. Blocks that are not known are not looked
 * into.
 */
public final class Bends implements AutoCloseable {

    /**
     * Tells at which samples something is different at another batch or with other parameters.
     *
     * @param other the bends of as many samples of the same network
     * @return for each sample whether a slope, a piece or a position has changed
     * @throws IllegalArgumentException if there are other numbers of samples or of bends
     */
    public boolean[] differFrom(Bends other) {
        return null;
    }

    /** Frees the arrays. */
    @Override
    public void close() {}
}
