package io.github.djlmaxout.initializer;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.OrthogonalMaximum;

/** What changes when the weight vectors of a layer have one length instead of normal entries. */
final class SphereMoment {

    private SphereMoment() {}

    /**
     * Replaces the second moment of the largest normal variable by that of the largest coordinate
     * of points on a sphere. Behind max-pooling the correction is that of the pieces alone.
     */
    static Choice correct(Stage stage, Choice normal, Distribution distribution) {
        if (normal.leavesAlone()) {
            return normal;
        }
        double correction = 1;
        if (stage.isMaxout()) {
            correction =
                    GaussianMaximum.of(stage.pieces()).secondMoment()
                            / OrthogonalMaximum.secondMoment(
                                    stage.pieces(), Math.toIntExact(stage.weights().fanIn()));
        }
        return new Choice(normal.c() * correction, normal.bias(), distribution, normal.note());
    }
}
