// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.alarm.AlarmRule;
import io.github.djlmaxout.diagnostics.alarm.AlarmRules;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.initializer.InitializationPlan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Builds a {@link DiagnosticsListener}. */
public final class DiagnosticsListenerBuilder {

    private final Map<String, ScheduledQuantity> quantities = new LinkedHashMap<>();
    private final List<Sink> sinks = new ArrayList<>();
    private final List<AlarmRule> rules = new ArrayList<>();
    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final Set<AlarmKind> stopOn = new HashSet<>();
    private InitializationPlan plan;
    private WatchedOptimizer optimizer;
    private int probeSamples = BatchProbe.DEFAULT_SAMPLES;
    private Predicate<Block> unprobed = block -> false;
    private long firstStep;
    private String title = "training";
    private boolean built;

    DiagnosticsListenerBuilder() {}

    /**
     * Adds the quantities of a preset, each on its own schedule.
     *
     * @param preset which
     * @return this builder
     */
    public DiagnosticsListenerBuilder preset(Preset preset) {
        preset.quantities().forEach(this::addQuantity);
        return this;
    }

    /**
     * Adds the quantities of a preset, all on one schedule.
     *
     * @param preset which
     * @param schedule when to measure
     * @return this builder
     */
    public DiagnosticsListenerBuilder preset(Preset preset, Schedule schedule) {
        preset.quantities().keySet().forEach(quantity -> addQuantity(quantity, schedule));
        return this;
    }

    /**
     * Adds a quantity. One of the same name takes the place of an earlier one, so a preset can be
     * corrected.
     *
     * @param quantity what to measure; it belongs to this listener from now on
     * @param schedule when
     * @return this builder
     */
    public DiagnosticsListenerBuilder addQuantity(Quantity quantity, Schedule schedule) {
        Objects.requireNonNull(schedule, "schedule");
        ScheduledQuantity scheduled = new ScheduledQuantity(quantity, schedule);
        quantities.put(scheduled.toString(), scheduled);
        return this;
    }

    /**
     * Adds a place where observations go.
     *
     * @param sink the sink; it belongs to this listener from now on
     * @return this builder
     */
    public DiagnosticsListenerBuilder addSink(Sink sink) {
        sinks.add(Objects.requireNonNull(sink, "sink"));
        return this;
    }

    /**
     * Adds a rule of one's own, which is asked after those of this library. What it says reaches
     * the log, the sinks and the page as any alarm does, and {@link #optStopOn}. What is none of
     * the faults of this library is {@link AlarmKind#own}, and is said whatever was said before.
     *
     * @param rule the rule; it belongs to this listener from now on
     * @return this builder
     * @throws IllegalArgumentException if another rule has its name
     */
    public DiagnosticsListenerBuilder addRule(AlarmRule rule) {
        boolean taken =
                Stream.concat(AlarmRules.standard().stream(), rules.stream())
                        .anyMatch(other -> other.name().equals(rule.name()));
        if (taken) {
            throw new IllegalArgumentException(
                    "There is a rule '" + rule.name() + "' already: give this one another name.");
        }
        rules.add(rule);
        return this;
    }

    /**
     * Sets the plan of the first weights, of which the predictions stand beside what is measured
     * (default: what theory expects of the weights that are found at the first step).
     *
     * <p>At step 0 the weights are compared with it: if others were given to the network after the
     * plan, an alarm names what did.
     *
     * @param plan the plan that was applied to the network
     * @return this builder
     */
    public DiagnosticsListenerBuilder optPlan(InitializationPlan plan) {
        this.plan = plan;
        return this;
    }

    /**
     * Sets the optimizer at which gradients and weights are seen (default: none, they are read at
     * the batch, which is right for one device). A training on several devices needs it.
     *
     * <p>What is measured of gradients, weights and updates, and every alarm, then comes when the
     * update has been made: at the next batch, or at the end of the training. Quantities whose cost
     * says that they run the network are measured at the batch all the same, and have no gradients.
     *
     * @param optimizer the optimizer of the training configuration, for this listener alone
     * @return this builder
     */
    public DiagnosticsListenerBuilder optOptimizer(WatchedOptimizer optimizer) {
        this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
        return this;
    }

    /**
     * Sets which alarms stop the training with a {@link TrainingStoppedException} (default: none).
     *
     * @param first the kind of an alarm
     * @param others other kinds
     * @return this builder
     */
    public DiagnosticsListenerBuilder optStopOn(AlarmKind first, AlarmKind... others) {
        stopOn.add(first);
        stopOn.addAll(List.of(others));
        return this;
    }

    /**
     * Sets how many samples of the first batch are kept as the probe batch (default: 32).
     *
     * @param samples how many at most, at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     */
    public DiagnosticsListenerBuilder optProbeSamples(int samples) {
        if (samples < 1) {
            throw new IllegalArgumentException(
                    "The probe batch has " + samples + " samples, but needs at least 1.");
        }
        probeSamples = samples;
        return this;
    }

    /**
     * Leaves blocks out of probes (default: none): such as draw numbers or count in evaluation
     * mode, for which a further run changes the training. Neither they nor blocks that contain them
     * are run; what comes behind is not measured, which the log says in one sentence. Gradients,
     * weights and updates are measured all the same: they run no block.
     *
     * <p>Without this, blocks of users are run a few times when the network is read, once at each
     * step with a probe, and once more at the first of them, see {@link BatchProbe}.
     *
     * @param blocks which blocks to leave out
     * @return this builder
     */
    public DiagnosticsListenerBuilder optUnprobed(Predicate<Block> blocks) {
        unprobed = Objects.requireNonNull(blocks, "blocks");
        return this;
    }

    /**
     * Sets the number of the first step, for a training that goes on (default: 0).
     *
     * @param step the number of updates made before, at least 0
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public DiagnosticsListenerBuilder optFirstStep(long step) {
        if (step < 0) {
            throw new IllegalArgumentException(
                    "The first step is " + step + ", but steps are counted from 0.");
        }
        firstStep = step;
        return this;
    }

    /**
     * Sets what the run is called in reports (default: {@code training}).
     *
     * @param title the title
     * @return this builder
     */
    public DiagnosticsListenerBuilder optTitle(String title) {
        this.title = title;
        return this;
    }

    /**
     * Adds to the manifest of the run, which tells how it was made: the seed, say, or the settings
     * of the optimizer.
     *
     * @param entries what to add, in the order of the map
     * @return this builder
     */
    public DiagnosticsListenerBuilder optManifest(Map<String, String> entries) {
        manifest.putAll(entries);
        return this;
    }

    /**
     * Builds the listener. Without a preset or a quantity it has {@link Preset#SIGNALS}.
     *
     * @return the listener, for one trainer
     * @throws IllegalStateException if this builder has built one already, or another listener has
     *     the optimizer: quantities, sinks and optimizers belong to one listener
     */
    public DiagnosticsListener build() {
        if (built) {
            throw new IllegalStateException(
                    "This builder has built a listener already: its quantities and sinks belong to"
                            + " that one.");
        }
        if (quantities.isEmpty()) {
            preset(Preset.SIGNALS);
        }
        built = true;
        if (optimizer != null) {
            optimizer.claim();
        }
        return new DiagnosticsListener(
                new Settings(
                        List.copyOf(quantities.values()),
                        List.copyOf(sinks),
                        List.copyOf(rules),
                        Set.copyOf(stopOn),
                        Optional.ofNullable(plan),
                        Optional.ofNullable(optimizer),
                        probeSamples,
                        unprobed,
                        firstStep,
                        title,
                        new LinkedHashMap<>(manifest)),
                Switch.isOff());
    }
}
