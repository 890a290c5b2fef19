// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.check.LayerCheck;
import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.diagnostics.check.Verdict;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The check of DJL's own kinds of networks, with several inputs, ids, sequences and own losses. */
class ZooChecksTest {

    private static final long SEED = 3;

    private static SignalCheck check(String engine, Recipe recipe, NDManager manager) {
        Engine.getEngine(engine).setRandomSeed((int) SEED);
        Block network = recipe.network().get();
        network.initialize(manager, DataType.FLOAT32, recipe.inputs().toArray(Shape[]::new));
        Examples batch = recipe.examples().next(manager, new Random(SEED));
        return SignalCheck.run(network, batch.data(), batch.labels(), recipe.loss().get());
    }

    /** A label of each word, in a batch of which a part is taken. */
    @OnEachEngine
    void severalLabelsOfASampleStayWithIt(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager(Device.cpu())) {
            SignalCheck check = check(engine, OwnNetworks.languageModel(), manager);
            assertThat(check.loss()).as("%s", check).isPresent();
            assertThat(check.verdict()).as("%s", check).isEqualTo(Verdict.FINE);
        }
    }

    /** On PyTorch it would end the process. */
    @OnEachEngine
    void bidirectionalRecurrenceIsRunOnlyWhereItWorks(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager(Device.cpu())) {
            SignalCheck check = check(engine, RecurrentNetworks.bidirectional(), manager);
            if (engine.equals("PyTorch")) {
                assertThat(check.verdict()).as("%s", check).isEqualTo(Verdict.UNKNOWN);
                assertThat(check.note()).contains("bidirectional", "memory");
            } else {
                assertThat(check.loss()).as("%s", check).isPresent();
                assertThat(check.verdict()).as("%s", check).isEqualTo(Verdict.FINE);
            }
        }
    }

    @OnEachEngine
    void aNetworkThatReturnsItsLossIsPlannedAndChecked(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager(Device.cpu())) {
            Recipe recipe = OwnNetworks.lossInside();
            Block network = recipe.network().get();
            assertThat(
                            InitializationPlan.of(network, recipe.inputs().get(0), Scheme.maxout())
                                    .layers())
                    .extracting(LayerPlan::name)
                    .containsExactly("01Linear", "03Linear");
            assertThat(check(engine, recipe, manager).loss()).isPresent();
        }
    }

    /** As a listener's probe shows them. */
    @OnEachEngine
    void layersInsideOfBlocksThatCannotBeFollowedAreListed(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager(Device.cpu())) {
            SignalCheck check = check(engine, OwnNetworks.mixtureOfExperts(), manager);
            assertThat(check.layers().stream().filter(layer -> layer.forward() > 0))
                    .as("%s", check)
                    .extracting(LayerCheck::name)
                    .containsExactly(
                            "01gate",
                            "02expert/01Linear",
                            "02expert/03Linear",
                            "03expert/01Linear",
                            "03expert/03Linear",
                            "04expert/01Linear",
                            "04expert/03Linear");
            assertThat(check.verdict()).as("%s", check).isEqualTo(Verdict.FINE);
        }
    }

    /** Whatever cannot be seen: none is refused, and none that trains well is called sick. */
    @OnEachEngine
    void noneIsRefusedAndNoneIsCalledSick(String engine) {
        List<String> wrong = new ArrayList<>();
        for (Zoo zoo : Zoo.of(engine)) {
            // The encoder of DJL's Seq2Seq gets no gradient, which is true.
            if (zoo.recipe().isEmpty() || zoo.name().startsWith("SEQ2SEQ")) {
                continue;
            }
            Recipe recipe = zoo.recipe().get();
            try (NDManager manager = Engine.getEngine(engine).newBaseManager(Device.cpu())) {
                SignalCheck check = check(engine, recipe, manager);
                if (!check.verdict().equals(Verdict.FINE)
                        && !check.verdict().equals(Verdict.UNKNOWN)) {
                    wrong.add(zoo + ": " + check);
                }
                if (check.loss().isEmpty() && check.note().isEmpty()) {
                    wrong.add(zoo + " says nothing of a loss that it did not see: " + check);
                }
            } catch (RuntimeException e) {
                wrong.add(zoo + " is refused: " + e);
            }
        }
        assertThat(wrong).as("seed " + SEED).isEmpty();
    }
}
