package io.github.djlmaxout.initializer;

/** Weights and bias of each piece together on a sphere. */
final class SphereScheme extends Scheme {

    @Override
    String name() {
        return "sphere";
    }

    @Override
    Choice choose(Stage stage, Signal in, double correlation) {
        Choice keeping = KeepingFactor.choose(stage, in, correlation);
        if (keeping.leavesAlone() || !stage.isMaxout()) {
            return keeping;
        }
        if (stage.weights().bias().isEmpty()) {
            return keeping.withNote("without a bias, as maxout()");
        }
        double fanIn = stage.weights().fanIn();
        return new Choice(
                fanIn / (fanIn + 1),
                Double.NaN,
                Distribution.SPHERE,
                "biases are drawn with the weights; signals are not predicted");
    }
}
