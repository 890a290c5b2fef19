package io.github.djlmaxout.initializer;

import io.github.djlmaxout.network.Weights;

import java.util.Locale;

/** Maxout layers between the scale that keeps activations and the one that keeps gradients. */
final class HessianCompromiseScheme extends Scheme {

    @Override
    String name() {
        return "hessianCompromise";
    }

    @Override
    Choice choose(Stage stage, Signal in, double correlation) {
        Choice keeping = KeepingFactor.choose(stage, in, correlation);
        if (keeping.leavesAlone() || !stage.isMaxout()) {
            return keeping;
        }
        double moment = in.keep() / keeping.c();
        double c = 2 / (1 + moment);
        return Choice.normal(in.keep() * c)
                .withNote(
                        String.format(
                                Locale.ROOT,
                                "activations x %.3g, gradients x %.3g, Hessian x %.3g to the next"
                                        + " %s",
                                c * moment,
                                c,
                                moment,
                                stage.weights().kind() == Weights.Kind.DENSE
                                        ? "layer"
                                        : "convolution"));
    }
}
