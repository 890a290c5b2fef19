// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.option;

import ai.djl.training.listener.TrainingListener;

import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListenerBuilder;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.report.HtmlReportSink;
import io.github.djlmaxout.diagnostics.sink.CsvSink;
import io.github.djlmaxout.diagnostics.sink.TensorBoardSink;
import io.github.djlmaxout.examples.run.RunFolder;
import io.github.djlmaxout.examples.train.TrainingSettings;
import io.github.djlmaxout.examples.train.Watcher;
import io.github.djlmaxout.initializer.InitializationPlan;

import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The options that say how a training is watched. */
public final class WatchOptions {

    /** How much is measured. */
    public enum Watch {
        none,
        gradients,
        updates,
        signals,
        entries,
        deep
    }

    @Option(
            names = "--watch",
            paramLabel = "HOW",
            defaultValue = "entries",
            description = {
                "How the training is watched (default: ${DEFAULT-VALUE}). What is seen goes to"
                        + " report.html, a page that follows the run, and to diagnostics.csv;"
                        + " alarms are printed too. Each of these measures what those before it do,"
                        + " and more; none of them changes the training.",
                "none: not at all;",
                "gradients: loss and norms of gradients at each update;",
                "updates: also how far updates move the weights;",
                "signals: also activations and the use of maxout pieces;",
                "entries: also the entries of gradients, now and then;",
                "deep: also Jacobians, the tangent kernel, curvature, gradient noise, rank and linear"
                        + " regions, now and then: each takes many passes of 32 samples."
            })
    private Watch watch;

    @Option(
            names = "--tensorboard",
            description = "Write event files for TensorBoard too, to tensorboard/.")
    private boolean tensorboard;

    /**
     * Returns what watches a run.
     *
     * @param folder its folder
     * @param settings its settings
     * @param title what it is called
     * @param updates the updates made before
     */
    public Watcher watcher(
            RunFolder folder, TrainingSettings settings, String title, long updates) {
        return watch == Watch.none
                ? Watcher.NOBODY
                : plan -> new TrainingListener[] {listener(folder, settings, title, updates, plan)};
    }

    /** Tells whether there is a report to look at. */
    public boolean isOn() {
        return watch != Watch.none;
    }

    private DiagnosticsListener listener(
            RunFolder folder,
            TrainingSettings settings,
            String title,
            long updates,
            Optional<InitializationPlan> plan) {
        DiagnosticsListenerBuilder builder =
                DiagnosticsListener.builder()
                        .preset(Preset.valueOf(watch.name().toUpperCase(Locale.ROOT)))
                        .optTitle(title)
                        .optFirstStep(updates)
                        .optManifest(manifest(settings))
                        .addSink(HtmlReportSink.to(folder.report(updates)))
                        .addSink(CsvSink.to(folder.diagnostics()));
        if (tensorboard) {
            builder.addSink(TensorBoardSink.to(folder.tensorboard()));
        }
        plan.ifPresent(builder::optPlan);
        return builder.build();
    }

    private static Map<String, String> manifest(TrainingSettings settings) {
        Map<String, String> manifest = new LinkedHashMap<>();
        manifest.put("data set", settings.dataset());
        manifest.put("first weights", settings.initialization().label());
        manifest.put(
                "optimizer",
                settings.optimizer().name().toLowerCase(Locale.ROOT)
                        + ", learning rate "
                        + settings.learningRate());
        manifest.put("batch size", Integer.toString(settings.batchSize()));
        manifest.put("epochs", Integer.toString(settings.epochs()));
        manifest.put("seed", Long.toString(settings.seed()));
        manifest.put("threads", Integer.toString(settings.threads()));
        return manifest;
    }
}
