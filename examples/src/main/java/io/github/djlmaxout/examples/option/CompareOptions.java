// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.option;

import io.github.djlmaxout.examples.experiment.ExperimentNetwork;
import io.github.djlmaxout.examples.experiment.TrainingTask;
import io.github.djlmaxout.examples.model.Bounds;
import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.examples.train.OptimizerKind;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** The options that say what to compare. */
public final class CompareOptions {

    private static final List<InitializationKind> PREDICTED =
            List.of(
                    InitializationKind.MAXOUT,
                    InitializationKind.MAXOUT_MEASURED,
                    InitializationKind.CRITICAL);

    private static final List<InitializationKind> MAIN =
            List.of(
                    InitializationKind.DJL_DEFAULT,
                    InitializationKind.MAXOUT,
                    InitializationKind.CRITICAL,
                    InitializationKind.DATA_DEPENDENT,
                    InitializationKind.RELU_HE);

    private static final List<InitializationKind> OTHERS =
            List.of(
                    InitializationKind.MAXOUT,
                    InitializationKind.SPHERE,
                    InitializationKind.MANY_REGIONS,
                    InitializationKind.FRACTIONAL_MOMENT,
                    InitializationKind.HESSIAN_COMPROMISE,
                    InitializationKind.WEIGHT_NORMALIZED,
                    InitializationKind.ORTHOGONAL);

    /** What is compared. */
    public enum Part {
        MOMENTS,
        TRAINING,
        SCHEMES
    }

    /** What a network sees when its moments are measured. */
    public enum Input {
        GAUSSIAN,
        DATA
    }

    @Option(
            names = "--part",
            paramLabel = "PART",
            defaultValue = "moments",
            description = {
                "moments: second moments of activations, gradients and the Jacobian at the start,"
                        + " measured over many seeds and predicted;",
                "training: test accuracy after each epoch, each initialization at its own best"
                        + " learning rate;",
                "schemes: the same for the initializations of other papers"
                        + " (default: ${DEFAULT-VALUE})."
            })
    private Part part;

    @Option(
            names = "--networks",
            paramLabel = "NAME",
            split = ",",
            description =
                    "fc20 (64, 32, 16, 8 units, 5 layers each), fc30 (30 layers of 64), dense20 (20"
                            + " of 128), vgg (3 blocks of 2 convolutions and a pool, 64 dense)"
                            + " (default: all for moments, else fc30).")
    private List<ExperimentNetwork> networks = List.of();

    @Option(
            names = {"-K", "--pieces"},
            paramLabel = "K",
            split = ",",
            description = "Pieces of a maxout unit (default: 2,3,5 for moments, else 5).")
    private List<Integer> pieces = List.of();

    @Option(
            names = "--schemes",
            paramLabel = "NAME",
            split = ",",
            description =
                    "djl-default, relu-he, maxout, maxout-measured, critical, data-dependent,"
                            + " sphere, many-regions, fractional-moment, hessian-compromise,"
                            + " weight-normalized, orthogonal (default: maxout, maxout-measured,"
                            + " critical for moments; djl-default, maxout, critical,"
                            + " data-dependent, relu-he for training; maxout and the last six for"
                            + " schemes).")
    private List<String> schemes = List.of();

    @Option(
            names = "--optimizers",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "sgd,adam",
            description = "sgd with momentum 0.9, adam (default: ${DEFAULT-VALUE}).")
    private List<OptimizerKind> optimizers;

