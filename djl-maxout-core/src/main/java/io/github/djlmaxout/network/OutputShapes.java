package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;

/** The shapes that come out of blocks. */
final class OutputShapes {

    private final Trial trial;

    OutputShapes(Trial trial) {
        this.trial = trial;
    }

    /**
     * The shape of the first output, as the block tells it.
     *
     * @throws IllegalArgumentException if it does not take the input
     */
    Shape told(Place place, Flow input) {
        Shape[] shapes;
        try {
            shapes = place.block().getOutputShapes(new Shape[] {input.shape()});
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw refusal(place, input, e);
        }
        if (shapes.length == 0) {
            throw refusal(place, input, new IllegalStateException("it has no output"));
        }
        return shapes[0];
    }

    /** As the block tells it, or else as it is seen; a graph made elsewhere tells nothing. */
    Shape toldOrTried(Place place, Flow input) {
        try {
            return told(place, input);
        } catch (IllegalArgumentException e) {
            try {
                return new CombinationProbe(trial).output(place.block(), input);
            } catch (NotFoundOutException tried) {
                e.addSuppressed(tried);
                throw e;
            }
        }
    }

    static IllegalArgumentException refusal(Place place, Flow input, Throwable cause) {
        String type = input.numbers().map(numbers -> " of type " + numbers.type()).orElse("");
        return new IllegalArgumentException(
                "The block "
                        + place.name()
                        + " ("
                        + place.block().getClass().getSimpleName()
                        + ") does not take an input of shape "
                        + input.shape()
                        + type
                        + ": "
                        + cause.getMessage(),
                cause);
    }
}
