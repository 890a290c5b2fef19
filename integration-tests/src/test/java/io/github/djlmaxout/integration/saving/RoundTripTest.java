// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.saving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What is saved comes back bit for bit, alone, in containers and in models, and trains on. */
class RoundTripTest {

    private static final DataType[] TYPES = {DataType.FLOAT32, DataType.FLOAT64};

    /** Something to save, how to build it again, and what it takes. */
    private record Saved(String name, Supplier<Block> builder, Shape input, Shape otherBatch) {

        private static List<Saved> all() {
            List<Saved> all = new ArrayList<>();
            for (LayerKind kind : LayerKind.values()) {
                all.add(of(kind.name(), kind::build, kind));
                all.add(of("sequence of " + kind, () -> sequence(kind), kind));
                all.add(of("parallel " + kind, () -> parallel(kind), kind));
            }
            return all;
        }

        private static Saved of(String name, Supplier<Block> builder, LayerKind kind) {
            return new Saved(name, builder, kind.input(3), kind.input(7));
        }

        private static Block sequence(LayerKind kind) {
            return new SequentialBlock()
                    .add(kind.build())
                    .add(MaxoutLinear.builder().setUnits(4).setPieces(2).build())
                    .add(Maxout.block(2, -1, PieceLayout.PIECE_MAJOR));
        }

        private static Block parallel(LayerKind kind) {
            return new ParallelBlock(
                            lists ->
                                    new NDList(
                                            lists.get(0)
                                                    .singletonOrThrow()
                                                    .sub(lists.get(1).singletonOrThrow().mul(2))))
                    .add(kind.build())
                    .add(new SequentialBlock().add(kind.build()));
        }
    }

    @OnEachEngine
    void bitForBit(String engine) throws IOException, MalformedModelException {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (Saved saved : Saved.all()) {
                for (DataType type : TYPES) {
                    String name = saved.name + " " + type;
                    Block block = saved.builder.get();
                    Formula.initialize(block, manager, type, 37, saved.input);
                    byte[] bytes = SavedBytes.of(block);

                    Block loaded = saved.builder.get();
                    SavedBytes.load(bytes, loaded, manager);

                    assertThat(Contents.of(loaded)).as(name).isEqualTo(Contents.of(block));
                    for (Shape shape : List.of(saved.input, saved.otherBatch)) {
                        assertThat(Contents.output(loaded, manager, type, shape))
                                .as(name)
                                .isEqualTo(Contents.output(block, manager, type, shape));
                    }
                    assertThat(SavedBytes.of(loaded)).as(name + " saved again").isEqualTo(bytes);
                }
            }
        }
    }

    /**
     * Of the layers themselves: DJL's containers restore the shapes but not the names of their
     * inputs, and fail to describe them until they are initialized.
     */
    @OnEachEngine
    void describesItsInputOnceLoaded(String engine) throws IOException, MalformedModelException {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (LayerKind kind : LayerKind.values()) {
                Block block = kind.build();
                Formula.initialize(block, manager, DataType.FLOAT32, 37, kind.input(3));
                Block loaded = kind.build();
                SavedBytes.load(SavedBytes.of(block), loaded, manager);

                assertThat(loaded.describeInput().toMap())
                        .as(kind.name())
                        .isEqualTo(block.describeInput().toMap())
                        .containsValue(kind.input(3));
            }
        }
    }

    @OnEachEngine
    void intoAnInitializedBlockWithOtherWeights(String engine)
            throws IOException, MalformedModelException {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (Saved saved : Saved.all()) {
                Block block = saved.builder.get();
                Formula.initialize(block, manager, DataType.FLOAT32, 37, saved.input);
                Block other = saved.builder.get();
                Formula.initialize(other, manager, DataType.FLOAT32, 41, saved.otherBatch);
                int arrays = manager.getManagedArrays().size();

                SavedBytes.load(SavedBytes.of(block), other, manager);

                assertThat(Contents.of(other)).as(saved.name).isEqualTo(Contents.of(block));
                assertThat(manager.getManagedArrays())
                        .as(saved.name + ": the weights it had are closed")
                        .hasSize(arrays);
            }
        }
    }

    @OnEachEngine
    void throughModel(String engine, @TempDir Path folder)
            throws IOException, MalformedModelException {
        for (Saved saved : Saved.all()) {
            for (DataType type : TYPES) {
                String name = saved.name + " " + type;
                try (Model model = Model.newInstance("saved", engine);
                        Model again = Model.newInstance("saved", engine)) {
                    Path own = folder.resolve(name);
                    model.setDataType(type);
                    model.setBlock(saved.builder.get());
                    Formula.initialize(
                            model.getBlock(), model.getNDManager(), type, 37, saved.input);
                    model.save(own, "saved");

                    again.setBlock(saved.builder.get());
                    again.load(own, "saved");

                    assertThat(again.getDataType()).isEqualTo(type);
                    assertThat(again.describeInput().values()).containsExactly(saved.input);
                    assertThat(Contents.of(again.getBlock()))
                            .as(name)
                            .isEqualTo(Contents.of(model.getBlock()));
                }
            }
        }
    }

    /** A loaded network goes the same way as the saved one would have gone. */
    @OnEachEngine
    void trainsOnWithAnotherBatchSize(String engine) throws IOException, MalformedModelException {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (Saved saved : Saved.all()) {
                Block block = saved.builder.get();
                if (block.getParameters().isEmpty()) {
                    continue; // nothing to train
                }
                Formula.initialize(block, manager, DataType.FLOAT32, 37, saved.input);
                Block loaded = saved.builder.get();
                SavedBytes.load(SavedBytes.of(block), loaded, manager);
                Contents before = Contents.of(block);

                train(engine, block, saved.otherBatch);
                train(engine, loaded, saved.otherBatch);

                assertThat(Contents.of(loaded)).as(saved.name).isEqualTo(Contents.of(block));
                assertThat(Contents.of(block)).as(saved.name).isNotEqualTo(before);
            }
        }
    }

    private static void train(String engine, Block block, Shape input) {
        DefaultTrainingConfig config =
                new DefaultTrainingConfig(Loss.l2Loss())
                        .optOptimizer(
                                Optimizer.sgd()
                                        .setLearningRateTracker(Tracker.fixed(0.125f))
                                        .build());
        try (Model model = Model.newInstance("trained", engine)) {
            model.setBlock(block);
            train(model, config, input);
        }
    }

    private static void train(Model model, DefaultTrainingConfig config, Shape input) {
        try (Trainer trainer = model.newTrainer(config)) {
            trainer.initialize(input);
            for (int step = 0; step < 3; step++) {
                try (NDManager batch = trainer.getManager().newSubManager();
                        GradientCollector collector = trainer.newGradientCollector()) {
                    NDArray x = Formula.array(batch, input, DataType.FLOAT32, 29 + step);
                    NDArray y = trainer.forward(new NDList(x)).singletonOrThrow();
                    NDArray target = Formula.array(batch, y.getShape(), DataType.FLOAT32, 53);
                    collector.backward(NDArrays.sub(y, target).square().mean());
                }
                trainer.step();
            }
        }
    }
}
