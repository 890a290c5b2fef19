// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.TrainingDivergedException;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.translate.TranslateException;

import io.github.djlmaxout.diagnostics.listener.RecordedLoss;
import io.github.djlmaxout.examples.data.InputNormalization;
import io.github.djlmaxout.examples.data.SampleBatches;
import io.github.djlmaxout.examples.data.Seeds;
import io.github.djlmaxout.examples.data.TrainingData;
import io.github.djlmaxout.examples.model.VggNetwork;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.nn.MaxNormOptimizer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One network in training: from the start or from a checkpoint, to the last epoch or until it is
 * asked to stop.
 *
 * <p>Everything random is derived from the seed and the position in the run: the weights, the order
 * of the samples of an epoch, the change of a training image, the values dropped in an update. A
 * resumed run therefore does what the uninterrupted one would have done.
 */
public final class TrainingSession implements AutoCloseable {

    private static final long DROPOUT = 4;

    private final TrainingSettings settings;
    private final EpochBatches batches;
    private final Model model;
    private final Optional<InitializationPlan> plan;
    private final OptimizerState moments = new OptimizerState();
    private final TallyListener tallies = new TallyListener();
    private final LearningRates rates;
    private final Trainer trainer;
    private Progress progress;

    private TrainingSession(
            TrainingSettings settings, TrainingData data, Checkpoint checkpoint, Watcher watcher)
            throws IOException {
        this.settings = settings;
        batches = EpochBatches.of(settings, data);
        progress = checkpoint == null ? Progress.START : checkpoint.progress();
        rates = new LearningRates(settings.learningRate(), settings.updates(batches.count(0)));
        model = Model.newInstance("djl-maxout", settings.engine());
        try {
            Block network =
                    VggNetwork.build(
                            settings.network(), data.train().shape(), data.train().classes());
            model.setBlock(network);
            Shape input = new Shape(settings.batchSize()).addAll(data.train().shape());
            if (checkpoint == null) {
                plan =
                        FreshNetwork.prepare(
                                network,
                                input,
                                settings.initialization(),
                                settings.seed(),
                                data.train(),
                                batches.normalization(),
                                model.getNDManager());
            } else {
                plan = Optional.empty();
                progress.requireFit(batches.count(progress.epoch()));
                ParameterLayout layout =
                        ParameterLayout.of(
                                VggNetwork.build(
                                        settings.network(),
                                        data.train().shape(),
                                        data.train().classes()),
                                input,
                                model.getNDManager());
                // MXNet's parameter store keeps the values it sees at initialization: load first.
                checkpoint.loadParameters(network, layout, model.getNDManager());
                moments.restore(network, checkpoint.moments());
            }
            trainer =
                    model.newTrainer(
                            new DefaultTrainingConfig(
                                            RecordedLoss.of(Loss.softmaxCrossEntropyLoss()))
                                    .optOptimizer(optimizer())
                                    .optDevices(new Device[] {Device.cpu()})
                                    .addTrainingListeners(tallies)
                                    .addTrainingListeners(watcher.listeners(plan)));
            trainer.initialize(input);
        } catch (RuntimeException | IOException e) {
            model.close();
            throw e;
        }
    }

    /** Begins a run that is watched. */
    public static TrainingSession begin(
            TrainingSettings settings, TrainingData data, Watcher watcher) throws IOException {
        return new TrainingSession(settings, data, null, watcher);
    }

    /**
     * Goes on with a run, and watches it.
     *
     * @throws IOException if the checkpoint does not fit the network
     */
    public static TrainingSession resume(
            TrainingSettings settings, TrainingData data, Checkpoint checkpoint, Watcher watcher)
            throws IOException {
        return new TrainingSession(settings, data, checkpoint, watcher);
    }

