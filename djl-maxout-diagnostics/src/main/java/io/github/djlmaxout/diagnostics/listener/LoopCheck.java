// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDArray;
import ai.djl.training.Trainer;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.diagnostics.alarm.AlarmRule;
import io.github.djlmaxout.diagnostics.alarm.Readings;
import io.github.djlmaxout.diagnostics.internal.EuclideanNorm;
import io.github.djlmaxout.diagnostics.probe.NetworkParameters;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks at the loop that trains: whether the listener is called where gradients stand, and whether
 * each batch has its update.
 *
 * <p>A first batch of which all gradients are exactly zero, and weights that have moved by the
 * second all the same, tell a call at the wrong place: DJL refuses an update without gradients
 * until there has been one. Where gradients stay after the update a late call is told by the
 * direction in which the weights move. Two updates in a row that took several batches each tell
 * that gradients are accumulated, which a learning rate that warms up from zero does not look like.
 */
final class LoopCheck implements AlarmRule {

    /** What has to be seen twice. */
    private static final int TWICE = 2;

    private final Trainer trainer;
    private final NetworkParameters network;
    private final boolean overwrites;
    private final Notes notes;
    private final UpdateWitness witness;
    private long calls;
    private boolean zeroAtFirst;
    private boolean misplaced;
    private boolean behind;
    private long several;
    private boolean said;
    private Optional<Alarm> lost = Optional.empty();

    private LoopCheck(Trainer trainer, NetworkParameters network, Notes notes) {
        this.trainer = trainer;
        this.network = network;
        // PyTorch's optimizers clear gradients and its backward passes add to them; on MXNet they
        // stay, and a backward pass overwrites them.
        overwrites = trainer.getManager().getEngine().getEngineName().equals("MXNet");
        witness = UpdateWitness.of(network.parameters(), overwrites);
        this.notes = notes;
    }

    /** Creates a check of what trains a network. */
    static LoopCheck of(Trainer trainer, NetworkParameters network, Notes notes) {
        return new LoopCheck(trainer, network, notes);
    }

    /** Says so if the network is not what it was at the first step. */
    void lookAtNetwork() {
        if (!network.areOf(trainer.getModel().getBlock())) {
            notes.say(SetupMessages.EXCHANGED);
        }
    }

    /** Says that a batch had no update where updates are watched. */
    void missUpdate() {
        notes.say(SetupMessages.noUpdate());
    }

    /** Looks at a batch. */
    void look(long step, StepArrays arrays) {
        witness.look(arrays);
        lost = Optional.empty();
        calls++;
        if (calls == 1) {
            zeroAtFirst = witness.canSee() && areZero(arrays, network.parameters());
        } else if (calls == 2) {
            misplaced = zeroAtFirst && witness.hasMoved();
        }
        behind = witness.isBehindUpdate();
        if (calls > 1 && witness.canSee() && witness.hasMoved()) {
            several = witness.batchesOfUpdate() > 1 ? several + 1 : 0;
            if (several >= TWICE && !said) {
                said = true;
                accumulated(step, witness.batchesOfUpdate());
            }
        }
    }

    /**
     * Whether a backward pass has been made: gradients are not zero, or they were and were cleared
     * by an update. PyTorch has none before the first pass, and hands out new zeros each time; what
     * is written into cleared ones is there when they are asked for again.
     */
    boolean hasGradients() {
        try (StepArrays arrays = new StepArrays.OfParameters()) {
            return network.parameters().stream()
                    .filter(p -> p.isTrained() && p.parameter().isInitialized())
                    .anyMatch(p -> isThere(arrays.gradient(p), p));
        }
    }

    private boolean isThere(NDArray gradient, WatchedParameter parameter) {
        if (EuclideanNorm.of(gradient) != 0) {
            return true;
        }
        if (overwrites) {
            return false;
        }
        gradient.addi(1);
        try (NDArray again = parameter.parameter().getArray().getGradient()) {
            return EuclideanNorm.of(again) != 0;
        } finally {
            gradient.subi(1);
        }
    }

    private static boolean areZero(StepArrays arrays, List<WatchedParameter> parameters) {
        for (WatchedParameter parameter : parameters) {
            if (parameter.isTrained() && EuclideanNorm.of(arrays.gradient(parameter)) != 0) {
                return false;
            }
        }
        return true;
    }

    private void accumulated(long step, long batches) {
        if (overwrites) {
            lost = Optional.of(SetupMessages.gradientsLost(step, batches));
        } else {
            notes.say(SetupMessages.accumulated(batches));
        }
    }

    /** Gradients that got lost, if that was found at this batch. */
    Optional<Alarm> lost() {
        return lost;
    }

    /** Whether the weights have moved since the batch before. */
    boolean hasMoved() {
        return witness.hasMoved();
    }

    @Override
    public String name() {
        return "training loop";
    }

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        if (misplaced) {
            alarms.accept(SetupMessages.calledWithoutGradients(readings.step()));
        } else if (behind) {
            alarms.accept(SetupMessages.calledAfterUpdate(readings.step()));
        }
    }
}
