// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Networks and losses that draw numbers or keep count, so that each call is another one. */
public final class DrawingNetworks {

    private static final int CLASSES = 3;
    private static final int SIZE = 6;

    private DrawingNetworks() {}

    private static Recipe classifier(Supplier<Block> middle, Supplier<Loss> loss) {
        return new Recipe(
                () ->
                        new SequentialBlock()
                                .add(Linear.builder().setUnits(2 * SIZE).build())
                                .add(middle.get())
                                .add(Linear.builder().setUnits(CLASSES).build()),
                loss,
                () -> Recipe.adam(3e-3f),
                List.of(new Shape(Recipe.SAMPLES, SIZE)),
                Draws.patterns(CLASSES, Recipe.SAMPLES, new Shape(SIZE)));
    }

    /** A loss that draws from the engine's stream. */
    public static Recipe noisyLoss() {
        return classifier(
                Activation::reluBlock,
                () ->
                        new ChangingLoss() {
                            @Override
                            NDArray weights(NDArray losses) {
                                return losses.getManager()
                                        .randomUniform(0.5f, 1.5f, losses.getShape());
                            }
                        });
    }

    /** A loss that weighs more at every call. */
    public static Recipe countingLoss() {
        return classifier(
                Activation::reluBlock,
                () ->
                        new ChangingLoss() {
                            private int calls;

                            @Override
                            NDArray weights(NDArray losses) {
                                calls++;
                                return losses.onesLike().mul(1 + calls / 50f);
                            }
                        });
    }

    /** A cross entropy of which each call is weighed in another way. */
    private abstract static class ChangingLoss extends Loss {

        ChangingLoss() {
            super("ChangingLoss");
        }

        abstract NDArray weights(NDArray losses);

        @Override
        public NDArray evaluate(NDList labels, NDList predictions) {
            NDArray scores = predictions.singletonOrThrow();
            NDArray truth = labels.singletonOrThrow().oneHot(CLASSES);
            NDArray losses = scores.logSoftmax(1).mul(truth).sum(new int[] {1}).neg();
            return losses.mul(weights(losses)).sum().div((float) Recipe.SAMPLES);
        }
    }

    /** An autoencoder that samples its code, in evaluation too. */
    public static Recipe variationalAutoencoder() {
        Examples.Source patterns = Draws.patterns(CLASSES, Recipe.SAMPLES, new Shape(SIZE));
        return new Recipe(
                () ->
                        new SequentialBlock()
                                .add(Linear.builder().setUnits(8).build())
                                .add(new LambdaBlock(DrawingNetworks::sample, "sample"))
                                .add(Linear.builder().setUnits(SIZE).build()),
                Loss::l2Loss,
                () -> Recipe.adam(3e-3f),
                List.of(new Shape(Recipe.SAMPLES, SIZE)),
                (manager, random) -> {
                    NDList data = patterns.next(manager, random).data();
                    return new Examples(data, new NDList(data.head().duplicate()));
                });
    }

    /**
     * Deviations from 1/e to e: without a bound one draw in a thousand would be all of the loss.
     */
    private static NDList sample(NDList code) {
        NDArray array = code.singletonOrThrow();
        NDArray mean = array.get(":, :4");
        NDArray deviation = array.get(":, 4:").tanh().exp();
        NDArray noise = array.getManager().randomNormal(mean.getShape());
        return new NDList(mean.add(deviation.mul(noise)));
    }

    /** A block that multiplies by a number of its own stream, at every call by another one. */
    public static Recipe drawingBlock() {
        return classifier(DrawingBlock::new, Loss::softmaxCrossEntropyLoss);
    }

    private static final class DrawingBlock extends AbstractBlock {

        private static final byte VERSION = 1;

        private final Random random = new Random(2);

        DrawingBlock() {
            super(VERSION);
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            NDArray input = inputs.singletonOrThrow();
            return new NDList(input.mul(input.onesLike().mul(0.5f + random.nextFloat())));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputShapes) {
            return inputShapes;
        }
    }

    /** Two heads that are one array, with labels that are one array twice. */
    public static Recipe oneArrayTwice() {
        Examples.Source patterns = Draws.patterns(CLASSES, Recipe.SAMPLES, new Shape(SIZE));
        return new Recipe(
                () ->
                        new SequentialBlock()
                                .add(Linear.builder().setUnits(CLASSES).build())
                                .add(new LambdaBlock(x -> new NDList(x.head(), x.head()), "twice")),
                TwoHeadLoss::new,
                () -> Recipe.adam(3e-3f),
                List.of(new Shape(Recipe.SAMPLES, SIZE)),
                (manager, random) -> {
                    Examples one = patterns.next(manager, random);
                    NDArray label = one.labels().head();
                    return new Examples(one.data(), new NDList(label, label));
                });
    }

    private static final class TwoHeadLoss extends Loss {

        TwoHeadLoss() {
            super("TwoHeadLoss");
        }

        @Override
        public NDArray evaluate(NDList labels, NDList predictions) {
            NDArray first = part(0, labels, predictions);
            return first.add(part(1, labels, predictions));
        }

        private static NDArray part(int head, NDList labels, NDList predictions) {
            return Loss.softmaxCrossEntropyLoss()
                    .evaluate(new NDList(labels.get(head)), new NDList(predictions.get(head)));
        }
    }
}
