package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.types.DataType;
import ai.djl.training.Trainer;

import java.util.Arrays;

/** Refuses trainers that cannot be watched, before they train. */
final class Admission {

    private Admission() {}

    /**
     * Looks at a new trainer, whose network may have no values yet.
     *
     * @throws IllegalStateException if it has several devices, or a type that its engine cannot
     *     train
     */
    static void require(Trainer trainer) {
        requireType(trainer);
        requireOneDevice(trainer);
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

    private static void requireOneDevice(Trainer trainer) {
        int devices = trainer.getDevices().length;
        if (devices > 1) {
            throw new IllegalStateException(
                    "The trainer has "
                            + devices
                            + " devices, "
                            + Arrays.toString(trainer.getDevices())
                            + ", but only one can be watched: before the update each device has"
                            + " its own part of the gradients alone. Train on one device, or leave"
                            + " out the DiagnosticsListener.");
        }
    }
}
