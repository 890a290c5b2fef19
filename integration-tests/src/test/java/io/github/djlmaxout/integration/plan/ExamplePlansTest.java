// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.initializer.Distribution;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.PlanDifference;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.zoo.Examples;
import io.github.djlmaxout.integration.zoo.Recipe;
import io.github.djlmaxout.integration.zoo.Zoo;

import java.util.List;
import java.util.Random;

/** Plans for networks of several inputs, of token ids and of sequences. */
class ExamplePlansTest {

    /** A plan applied to a new network, which is then initialized and run once. */
    private static InitializationPlan planned(Zoo zoo, String engine) {
        Recipe recipe = zoo.recipe().orElseThrow();
        Block network = recipe.network().get();
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Examples examples = recipe.examples().next(manager, new Random(1));
            NDList example = examples.data();
            boolean decodes = example.size() < recipe.inputs().size();
            if (decodes) {
                // DJL's decoder gets its input with the labels.
                example = new NDList(example.head(), example.head());
            }
            InitializationPlan plan =
                    InitializationPlan.builder(network, example).optEngine(engine).build();
            plan.apply(network);
            network.initialize(manager, DataType.FLOAT32, recipe.inputs().toArray(new Shape[0]));
            assertThat(plan.differences(network)).isEmpty();
            // Also what is initialized gets its weights, and another network of the same layers.
            plan.withSeed(3).apply(network);
            plan.apply(recipe.network().get());
            if (!decodes) {
                ParameterStore store = new ParameterStore(manager, false);
                assertThat(network.forward(store, new NDList(examples.data()), false)).isNotEmpty();
            }
            for (LayerPlan layer : plan.layers()) {
                assertThat(layer.distribution() == Distribution.NORMAL || !layer.note().isEmpty())
                        .as("%s has weights or a reason", layer.name())
                        .isTrue();
                assertThat(plan.toString()).contains(layer.name());
            }
            return plan;
        }
    }

    private static List<String> rows(InitializationPlan plan) {
        return plan.layers().stream()
                .map(
                        layer ->
                                layer.name()
                                        + " "
                                        + layer.fanIn()
                                        + (layer.distribution() == Distribution.UNCHANGED
                                                ? " alone"
                                                : " c=" + Math.round(100 * layer.c()) / 100.0))
                .toList();
    }

    @OnEachEngine
    void recurrentNetworks(String engine) {
        assertThat(rows(planned(Zoo.LSTM, engine)))
                .containsExactly(
                        "01LSTM/l_0_i2h_WEIGHT 4 c=1.0",
                        "01LSTM/l_0_h2h_WEIGHT 8 c=1.0",
                        "03Linear 40 c=1.0");
        assertThat(rows(planned(Zoo.GRU, engine))).hasSize(5).allMatch(row -> row.contains("c=1"));
    }

    @OnEachEngine
    void transformers(String engine) {
        String block = "02TransformerEncoderBlock/";
        assertThat(rows(planned(Zoo.TRANSFORMER_ENCODER, engine)))
                .containsExactly(
                        block + "01selfAttention/01keyProjection 8 c=1.0",
                        block + "01selfAttention/02queryProjection 8 c=1.0",
                        block + "01selfAttention/03valueProjection 8 c=1.0",
                        block + "01selfAttention/04resultProjection 8 c=1.0",
                        // c with E gelu(sqrt(c) z)^2 = 1, by quadrature 2.16.
                        block + "03outputBlock/01Linear 8 c=2.16",
                        block + "03outputBlock/03Linear 16 c=1.0",
                        "04Linear 48 c=1.0");
        InitializationPlan bert = planned(Zoo.BERT, engine);
        assertThat(rows(bert))
                .hasSize(2 * 6 + 3)
                .contains(
                        "01Bert/05transformer_0/01selfAttention/01keyProjection 8 c=1.0",
                        "01Bert/07poolingProjection 8 alone",
                        "03BertNextSentenceBlock/01binaryClassifier 8 alone");
        assertThat(bert.toString())
                .contains("the inside of 01Bert (BertBlock) is not read")
                .contains("input (8, 6), (8, 6), (8, 6), (8, 2)");
    }

    @OnEachEngine
    void networksOfSeveralInputs(String engine) {
        assertThat(rows(planned(Zoo.DEEP_AR, engine)))
                .containsExactly(
                        "01param_proj/01_distr_total_count 8 alone",
                        "01param_proj/02_distr_logits 8 alone",
                        "04rnn_lstm/l_0_i2h_WEIGHT 9 c=1.0",
                        "04rnn_lstm/l_0_h2h_WEIGHT 8 c=1.0");
        assertThat(rows(planned(Zoo.SEQ2SEQ, engine)))
                .hasSize(9)
                .contains(
                        "02Decoder/01Block/02LSTM/l_1_i2h_WEIGHT 8 c=1.0",
                        "02Decoder/01Block/03Linear 8 alone");
        assertThat(rows(planned(Zoo.TWO_TOWERS, engine)))
                .containsExactly(
                        "01SequentialBlock/03Linear 6 c=2.0",
                        "01SequentialBlock/05Linear 12 alone",
                        "02SequentialBlock/03Linear 6 c=2.0",
                        "02SequentialBlock/05Linear 12 alone");
        assertThat(rows(planned(Zoo.WORD2VEC, engine))).isEmpty();
    }

    @OnEachEngine
    void tablesAndImages(String engine) {
        InitializationPlan plan = planned(Zoo.TAB_NET, engine);
        assertThat(rows(plan)).contains("06fullyConnected 4 alone");
        // Shared by all steps and planned where it is known what follows: a normalization.
        LayerPlan shared = plan.layers().get(0);
        assertThat(shared.name()).isEqualTo("02sharedfc0");
        assertThat(shared.note())
                .contains("has the weights of 04featureTransformer/01SequentialBlock/01Linear");
        assertThat(shared.c()).isEqualTo(1);
        assertThat(rows(planned(Zoo.RES_NET, engine))).allMatch(row -> row.contains("c="));
        assertThat(planned(Zoo.SSD, engine).layers()).hasSize(10);
        assertThat(planned(Zoo.MOBILE_NET, engine).layers()).isNotEmpty();
    }

    @OnEachEngine
    void anExampleOfOneInputPlansAsItsShape(String name) {
        Block network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(6).build())
                        .add(Activation.reluBlock())
                        .add(Linear.builder().setUnits(2).build());
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            Shape shape = new Shape(3, 4);
            InitializationPlan ofShape =
                    InitializationPlan.builder(network, shape).optEngine(name).build();
            InitializationPlan ofExample =
                    InitializationPlan.builder(network, new NDList(manager.ones(shape)))
                            .optEngine(name)
                            .build();
            assertThat(ofExample.layers()).isEqualTo(ofShape.layers());
            assertThatThrownBy(() -> InitializationPlan.builder(network, new NDList()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("one for each input");
        }
        assertThat(InitializationPlan.of(network, new Shape(3, 4), Scheme.maxout()).toString())
                .contains("optInitializer wins over a plan applied before newTrainer");
    }

    /** What DJL does decides which of two wins; the plan tells which one did. */
    @OnEachEngine
    void tellsWhenAnotherInitializerWon(String name) {
        DefaultTrainingConfig config =
                new DefaultTrainingConfig(Loss.l2Loss())
                        .optInitializer(new XavierInitializer(), Parameter.Type.WEIGHT);
        Shape shape = new Shape(4, 400);
        for (boolean before : new boolean[] {true, false}) {
            Block network =
                    new SequentialBlock()
                            .add(Linear.builder().setUnits(200).build())
                            .add(Activation.reluBlock())
                            .add(Linear.builder().setUnits(50).build());
            InitializationPlan plan =
                    InitializationPlan.builder(network, shape).optEngine(name).build();
            try (Model model = Model.newInstance("plan", name)) {
                model.setBlock(network);
                if (before) {
                    plan.apply(network);
                }
                try (Trainer trainer = model.newTrainer(config)) {
                    if (!before) {
                        plan.apply(network);
                    }
                    trainer.initialize(shape);
                    List<PlanDifference> differences = plan.differences(network);
                    if (!before) {
                        assertThat(differences).isEmpty();
                        continue;
                    }
                    assertThat(differences)
                            .extracting(PlanDifference::layer)
                            .containsExactly("01Linear", "03Linear");
                    assertThat(differences.get(0).planned()).isEqualTo(Math.sqrt(2.0 / 400));
                    // Uniform up to sqrt(6 / (400 + 200)) with DJL's factor: off by 15 percent.
                    assertThat(differences.get(0).found())
                            .isCloseTo(Math.sqrt(2.0 / 300), withinPercentage(1));
                }
            }
        }
    }
}
