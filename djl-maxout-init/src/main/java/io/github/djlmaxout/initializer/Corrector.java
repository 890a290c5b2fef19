package io.github.djlmaxout.initializer;

/** Chooses for a layer with a batch at hand. */
interface Corrector {

    /** Measures a layer with the weights it would get, and corrects them if that is wanted. */
    Measurement measure(LayerOnBatch layer);

    /** Chooses as a scheme does, with what was measured of the input, and corrects nothing. */
    static Corrector none(Scheme scheme) {
        return layer -> {
            double keep = layer.keep();
            Signal in = new Signal(layer.inputMoment() / keep, Double.NaN, false, keep);
            Choice first = scheme.choose(layer.stage(), in, 0);
            if (first.leavesAlone()) {
                return new Measurement(first, Double.NaN, 0, 0, true);
            }
            double correlation = layer.correlation(first);
            Choice choice = scheme.choose(layer.stage(), in, correlation);
            double moment = BatchValues.secondMoment(layer.activations(choice));
            return new Measurement(choice, moment, correlation, 1, true);
        };
    }
}
