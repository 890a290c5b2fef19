// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Wording;
import io.github.djlmaxout.network.EngineFault;

/**
 * What is said, once each, of the program around the network: faults as alarms, and what is not
 * observed as sentences.
 */
final class SetupMessages {

    /** The line that tells the listeners of a batch. */
    private static final String CALL =
            "Call trainer.notifyListeners(l -> l.onTrainingBatch(trainer, batchData)) after the"
                    + " backward pass and before trainer.step()";

    /** No batch data, no probe. */
    static final String NO_DATA =
            "No layer is probed, since the listener is given batches without their inputs:"
                    + " gradients and weights are measured, activations are not. Pass the batch to"
                    + " new BatchData(batch, labels, predictions).";

    /** Inputs that were closed before the listener was called. */
    static final String CLOSED =
            "No layer is probed, since the inputs are closed when the listener is told of the"
                    + " batch: gradients and weights are measured, activations are not. Tell it"
                    + " before batch.close().";

    /** A network that is another one than at the first step. */
    static final String EXCHANGED =
            "The network has other layers than at the first step: those that were added since are"
                    + " not watched. Make a new trainer, with a listener of its own, for a changed"
                    + " network.";

    /** A trainer that evaluates a test set trains nothing, and nothing is wrong with it. */
    static final String VALIDATED =
            "The listener was told of batches of a validation, and of none of a training. If this"
                    + " trainer trains, in a loop of your own: "
                    + CALL
                    + ".";

    /** Without a step nothing is wrong with it, or an exception came first, which says it all. */
    static final String NOT_TRAINED =
            "The listener was told of no batch, and no gradients are there: the trainer evaluated"
                    + " only, or an exception ended it before its first step. If it trains, in a"
                    + " loop of your own: "
                    + CALL
                    + ".";

    /** A batch that was told twice. */
    static final String TOLD_TWICE =
            "The listener was told twice of a batch, and left out the second call:"
                    + " EasyTrain.trainBatch tells the listeners by itself, so a loop that calls it"
                    + " need not.";

    private SetupMessages() {}

    /** Gradients of several batches, of which the engine keeps the last. */
    static Alarm gradientsLost(long step, long batches) {
        return alarm(
                step,
                "There is one update for "
                        + batches
                        + " batches, and only the gradients of the last of them count",
                "On MXNet each backward pass overwrites the gradients of the one before and does"
                        + " not add to them",
                "Use batches "
                        + batches
                        + " times as large, or add up their losses and go back once, or call"
                        + " trainer.step() after each batch, or use PyTorch");
    }

    /** A listener that is called where there are no gradients. */
    static Alarm calledWithoutGradients(long step) {
        return alarm(
                step,
                "The weights move, although all gradients were zero when the listener was called"
                        + " for the first batch",
                "The listener is called at the wrong place, after trainer.step() or before the"
                        + " backward pass, where the gradients of the batch are not there",
                CALL);
    }

    /** A listener that is called after the update. */
    static Alarm calledAfterUpdate(long step) {
        return alarm(
                step,
                "Between two calls of the listener the weights move by the gradients of the second"
                        + " call, not by those of the first",
                "The listener is called at the wrong place, after trainer.step(), so that it sees"
                        + " the weights after the update, and the loss from before it",
                CALL);
    }

    /** An engine that computes wrong numbers, whatever the network. */
    static Alarm wrongEngine(long step, EngineFault fault) {
        return alarm(step, fault.evidence(), fault.cause(), fault.remedy());
    }

    /** A listener that was never called. */
    static Alarm neverCalled(long step) {
        return alarm(
                step,
                "The training ended with gradients at its weights, and the listener was not told of any"
                        + " batch",
                "A loop of one's own does not call the listeners by itself",
                CALL);
    }

    /**
     * First weights that are not those of the plan.
     *
     * @param layer the first layer with others
     * @param planned the deviation that was planned
     * @param found the root mean square that is there
     * @param others how many more layers have others
     * @param initializer the class of the initializer that the weight has; empty if it is the
     *     plan's own, or none
     */
    static Alarm otherWeights(
            long step, String layer, double planned, double found, int others, String initializer) {
        boolean own = initializer.isEmpty();
        String more =
                others == 0
                        ? ""
                        : "; so it is in "
                                + others
                                + (others == 1 ? " other layer" : " other layers");
        return new Alarm(
                step,
                AlarmKind.SETUP,
                Place.layer(layer),
                "The first weights of "
                        + layer
                        + " are not those of the plan: a deviation of "
                        + Wording.number(planned)
                        + " was planned, and "
                        + Wording.number(found)
                        + " is found"
                        + more,
                own
                        ? "Something gave the network other weights after the plan was applied, or"
                                + " the plan was not applied"
                        : "They are of the initializer "
                                + initializer
                                + ": what optInitializer of the training configuration or"
                                + " setInitializer sets after the plan wins, or the plan was not"
                                + " applied",
                own
                        ? "Call plan.apply(network) last, before trainer.initialize"
                        : "Leave optInitializer out of the configuration, or call"
                                + " plan.apply(network) after model.newTrainer and before"
                                + " trainer.initialize");
    }

    private static Alarm alarm(long step, String evidence, String cause, String remedy) {
        return new Alarm(step, AlarmKind.SETUP, Place.NETWORK, evidence, cause, remedy);
    }

    /** Gradients of several batches that the engine adds up. */
    static String accumulated(long batches) {
        return "Gradients are accumulated: there is one update for "
                + batches
                + " batches. Norms of gradients are those of the sum since the last update, and an"
                + " update is measured from the batch at which it is due to the next one.";
    }

    /** A watched optimizer that is not the one that updates. */
    static String noUpdate() {
        return "A batch had no update by the optimizer that was given to optOptimizer of the"
                + " listener's builder, so its gradients are not observed: give the same"
                + " WatchedOptimizer to optOptimizer of the training configuration, and call"
                + " trainer.step() after each batch.";
    }

    /** A loss that nothing keeps. */
    static String noLoss() {
        return "The loss is not observed, since nothing keeps it and it is not evaluated again:"
                + " write new DefaultTrainingConfig(RecordedLoss.of(loss)) in place of new"
                + " DefaultTrainingConfig(loss).";
    }

    /** A loss that threw at a batch that the listener was not told of. */
    static String lossThrew(Throwable failure) {
        return Wording.sentences(
                "The training ended with an exception of the loss, at a batch of which the"
                        + " listener was not told",
                failure.toString().lines().findFirst().orElse(""));
    }

    /** A network that cannot be read. */
    static String nothingExpected(String reason) {
        return Wording.sentences("Theory predicts nothing of the layers", reason);
    }

    /** A network that cannot be probed. */
    static String notProbed(String reason) {
        return Wording.sentences("No layer is probed", reason);
    }
}
