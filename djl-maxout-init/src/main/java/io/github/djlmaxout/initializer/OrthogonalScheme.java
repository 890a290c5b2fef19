package io.github.djlmaxout.initializer;

/** Orthogonal matrices, one for each piece, scaled to keep the second moment. */
final class OrthogonalScheme extends Scheme {

    @Override
    String name() {
        return "orthogonal";
    }

    @Override
    Choice choose(Stage stage, Signal in, double correlation) {
        return SphereMoment.correct(
                stage, KeepingFactor.choose(stage, in, correlation), Distribution.ORTHOGONAL);
    }
}
