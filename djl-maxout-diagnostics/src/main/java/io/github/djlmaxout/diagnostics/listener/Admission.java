// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;

import io.github.djlmaxout.diagnostics.WatchedParameter;

import java.util.Arrays;
import java.util.List;

/** Refuses trainers that cannot be watched, before they train. */
final class Admission {

    private Admission() {}

    /**
     * Looks at a new trainer, whose network may have no values yet.
     *
     * @param updates whether the listener sees the updates
     * @throws IllegalStateException if it has several devices and updates are not seen or threads
     *     not waited for, or a type that its engine cannot train
     */
    static void require(Trainer trainer, boolean updates) {
        requireType(trainer);
        if (trainer.getDevices().length > 1) {
            requireUpdates(trainer, updates);
            requireNoThreads(trainer);
        }
    }

    /**
     * Refuses a listener that stands several times among those of a trainer. A loop of one's own
     * may tell again that training begins, so being told so several times proves nothing.
     *
     * @throws IllegalStateException if it does
     */
    static void requireOnce(Trainer trainer, TrainingListener own) {
        int[] times = new int[1];
        trainer.notifyListeners(listener -> times[0] += listener == own ? 1 : 0);
        if (times[0] > 1) {
            throw new IllegalStateException(
                    "This DiagnosticsListener stands twice in the training configuration, and"
                            + " would count each step twice: add it once.");
        }
    }

    /** The first array of bfloat16 ends the whole process on PyTorch, with no exception. */
    private static void requireType(Trainer trainer) {
        DataType type = trainer.getModel().getDataType();
        String engine = trainer.getManager().getEngine().getEngineName();
        boolean fails =
                type == DataType.BFLOAT16 || (type == DataType.FLOAT16 && "MXNet".equals(engine));
        if (fails) {
            throw new IllegalStateException(
                    "The model has the type "
                            + type
                            + ", which cannot be trained through DJL on "
                            + engine
                            + (type == DataType.BFLOAT16 && "PyTorch".equals(engine)
                                    ? ": the first array of it ends the whole process"
                                    : ": it makes no gradients of that type")
                            + ". Call model.setDataType(DataType.FLOAT32) before newTrainer.");
        }
    }

    private static void requireUpdates(Trainer trainer, boolean updates) {
        if (!updates) {
            throw new IllegalStateException(
                    "The trainer has "
                            + trainer.getDevices().length
                            + " devices, "
                            + Arrays.toString(trainer.getDevices())
                            + ", and before the update each has its own part of the gradients"
                            + " alone. Write WatchedOptimizer watched ="
                            + " WatchedOptimizer.wrap(optimizer), and give it to the training"
                            + " configuration and to DiagnosticsListener.builder(), to both by"
                            + " optOptimizer(watched).");
        }
    }

    private static void requireNoThreads(Trainer trainer) {
        if (trainer.getExecutorService().isPresent()) {
            throw new IllegalStateException(
                    "The trainer has "
                            + trainer.getDevices().length
                            + " devices and an executor, and DJL's EasyTrain does not wait for the"
                            + " threads that it starts on it: the listener and the update come"
                            + " before the gradients. Leave out optExecutorService(..).");
        }
    }

    /**
     * Looks at the parameters of a trainer that trains. It keeps a copy of its own for each device
     * that is not the parameter's.
     *
     * @throws IllegalStateException if a parameter is not on the trainer's first device
     */
    static void requireSeen(Trainer trainer, List<WatchedParameter> parameters) {
        Device device = trainer.getDevices()[0];
        for (WatchedParameter parameter : parameters) {
            Device own = parameter.parameter().getArray().getDevice();
            if (!own.equals(device)) {
                throw new IllegalStateException(
                        "The trainer works on "
                                + device
                                + ", but the parameter "
                                + parameter.name()
                                + " is on "
                                + own
                                + ", where no gradients arrive: make the model on "
                                + device
                                + ".");
            }
        }
    }
}