    /**
     * Trains to the last epoch, or until asked to stop.
     *
     * @param stop asked after each update
     * @param observer told after each update and each epoch
     * @return whether all epochs are done
     * @throws TrainingDivergedException if the loss is no longer finite
     * @throws IOException if the observer cannot write what it keeps
     */
    public boolean train(StopRequest stop, TrainingObserver observer) throws IOException {
        while (progress.epoch() < settings.epochs()) {
            if (!trainEpoch(stop, observer)) {
                return false;
            }
        }
        return true;
    }

    private boolean trainEpoch(StopRequest stop, TrainingObserver observer) throws IOException {
        long start = System.nanoTime();
        double before = progress.seconds();
        int epoch = progress.epoch();
        int all = batches.count(epoch);
        tallies.begin(progress.tally());
        try {
            SampleBatches pass = batches.training(epoch).range(progress.batch(), all);
            for (Batch batch : trainer.iterateDataset(pass)) {
                try (batch) {
                    seedDropout();
                    EasyTrain.trainBatch(trainer, batch);
                    checkFinite();
                    trainer.step();
                }
                progress =
                        new Progress(
                                epoch,
                                progress.batch() + 1,
                                progress.updates() + 1,
                                tallies.training(),
                                before + secondsSince(start),
                                progress.history());
                observer.onBatch(epoch, progress.batch(), all, progress.tally());
                if (stop.stopNow()) {
                    return false;
                }
            }
            EasyTrain.evaluateDataset(trainer, batches.test());
        } catch (TranslateException e) {
            throw new IOException("a batch could not be made: " + e.getMessage(), e);
        }
        EpochResult result =
                new EpochResult(
                        epoch + 1,
                        rates.getNewValue(progress.updates()),
                        tallies.training().meanLoss(),
                        tallies.training().accuracy(),
                        tallies.test().meanLoss(),
                        tallies.test().accuracy(),
                        before + secondsSince(start));
        List<EpochResult> history = new ArrayList<>(progress.history());
        history.add(result);
        progress = new Progress(epoch + 1, 0, progress.updates(), Tally.NONE, 0, history);
        trainer.notifyListeners(listener -> listener.onEpoch(trainer));
        observer.onEpoch(result);
        return true;
    }

    /** Returns a checkpoint of this moment. */
    public Checkpoint checkpoint() throws IOException {
        return Checkpoint.of(progress, model.getBlock(), moments);
    }

    /** Returns how far the run has come. */
    public Progress progress() {
        return progress;
    }

    /** Returns the settings of the run. */
    public TrainingSettings settings() {
        return settings;
    }

    /** Returns the model in training. */
    public Model model() {
        return model;
    }

    /**
     * Returns the plan of the first weights.
     *
     * @return the plan; none if the run goes on with other weights, or takes DJL's
     */
    public Optional<InitializationPlan> plan() {
        return plan;
    }

    /** Returns how the samples are normalized. */
    public InputNormalization normalization() {
        return batches.normalization();
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }

    /** The state of an engine's generator cannot be saved, so it is set anew for each update. */
    private void seedDropout() {
        if (settings.network().dropout() > 0) {
            long seed = Seeds.derive(settings.seed(), DROPOUT, progress.updates());
            trainer.getManager().getEngine().setRandomSeed((int) seed & Integer.MAX_VALUE);
        }
    }

    private void checkFinite() {
        double loss = tallies.training().loss();
        if (!Double.isFinite(loss)) {
            throw new TrainingDivergedException(
                    "The loss became "
                            + loss
                            + " in epoch "
                            + (progress.epoch() + 1)
                            + ", batch "
                            + (progress.batch() + 1)
                            + ". The learning rate "
                            + settings.learningRate()
                            + " is too high: try --learning-rate "
                            + (float) (settings.learningRate() / 5)
                            + ", or limit the weights with --max-norm 2.");
        }
    }

    private Optimizer optimizer() {
        Optimizer optimizer = moments.optimizer(settings, rates, progress.updates());
        return settings.maxNorm() == 0
                ? optimizer
                : MaxNormOptimizer.wrap(optimizer, model.getBlock(), (float) settings.maxNorm());
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
