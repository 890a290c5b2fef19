// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.training.listener.TrainingListener;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Trainings of DJL's own kinds of networks, small enough that a step takes milliseconds: the
 * networks of DJL's examples with the losses and loops that they have there, on made-up examples;
 * and networks and losses that are odd in one way each: shared layers, chance, one array twice,
 * blocks of one's own.
 */
@SuppressWarnings("ImmutableEnumChecker") // nothing writes what it holds
public enum Zoo {
    LSTM(RecurrentNetworks.lstm()),
    GRU(RecurrentNetworks.gru()),
    RES_NET(ImageNetworks.resNet()),
    MOBILE_NET(ImageNetworks.mobileNet()),
    SSD(ImageNetworks.ssd()),
    SSD_WITH_OWN_LOSS(ImageNetworks.ssdWithOwnLoss()),
    BERT(TextNetworks.bert()),
    TRANSFORMER_ENCODER(TextNetworks.transformerEncoder()),
    SEQ2SEQ(TextNetworks.seq2Seq()),
    SEQ2SEQ_WITH_OWN_LOSS(TextNetworks.seq2SeqWithOwnLoss()),
    DEEP_AR(SeriesNetworks.deepAr()),
    DEEP_AR_OF_NUMBERS(SeriesNetworks.deepArOfNumbers()),
    TAB_NET(TableNetworks.tabNet()),
    WORD2VEC(TextNetworks.word2vec()),
    TWO_TOWERS(TableNetworks.twoTowers()),
    GAN(GanTraining::new),
    Q_AGENT((engine, seed, listeners) -> new AgentTraining(engine, seed, listeners.apply(0))),
    REPEATED_LAYER(SharingNetworks.repeatedLayer()),
    SIAMESE_PAIR(SharingNetworks.siamesePair()),
    TIED_EMBEDDINGS(SharingNetworks.tiedEmbeddings()),
    NOISY_LOSS(DrawingNetworks.noisyLoss()),
    COUNTING_LOSS(DrawingNetworks.countingLoss()),
    VARIATIONAL_AUTOENCODER(DrawingNetworks.variationalAutoencoder()),
    DRAWING_BLOCK(DrawingNetworks.drawingBlock()),
    ONE_ARRAY_TWICE(DrawingNetworks.oneArrayTwice()),
    LANGUAGE_MODEL(OwnNetworks.languageModel()),
    LAST_STATE(OwnNetworks.lastState()),
    MIXTURE_OF_EXPERTS(OwnNetworks.mixtureOfExperts()),
    ACTOR_AND_CRITIC(OwnNetworks.actorAndCritic()),
    LOSS_INSIDE(OwnNetworks.lossInside());

    /** Begins a training; each trainer has its own listeners. */
    @FunctionalInterface
    private interface Start {
        ZooTraining with(
                String engine, long seed, IntFunction<List<? extends TrainingListener>> listeners);
    }

    private final Start start;
    private final Optional<Recipe> recipe;

    Zoo(Start start) {
        this.start = start;
        recipe = Optional.empty();
    }

    Zoo(Recipe recipe) {
        start =
                (engine, seed, listeners) ->
                        new EasyTraining(engine, seed, recipe, listeners.apply(0));
        this.recipe = Optional.of(recipe);
    }

    /** Network, loss, inputs and examples, of a training with one trainer and DJL's own loop. */
    public Optional<Recipe> recipe() {
        return recipe;
    }

    /** What an engine of DJL 0.36.0 says of what it cannot train. */
    public Optional<String> refusal(String engine) {
        if (!engine.equals("PyTorch")) {
            return Optional.empty();
        }
        return switch (this) {
            case SSD -> Optional.of("PtNDArrayEx.multiBoxTarget: Not implemented");
            case SEQ2SEQ -> Optional.of("PtNDArray.sequenceMask: Not implemented yet");
            default -> Optional.empty();
        };
    }

    /** Whether each pass of a block is another one: to probe the network changes its training. */
    public boolean isChangedByPasses() {
        return this == VARIATIONAL_AUTOENCODER || this == DRAWING_BLOCK;
    }

    /** Those that an engine can train. */
    public static List<Zoo> of(String engine) {
        return Stream.of(values()).filter(zoo -> zoo.refusal(engine).isEmpty()).toList();
    }

    /**
     * Begins a training.
     *
     * @param engine the engine's name
     * @param seed of weights and examples
     * @param listeners the listeners of a trainer, by its number
     */
    public ZooTraining start(
            String engine, long seed, IntFunction<List<? extends TrainingListener>> listeners) {
        return start.with(engine, seed, listeners);
    }
}
