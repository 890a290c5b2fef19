// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
import ai.djl.nn.core.Linear;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.zoo.Recipe;
import io.github.djlmaxout.integration.zoo.Zoo;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Networks of several inputs, of token ids and of sequences, read with examples. */
class ExamplesTest {

    /** All layers of a network by name: those of the walk, and those inside of what is unknown. */
    private static List<String> layers(List<Step> steps) {
        return steps.stream()
                .map(
                        step ->
                                step.operation() instanceof Unknown unknown
                                                && !unknown.inside().isEmpty()
                                        ? unknown.inside()
                                        : List.of(step))
                .flatMap(Collection::stream)
                .map(step -> step.name() + " " + kind(step))
                .toList();
    }

    private static String kind(Step step) {
        if (step.operation() instanceof Weights weights) {
            return weights.units() + " of " + weights.fanIn();
        }
        return step.operation() instanceof Unknown
                ? "unknown"
                : step.operation().getClass().getSimpleName();
    }

    private static NDList example(Recipe recipe, NDManager manager) {
        NDList data = recipe.examples().next(manager, new Random(1)).data();
        // DJL's decoder gets its input with the labels.
        return data.size() < recipe.inputs().size() ? new NDList(data.head(), data.head()) : data;
    }

    private static List<String> layers(Zoo zoo, String engine) {
        Recipe recipe = zoo.recipe().orElseThrow();
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDList example = example(recipe, manager);
            Block network = recipe.network().get();
            List<Step> before = NetworkStructure.read(network, example, engine, Map.of()).steps();
            assertThat(network.getParameters().values()).noneMatch(Parameter::isInitialized);
            network.initialize(manager, DataType.FLOAT32, recipe.inputs().toArray(new Shape[0]));
            List<Step> after = NetworkStructure.read(network, example).steps();
            assertThat(layers(after)).as("initialized").isEqualTo(layers(before));
            assertThat(example).allMatch(array -> array.getShape().size() > 0);
            return layers(before);
        }
    }

    @OnEachEngine
    void recurrentWeightsHaveTheirOwnFanIns(String engine) {
        assertThat(layers(Zoo.LSTM, engine))
                .containsExactly(
                        "01LSTM/l_0_i2h_WEIGHT 32 of 4",
                        "01LSTM/l_0_h2h_WEIGHT 32 of 8",
                        "02LambdaBlock Reordering",
                        "03Linear 3 of 40");
        assertThat(layers(Zoo.GRU, engine))
                .startsWith(
                        "01GRU/l_0_i2h_WEIGHT 24 of 4",
                        "01GRU/l_0_h2h_WEIGHT 24 of 8",
                        "01GRU/l_1_i2h_WEIGHT 24 of 8",
                        "01GRU/l_1_h2h_WEIGHT 24 of 8");
    }

    @OnEachEngine
    void transformersListTheirLayers(String engine) {
        String block = "02TransformerEncoderBlock/";
        assertThat(layers(Zoo.TRANSFORMER_ENCODER, engine))
                .containsExactly(
                        "01TrainableWordEmbedding unknown",
                        block + "01selfAttention/01keyProjection 8 of 8",
                        block + "01selfAttention/02queryProjection 8 of 8",
                        block + "01selfAttention/03valueProjection 8 of 8",
                        block + "01selfAttention/04resultProjection 8 of 8",
                        block + "02attentionNorm Normalization",
                        block + "03outputBlock/01Linear 16 of 8",
                        block + "03outputBlock/03Linear 8 of 16",
                        block + "04outputNorm Normalization",
                        "03LambdaBlock Reordering",
                        "04Linear 2 of 48");
        assertThat(layers(Zoo.BERT, engine))
                .hasSize(4 + 2 * 8 + 1 + 3 + 1)
                .contains(
                        "01Bert unknown",
                        "01Bert/01tokenEmbedding unknown",
                        "01Bert/06transformer_1/03outputBlock/01Linear 16 of 8",
                        "01Bert/07poolingProjection 8 of 8",
                        "02BertMaskedLanguageModelBlock unknown",
                        "03BertNextSentenceBlock/01binaryClassifier 2 of 8");
    }

    @OnEachEngine
    void networksOfSeveralInputsListTheirLayers(String engine) {
        assertThat(layers(Zoo.DEEP_AR, engine))
                .containsExactly(
                        "01param_proj/01_distr_total_count 1 of 8",
                        "01param_proj/02_distr_logits 1 of 8",
                        "02feature_embedder/01cat_0_embedding unknown",
                        "04rnn_lstm/l_0_i2h_WEIGHT 32 of 9",
                        "04rnn_lstm/l_0_h2h_WEIGHT 32 of 8");
        assertThat(layers(Zoo.SEQ2SEQ, engine))
                .hasSize(2 * (1 + 4) + 1)
                .contains(
                        "01Encoder/01Block/01TrainableTextEmbedding/01trainableWordEmbedding"
                                + " unknown",
                        "02Decoder/01Block/02LSTM/l_1_h2h_WEIGHT 32 of 8",
                        "02Decoder/01Block/03Linear 20 of 8");
        assertThat(layers(Zoo.WORD2VEC, engine))
                .containsExactly(
                        "01SequentialBlock/02TrainableWordEmbedding unknown",
                        "02SequentialBlock/02TrainableWordEmbedding unknown");
        assertThat(layers(Zoo.TWO_TOWERS, engine))
                .containsExactly(
                        "01SequentialBlock/02TrainableWordEmbedding unknown",
                        "01SequentialBlock/03Linear 12 of 6",
                        "01SequentialBlock/05Linear 6 of 12",
                        "02SequentialBlock/02TrainableWordEmbedding unknown",
                        "02SequentialBlock/03Linear 12 of 6",
                        "02SequentialBlock/05Linear 6 of 12");
    }

    @OnEachEngine
    void blocksOfTabNetAndDetectorsAppearByName(String engine) {
        assertThat(layers(Zoo.TAB_NET, engine))
                .startsWith(
                        "01batchNorm Normalization",
                        "02sharedfc0 16 of 6",
                        "03sharedfc1 16 of 8",
                        "04featureTransformer/01SequentialBlock/01Linear 16 of 6",
                        "04featureTransformer/01SequentialBlock/02GhostBatchNorm Normalization")
                .endsWith(
                        "05steps1/02attentionTransformer/01fullyConnected 6 of 4",
                        "05steps1/02attentionTransformer/02ghostBatchNorm Normalization",
                        "06fullyConnected 3 of 4");
        assertThat(layers(Zoo.SSD, engine))
                .contains(
                        "01SequentialBlock/04Conv2d 6 of 54",
                        "04Conv2d 8 of 54",
                        "09Conv2d 16 of 72");
    }

    /** What follows what is known inside of a sequence, also where its input is not. */
    @OnEachEngine
    void sequencesInsideStayTogether(String engine) {
        Recipe recipe = Zoo.TWO_TOWERS.recipe().orElseThrow();
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Step step =
                    NetworkStructure.read(
                                    recipe.network().get(),
                                    example(recipe, manager),
                                    engine,
                                    Map.of())
                            .steps()
                            .get(0);
            Unknown tower =
                    (Unknown) ((Unknown) step.operation()).parts().get(0).get(0).operation();
            assertThat(tower.parts()).hasSize(1);
            assertThat(Description.of(tower.parts().get(0)))
                    .extracting(line -> line.substring(0, line.indexOf(" -> ")))
                    .contains("01SequentialBlock/04LambdaBlock: slopes 0.0000 1.0000");
        }
    }

    /** Blocks that take valid ids only are tried on those of the example. */
    @OnEachEngine
    void idsStayValid(String engine) {
        LambdaBlock shifted = LambdaBlock.singleton(ids -> ids.add(1));
        LambdaBlock coded =
                LambdaBlock.singleton(
                        ids -> {
                            if (ids.getDataType().isFloating()) {
                                throw new IllegalStateException("not an id");
                            }
                            return ids.oneHot(6);
                        });
        SequentialBlock network =
                new SequentialBlock()
                        .add(shifted)
                        .add(coded)
                        .add(Linear.builder().setUnits(4).build())
                        .add(Activation.reluBlock())
                        .add(Blocks.batchFlattenBlock())
                        .add(Linear.builder().setUnits(2).build());
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray ids = manager.create(new int[] {0, 1, 2, 4, 3, 0}, new Shape(2, 3));
            List<Step> steps =
                    NetworkStructure.read(network, new NDList(ids), engine, Map.of()).steps();
            assertThat(steps.get(1).operation()).isInstanceOf(Unknown.class);
            assertThat(Description.of(steps.subList(2, 6)))
                    .containsExactly(
                            "03Linear: DENSE (4, 6) K=1 g=1 bias=true coverage=1.0000 ->"
                                    + " (2, 3, 4)",
                            "04LambdaBlock: slopes 0.0000 1.0000 -> (2, 3, 4)",
                            "05LambdaBlock: Reordering -> (2, 12)",
                            "06Linear: DENSE (2, 12) K=1 g=1 bias=true coverage=1.0000 -> (2, 2)");
        }
    }

    @OnEachEngine
    void imagesOfBytesAreRead(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(LambdaBlock.singleton(x -> x.toType(DataType.FLOAT32, false).div(255)))
                        .add(Blocks.batchFlattenBlock())
                        .add(Linear.builder().setUnits(2).build());
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray image = manager.ones(new Shape(2, 3, 4, 4)).toType(DataType.UINT8, true);
            assertThat(
                            Description.of(
                                    NetworkStructure.read(
                                                    network, new NDList(image), engine, Map.of())
                                            .steps()))
                    .containsExactly(
                            "01LambdaBlock: slopes 0.0039 0.0039 -> (2, 3, 4, 4)",
                            "02LambdaBlock: Reordering -> (2, 48)",
                            "03Linear: DENSE (2, 48) K=1 g=1 bias=true coverage=1.0000 ->"
                                    + " (2, 2)");
        }
    }

    @OnEachEngine
    void refusesWhatANetworkDoesNotTake(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Linear layer = Linear.builder().setUnits(3).build();
            layer.initialize(manager, DataType.FLOAT32, new Shape(2, 4));
            assertRefused(layer, new NDList(manager.ones(new Shape(2, 5))), "(2, 5)", "forward");
            assertRefused(layer, new NDList(), "one for each input");
            assertRefused(layer, new NDList(manager.create(1f)), "no axes");
            Recipe bert = Zoo.BERT.recipe().orElseThrow();
            NDList example = example(bert, manager);
            assertRefused(bert.network().get(), new NDList(example.head()), "(8, 6)");
            List<NDArray> two = new ArrayList<>(example.subList(0, 1));
            two.add(example.get(1));
            assertRefused(
                    bert.network().get(), new NDList(two), "as many arrays as it is initialized");
        }
    }

    private static void assertRefused(Block network, NDList example, String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkStructure.read(network, example))
                .withMessageContainingAll(words);
    }
}
