// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.initializer.Distribution;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Plans for layers before normalization, against the first step of training. */
class NormalizedPlanTest {

    private static final int SEEDS = 6;

    private static Block convolution(int filters, int pieces, int kernel) {
        return MaxoutConv2d.builder()
                .setFilters(filters)
                .setPieces(pieces)
                .setKernelShape(new Shape(kernel, kernel))
                .build();
    }

    private static Block maxout(int units, int pieces) {
        return MaxoutLinear.builder().setUnits(units).setPieces(pieces).build();
    }

    private static Block linear(int units) {
        return Linear.builder().setUnits(units).build();
    }

    private static Block norm() {
        return BatchNorm.builder().build();
    }

    private static Block pool() {
        return Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2));
    }

    /** What a plan says, and the second moments behind all children and of the gradients. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Result(InitializationPlan plan, double[] forward, double[] gradients) {}

    private static Result measure(
            Supplier<SequentialBlock> networks, Shape input, double deviation, String name) {
        Engine engine = Engine.getEngine(name);
        InitializationPlan plan =
                InitializationPlan.builder(networks.get(), input)
                        .optEngine(name)
                        .optSecondMoment(deviation * deviation)
                        .optCorrelation(0)
                        .build();
        double[] forward = null;
        double[] gradients = null;
        for (int seed = 0; seed < SEEDS; seed++) {
            SequentialBlock network = networks.get();
            plan.withSeed(seed).apply(network);
            try (NDManager manager = engine.newBaseManager()) {
                network.initialize(manager, DataType.FLOAT32, input);
                SplittableRandom random = new SplittableRandom(seed + 50);
                float[] values = new float[Math.toIntExact(input.size())];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (deviation * random.nextGaussian());
                }
                NDArray x = manager.create(values, input);
                List<NDArray> seen = new ArrayList<>();
                try (GradientCollector collector = engine.newGradientCollector()) {
                    NDList signal = new NDList(x);
                    ParameterStore store = new ParameterStore(manager, false);
                    for (Block block : network.getChildren().values()) {
                        signal = block.forward(store, signal, true);
                        seen.add(signal.head());
                    }
                    float[] v = new float[Math.toIntExact(signal.head().size())];
                    for (int i = 0; i < v.length; i++) {
                        v[i] = (float) random.nextGaussian();
                    }
                    collector.backward(
                            signal.head().mul(manager.create(v, signal.head().getShape())).sum());
                }
                if (forward == null) {
                    forward = new double[seen.size()];
                    gradients = new double[plan.layers().size()];
                }
                for (int i = 0; i < forward.length; i++) {
                    forward[i] += square(seen.get(i)) / SEEDS;
                }
                int at = 0;
                for (Parameter p : network.getParameters().values()) {
                    if (p.getType() == Parameter.Type.WEIGHT) {
                        NDArray g = p.getArray().getGradient();
                        gradients[at++] += square(g) * g.size() / input.get(0) / SEEDS;
                    }
                }
            }
        }
        return new Result(plan, forward, gradients);
    }

    private static double square(NDArray array) {
        double sum = 0;
        float[] values = array.toFloatArray();
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum / values.length;
    }

    /** The second moments behind some of the children, and the gradients of dense networks. */
    private static void assertHolds(Result result, int[] children, double share) {
        List<LayerPlan> layers = result.plan().layers();
        for (int i = 0; i < layers.size(); i++) {
            LayerPlan layer = layers.get(i);
            assertThat(layer.distribution()).as(layer.name()).isEqualTo(Distribution.NORMAL);
            assertThat(layer.forward())
                    .as("%s of%n%s", layer.name(), result.plan())
                    .isCloseTo(result.forward()[children[i]], withinPercentage(100 * share));
            double gradient = result.gradients()[i];
            // Those of convolutions are good to a factor of 2 or 3: the changes at the positions of
            // a channel have a mean that normalization takes away, and the theory does not.
            assertThat(layer.gradient()).as(layer.name()).isBetween(gradient / 3, 3 * gradient);
        }
    }

    /**
     * Kernels of one position, as the positions of a pool are then uncorrelated for independent
     * inputs. The prediction is for large width; with 48 channels it is off by a few percent.
     */
    @OnEachEngine
    void maxoutNormalizationAndPool(String engine) {
        Result result =
                measure(
                        () ->
                                new SequentialBlock()
                                        .add(convolution(48, 3, 1))
                                        .add(norm())
                                        .add(pool())
                                        .add(convolution(48, 5, 1))
                                        .add(norm())
                                        .add(pool())
                                        .add(Blocks.batchFlattenBlock())
                                        .add(linear(60)),
                        new Shape(32, 48, 8, 8),
                        1,
                        engine);
        assertHolds(result, new int[] {2, 5, 7}, 0.08);
        LayerPlan first = result.plan().layers().get(0);
        // c keeps the second moment that the normalization sees: of 3 pieces at one position.
        assertThat(first.c()).isCloseTo(1 / GaussianMaximum.of(3).secondMoment(), within(1e-12));
        // E (Y - m)^2 / v with Y the largest of 12 normal values, m and v those of 3.
        double m = GaussianMaximum.of(3).mean();
        double v = GaussianMaximum.of(3).secondMoment() - m * m;
        double pooled =
                GaussianMaximum.of(12).secondMoment()
                        - 2 * m * GaussianMaximum.of(12).mean()
                        + m * m;
        assertThat(first.forward()).isCloseTo(pooled / v, withinPercentage(0.01));
        assertThat(first.followedBy()).isEqualTo("normalization, max-pool of 4");
    }

    @OnEachEngine
    void maxoutNormalizationAndActivation(String engine) {
        assertHolds(
                measure(
                        () ->
                                new SequentialBlock()
                                        .add(maxout(100, 3))
                                        .add(norm())
                                        .add(Activation.reluBlock())
                                        .add(maxout(100, 2))
                                        .add(norm())
                                        .add(Activation.tanhBlock())
                                        .add(linear(50)),
                        new Shape(128, 100),
                        1,
                        engine),
                new int[] {2, 5, 6},
                0.06);
    }

    @OnEachEngine
    void convolutionNormalizationActivationAndPool(String engine) {
        assertHolds(
                measure(
                        () ->
                                new SequentialBlock()
                                        .add(
                                                Conv2d.builder()
                                                        .setFilters(48)
                                                        .setKernelShape(new Shape(1, 1))
                                                        .build())
                                        .add(norm())
                                        .add(Activation.reluBlock())
                                        .add(pool())
                                        .add(convolution(48, 3, 1))
                                        .add(norm())
                                        .add(Activation.reluBlock())
                                        .add(pool())
                                        .add(Blocks.batchFlattenBlock())
                                        .add(linear(50)),
                        new Shape(32, 48, 8, 8),
                        1,
                        engine),
                new int[] {3, 7, 9},
                0.08);
    }

    @OnEachEngine
    void layerNormalizationAndDropout(String engine) {
        Result result =
                measure(
                        () ->
                                new SequentialBlock()
                                        .add(maxout(100, 3))
                                        .add(LayerNorm.builder().build())
                                        .add(Activation.reluBlock())
                                        .add(Dropout.builder().optRate(0.3f).build())
                                        .add(maxout(100, 2))
                                        .add(Dropout.builder().optRate(0.3f).build())
                                        .add(norm())
                                        .add(linear(50)),
                        new Shape(128, 100),
                        1,
                        engine);
        assertHolds(result, new int[] {2, 4, 7}, 0.06);
        assertThat(result.plan().layers().get(1).c()).isCloseTo(0.7, within(1e-6));
    }

    /** Where the variance is not far above the epsilon, the epsilon counts. */
    @OnEachEngine
    void smallSignalsStaySmallBehindNormalization(String engine) {
        for (float epsilon : new float[] {1e-5f, 1e-3f}) {
            Result result =
                    measure(
                            () ->
                                    new SequentialBlock()
                                            .add(linear(100))
                                            .add(BatchNorm.builder().optEpsilon(epsilon).build())
                                            .add(Activation.reluBlock())
                                            .add(maxout(100, 3))
                                            .add(BatchNorm.builder().optEpsilon(epsilon).build())
                                            .add(linear(50)),
                            new Shape(128, 100),
                            1e-3,
                            engine);
            // c = 2 for ReLU: a variance of 2e-6, of which half is left behind it.
            double variance = 2e-6;
            double first = 0.5 * variance / (variance + epsilon);
            assertThat(result.plan().layers().get(0).forward())
                    .isCloseTo(first, withinPercentage(0.1));
            // The variance over the batch is less than the second moment by the squared mean that
            // each unit has: the plan takes it for all of it, where an epsilon makes that count.
            assertHolds(result, new int[] {2, 3, 5}, 0.25);
        }
    }

    /** The same epsilon where a batch is sent through the network. */
    @OnEachEngine
    void measuredPlansUseTheEpsilonOfTheBlock(String name) {
        SequentialBlock network =
                new SequentialBlock().add(linear(40)).add(norm()).add(Activation.reluBlock());
        network.add(linear(4));
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            Shape shape = new Shape(64, 50);
            SplittableRandom random = new SplittableRandom(1);
            float[] values = new float[64 * 50];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (1e-3 * random.nextGaussian());
            }
            NDArray batch = manager.create(values, shape);
            InitializationPlan plan =
                    InitializationPlan.builder(network, shape)
                            .optEngine(name)
                            .optBatch(batch)
                            .build();
            LayerPlan layer = plan.layers().get(0);
            assertThat(layer.measured()).isCloseTo(layer.forward(), withinPercentage(10));
            assertThat(layer.measured()).isLessThan(0.1);
        }
    }

    /** Behind a normalization any size of the weights is right, whatever comes after. */
    @OnEachEngine
    void whatIsNotKnownBehindNormalizationStopsNothing(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(maxout(8, 2))
                        .add(norm())
                        .add(LambdaBlock.singleton(x -> x.softmax(1)))
                        .add(linear(4));
        InitializationPlan plan =
                InitializationPlan.builder(network, new Shape(2, 6)).optEngine(engine).build();
        LayerPlan first = plan.layers().get(0);
        assertThat(first.c()).isCloseTo(1, within(1e-12));
        assertThat(first.note()).contains("not known behind the normalization: 03LambdaBlock");
        assertThat(first.forward()).isNaN();
    }
}
