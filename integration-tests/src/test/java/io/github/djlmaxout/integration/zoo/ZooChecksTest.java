package io.github.djlmaxout.integration.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.diagnostics.check.Verdict;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The check of DJL's own kinds of networks, with several inputs, ids, sequences and own losses. */
class ZooChecksTest {

    private static final long SEED = 3;

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
            Engine.getEngine(engine).setRandomSeed((int) SEED);
            try (NDManager manager = Engine.getEngine(engine).newBaseManager(Device.cpu())) {
                Block network = recipe.network().get();
                network.initialize(
                        manager, DataType.FLOAT32, recipe.inputs().toArray(Shape[]::new));
                Examples batch = recipe.examples().next(manager, new Random(SEED));
                SignalCheck check =
                        SignalCheck.run(network, batch.data(), batch.labels(), recipe.loss().get());
                if (check.verdict() != Verdict.FINE && check.verdict() != Verdict.UNKNOWN) {
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
