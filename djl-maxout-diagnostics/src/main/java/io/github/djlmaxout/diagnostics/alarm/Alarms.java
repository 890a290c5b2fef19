// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.internal.VisibleText;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The alarms of one run: asks the rules at every step and passes on what is new.
 *
 * <ul>
 *   <li>What a rule says again is dropped, until the rule has had nothing of that kind to say at
 *       {@value #QUIET} looks: then it is news.
 *   <li>What follows from an alarm is dropped: gradients that become NaN after they exploded,
 *       layers that stand still because their input is zero. Causes are known by coming earlier,
 *       and at the same step by the order of the rules.
 * </ul>
 *
 * <p>A rule that throws is logged once and dropped.
 *
 * <p>Not safe for use by more than one thread at a time.
 */
public final class Alarms {

    private static final Logger logger = LoggerFactory.getLogger(Alarms.class);

    /** As many looks without a word make an alarm news again. */
    static final int QUIET = 50;

    /**
     * For so many looks the fault that one rule has seen is no news when another rule sees it:
     * signals that vanished are drowned by biases after a while, and the gradients vanish still.
     */
    static final int SAME = 10 * QUIET;

    private record Key(String rule, AlarmKind kind) {}

    /** A rule, and what it is called: asked for once, since a rule of the user's own may throw. */
    private record Named(String name, AlarmRule rule) {}

    private final List<Named> rules;
    private final Readings readings;
    private final Map<Key, Long> lastSaid = new LinkedHashMap<>();
    private final List<Alarm> standing = new ArrayList<>();
    private long looks;

    private Alarms(
            RunInfo run, Function<String, Optional<LayerPlan>> plans, List<AlarmRule> rules) {
        this.rules =
                new ArrayList<>(
                        rules.stream()
                                .map(rule -> new Named(VisibleText.of(rule.name()), rule))
                                .toList());
        this.readings = new Readings(run, plans);
    }

    /**
     * Creates the alarms of a run with all rules of this library.
     *
     * @param run what is watched
     * @param plans what theory expects of a layer at initialization, by the layer's stable name
     * @return new alarms, of which none has fired
     */
    public static Alarms standard(RunInfo run, Function<String, Optional<LayerPlan>> plans) {
        return of(run, plans, AlarmRules.standard());
    }

    /**
     * Creates the alarms of a run.
     *
     * @param run what is watched
     * @param plans what theory expects of a layer at initialization, by the layer's stable name
     * @param rules the rules, causes before what follows from them; each belongs to this run alone
     * @return new alarms, of which none has fired
     */
    public static Alarms of(
            RunInfo run, Function<String, Optional<LayerPlan>> plans, List<AlarmRule> rules) {
        return new Alarms(run, plans, rules);
    }

    /**
     * Looks at a step. Steps must come in order; those at which nothing was observed may be left
     * out.
     *
     * @param step the step, from 0
     * @param epoch the epoch, from 0
     * @param observations what was observed; only the scalars are read
     * @return what is new and wrong; mostly nothing
     */
    public List<Alarm> look(long step, int epoch, List<? extends Observation> observations) {
        looks++;
        standing.clear();
        readings.next(step, epoch, observations);
        List<Alarm> fresh = new ArrayList<>();
        rules.removeIf(rule -> !ask(rule, fresh));
        return List.copyOf(fresh);
    }

    /**
     * Returns false if the rule failed; the others are asked all the same, and training goes on.
     */
    private boolean ask(Named rule, List<Alarm> fresh) {
        try {
            rule.rule()
                    .look(
                            readings,
                            alarm -> take(new Key(rule.name(), alarm.kind()), alarm, fresh));
            return true;
        } catch (RuntimeException | Error e) {
            logger.warn(
                    "The rule '{}' failed at step {} and is dropped; training goes on.",
                    rule.name(),
                    readings.step(),
                    e);
            return false;
        }
    }

    /**
     * Returns what stands against going on after the step that was looked at last: what is new, and
     * what is not finite even if that follows from something else that was said before.
     *
     * @return the alarms, in the order of the rules
     */
    public List<Alarm> standing() {
        return List.copyOf(standing);
    }

    /**
     * Tells whether one fault brings another with it, which then is not said.
     *
     * @param cause what is said
     * @param effect what may follow
     * @return whether it does
     */
    public static boolean explains(AlarmKind cause, AlarmKind effect) {
        return Cascade.explains(cause, effect);
    }

    private void take(Key key, Alarm alarm, List<Alarm> fresh) {
        boolean known = isActive(key, QUIET);
        boolean follows =
                lastSaid.keySet().stream()
                        .filter(other -> !other.equals(key))
                        .filter(
                                other ->
                                        isActive(
                                                other,
                                                other.kind().equals(key.kind()) ? SAME : QUIET))
                        .anyMatch(other -> Cascade.explains(other.kind(), key.kind()));
        // What follows from something else is marked as said: it stays unsaid when the cause ends
        // before it does, as gradients do that exploded and are NaN from then on.
        lastSaid.put(key, looks);
        if (!known && !follows) {
            fresh.add(alarm);
        }
        if ((!known && !follows) || alarm.kind().equals(AlarmKind.NON_FINITE)) {
            standing.add(alarm);
        }
    }

    private boolean isActive(Key key, int within) {
        Long last = lastSaid.get(key);
        return last != null && looks - last <= within;
    }
}
