// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The shapes that come out of blocks. */
final class OutputShapes {

    /** What a refusal says before the shape of the input. */
    static final String REFUSED = " does not take an input of shape ";

    private final Trial trial;

    OutputShapes(Trial trial) {
        this.trial = trial;
    }

    /**
     * The shape of the first output, as the block tells it.
     *
     * @throws IllegalArgumentException if it does not take the input
     */
    Shape told(PlacedBlock place, Flow input) {
        if (place.block() instanceof LambdaBlock) {
            // It would run its function to tell, on the default engine, and let it draw.
            try {
                return trial.shape(place.block(), input);
            } catch (NotFoundOutException e) {
                throw refusal(place, input, e);
            }
        }
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
    Shape toldOrTried(PlacedBlock place, Flow input) {
        if (place.block() instanceof LambdaBlock) {
            return told(place, input);
        }
        Optional<Shape> known = ofSmaller(place.block(), input.shape());
        if (known.isPresent()) {
            return known.get();
        }
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

    /** What blocks tell of smaller images costs less. */
    private static Optional<Shape> ofSmaller(Block block, Shape input) {
        for (LargeImages images : LargeImages.of(List.of(input))) {
            try {
                Optional<Shape> larger =
                        images.larger(
                                images.smaller().stream()
                                        .map(s -> block.getOutputShapes(new Shape[] {s})[0])
                                        .toList());
                if (larger.isPresent()) {
                    return larger;
                }
            } catch (RuntimeException | LinkageError | AssertionError e) {
                // It may take only larger ones.
            }
        }
        return Optional.empty();
    }

    /** How many arrays a block returns; 1 where it does not tell. */
    static int count(Block block, Shape input) {
        List<Shape> asked = new ArrayList<>();
        LargeImages.of(List.of(input)).forEach(images -> asked.add(images.smaller().get(0)));
        asked.add(input);
        for (Shape shape : asked) {
            try {
                return block.getOutputShapes(new Shape[] {shape}).length;
            } catch (RuntimeException | LinkageError | AssertionError e) {
                // It may take only larger ones.
            }
        }
        return 1;
    }

    /** As the block tells it, without running it; that of the input if it does not. */
    Shape toldUnrun(PlacedBlock place, Flow input) {
        if (place.block() instanceof LambdaBlock) {
            return input.shape();
        }
        try {
            return told(place, input);
        } catch (IllegalArgumentException e) {
            return input.shape();
        }
    }

    static IllegalArgumentException refusal(PlacedBlock place, Flow input, Throwable cause) {
        String type = input.numbers().map(numbers -> " of type " + numbers.type()).orElse("");
        return new IllegalArgumentException(
                "The block "
                        + place.name()
                        + " ("
                        + place.block().getClass().getSimpleName()
                        + ")"
                        + REFUSED
                        + input.shape()
                        + type
                        + ": "
                        + cause.getMessage(),
                cause);
    }
}
