package io.github.djlmaxout.initializer;

/** Rows of one length, the one that keeps the second moment of the activations. */
final class WeightNormScheme extends Scheme {

    @Override
    String name() {
        return "weightNormalized";
    }

    @Override
    Choice choose(Stage stage, Signal in, double correlation) {
        return SphereMoment.correct(
                stage, KeepingFactor.choose(stage, in, correlation), Distribution.WEIGHT_NORM);
    }
}