    @Option(
            names = "--rates",
            paramLabel = "X",
            split = ",",
            description =
                    "Constant learning rates to try (default: 0.0003,0.001,0.003,0.01,0.03 for sgd;"
                            + " 0.0001,0.0003,0.001,0.003 for adam).")
    private List<Double> rates = List.of();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description =
                    "How many seeds, counted from 1 in training (default: 100 for moments, else 3).")
    private Integer seeds;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "3",
            description = "Passes over the training samples (default: ${DEFAULT-VALUE}).")
    @AtLeast(1)
    private int epochs;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "10000",
            description =
                    "Training samples, chosen at random but the same in every run, 0 for all"
                            + " (default: ${DEFAULT-VALUE}).")
    @AtLeast(0)
    private int samples;

    @Option(
            names = "--test-samples",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Test samples, the first ones, 0 for all (default: ${DEFAULT-VALUE}).")
    @AtLeast(0)
    private int testSamples;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description =
                    "Samples of an update, or of the batch of moments (default: 64, moments 16).")
    private Integer batchSize;

    @Option(
            names = "--input",
            paramLabel = "KIND",
            defaultValue = "gaussian",
            description =
                    "For moments: gaussian, or data for the first training samples; either way each"
                            + " sample is scaled to mean square 1 (default: ${DEFAULT-VALUE}).")
    private Input input;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if an option is out of its bounds
     */
    public void check() {
        Bounds.atLeast("--batch-size", batchSize(), 1);
        Bounds.atLeast("--seeds", seeds(), part == Part.MOMENTS ? 2 : 1);
        pieces().forEach(k -> Bounds.atLeast("--pieces", k, 2));
        Bounds.require(
                "--samples",
                samples,
                samples == 0 || samples >= batchSize() || part == Part.MOMENTS,
                "at least a batch, " + batchSize());
        for (double rate : rates) {
            if (!(rate > 0 && Double.isFinite(rate))) {
                throw new IllegalArgumentException(
                        "--rates has " + rate + ", expected positive numbers");
            }
        }
        schemes();
    }

    public Part part() {
        return part;
    }

    public Input input() {
        return input;
    }

    public int samples() {
        return samples;
    }

    public int testSamples() {
        return testSamples;
    }

    public int batchSize() {
        return batchSize != null ? batchSize : part == Part.MOMENTS ? 16 : 64;
    }

    public int seeds() {
        return seeds != null ? seeds : part == Part.MOMENTS ? 100 : 3;
    }

    public List<ExperimentNetwork> networks() {
        if (!networks.isEmpty()) {
            return networks;
        }
        return part == Part.MOMENTS
                ? List.of(ExperimentNetwork.values())
                : List.of(ExperimentNetwork.FC30);
    }

    public List<Integer> pieces() {
        if (!pieces.isEmpty()) {
            return pieces;
        }
        return part == Part.MOMENTS ? List.of(2, 3, 5) : List.of(5);
    }

    public List<InitializationKind> schemes() {
        if (!schemes.isEmpty()) {
            return schemes.stream().map(InitializationKind::of).toList();
        }
        return switch (part) {
            case MOMENTS -> PREDICTED;
            case TRAINING -> MAIN;
            case SCHEMES -> OTHERS;
        };
    }

    private List<Double> rates(OptimizerKind optimizer) {
        if (!rates.isEmpty()) {
            return rates;
        }
        return optimizer == OptimizerKind.SGD
                ? List.of(.0003, .001, .003, .01, .03)
                : List.of(.0001, .0003, .001, .003);
    }

    /** Returns all runs, seed by seed, so that one that is stopped has tried every rate. */
    public List<TrainingTask> tasks(String engine, String dataset, int train, int test) {
        TrainingTask.Setting setting =
                new TrainingTask.Setting(engine, dataset, train, test, batchSize(), epochs);
        List<TrainingTask> tasks = new ArrayList<>();
        for (int seed = 1; seed <= seeds(); seed++) {
            for (ExperimentNetwork network : networks()) {
                for (int k : pieces()) {
                    for (InitializationKind kind : schemes()) {
                        for (OptimizerKind optimizer : optimizers) {
                            int pieces = kind == InitializationKind.RELU_HE ? 1 : k;
                            TrainingTask.Group group =
                                    new TrainingTask.Group(
                                            setting, network, pieces, kind, optimizer);
                            for (double rate : rates(optimizer)) {
                                tasks.add(new TrainingTask(group, rate, seed));
                            }
                        }
                    }
                }
            }
        }
        return tasks;
    }
}
