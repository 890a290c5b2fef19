// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Scope;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.Wording;
import io.github.djlmaxout.diagnostics.alarm.Limits;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What to think of a layer or of the whole run.
 *
 * @param level how bad it is
 * @param reason why, in words
 */
record Assessment(Level level, String reason) {

    /** How bad it is. */
    enum Level {
        /** Nothing was measured. */
        UNKNOWN,
        /** No alarm, which is no proof of health. */
        QUIET,
        /** Training may go on, but something is amiss. */
        LOOK,
        /** Training cannot succeed like this. */
        WRONG
    }

    private static final List<Series> MUST_BE_FINITE = List.of(Series.LOSS, Series.GRADIENT_NORM);

    /** As many times what was predicted, or 1, a second moment is wrong whatever else is said. */
    private static final double FAR = Limits.FAR;

    /** A loss as many times the first one, or that of guessing, is that of a lost training. */
    private static final double ORDERS = 100;

    /** After so many steps a loss that has not fallen is said. */
    private static final long SOME_STEPS = 100;

    /** Judges one layer by the alarms at it and at its parameters, and by NaN in its gradient. */
    static Assessment ofLayer(RunHistory history, LayerInfo layer) {
        Assessment worst =
                history.isMeasured(layer.name())
                        ? new Assessment(Level.QUIET, "no alarm")
                        : new Assessment(Level.UNKNOWN, "nothing was measured of it");
        for (AlarmHistory.Entry entry : history.alarms().entries()) {
            if (entry.places().stream().anyMatch(place -> concerns(place, layer.name()))) {
                worst = worse(worst, of(entry.first()));
            }
        }
        SeriesHistory moment = history.find(Series.ACTIVATION_MOMENT, Place.layer(layer.name()));
        if (moment != null && isFar(moment)) {
            worst =
                    worse(
                            worst,
                            new Assessment(
                                    Level.WRONG,
                                    "second moment " + Wording.number(moment.latest())));
        }
        if (isNonFinite(history, Place.layer(layer.name()))) {
            worst = worse(worst, new Assessment(Level.WRONG, "NaN or infinity in the gradient"));
        }
        return worst;
    }

    private static boolean isFar(SeriesHistory moment) {
        double usual = Double.isNaN(moment.expected()) ? moment.values()[0] : moment.expected();
        return moment.latest() > FAR * Math.max(1, usual);
    }

    private static boolean concerns(Place place, String layer) {
        return place.scope() != Scope.NETWORK
                && (place.name().equals(layer) || place.name().startsWith(layer + "/"));
    }

    private static Assessment worse(Assessment a, Assessment b) {
        return b.level().compareTo(a.level()) > 0 ? b : a;
    }

    private static Assessment of(Alarm alarm) {
        return new Assessment(
                level(alarm.kind()), alarm.kind().description() + " at step " + alarm.step());
    }

    static Level level(AlarmKind kind) {
        return kind.severity() == AlarmKind.Severity.WRONG ? Level.WRONG : Level.LOOK;
    }

    private static boolean isNonFinite(RunHistory history, Place place) {
        for (Series name : MUST_BE_FINITE) {
            SeriesHistory series = history.find(name, place);
            if (series != null && series.sawNonFinite()) {
                return true;
            }
        }
        return false;
    }

    /** Judges the run, in a sentence or two. */
    static Assessment ofRun(RunHistory history) {
        if (history.records() == 0) {
            return new Assessment(
                    Level.UNKNOWN,
                    history.isEnded()
                            ? "The run ended before anything was measured."
                            : "Nothing has been measured yet.");
        }
        Level level = Level.QUIET;
        List<Alarm> firsts = new ArrayList<>();
        for (AlarmHistory.Entry entry : history.alarms().entries()) {
            Alarm alarm = entry.first();
            Level its = level(alarm.kind());
            if (its.compareTo(level) > 0) {
                level = its;
                firsts.clear();
            }
            if (its == level) {
                firsts.add(alarm);
            }
        }
        SeriesHistory loss = history.find(Series.LOSS, Place.NETWORK);
        if (loss != null && hasDiverged(loss)) {
            return new Assessment(
                    Level.WRONG,
                    "The training has diverged: "
                            + way(loss)
                            + (firsts.isEmpty() ? "." : "; " + what(firsts.get(0)) + "."));
        }
        if (level != Level.WRONG && isNonFinite(history, Place.NETWORK)) {
            return new Assessment(
                    Level.WRONG,
                    "Something is wrong: the loss or the gradient became NaN or infinite.");
        }
        if (firsts.isEmpty()) {
            return new Assessment(level, "No alarm " + until(history) + after(history, loss) + ".");
        }
        long places = firsts.stream().flatMap(alarm -> alarm.places().stream()).distinct().count();
        return new Assessment(
                level,
                (level == Level.WRONG ? "Something is wrong: " : "Have a look: ")
                        + what(firsts.get(0))
                        + (places > 1 ? "; " + places + " places are concerned." : "."));
    }

    /** Whatever else was measured. */
    private static boolean hasDiverged(SeriesHistory loss) {
        double first = loss.values()[0];
        double usual = loss.expected() > 0 ? Math.max(first, loss.expected()) : first;
        return !Double.isFinite(loss.latest()) || (usual > 0 && loss.latest() > ORDERS * usual);
    }

    private static String way(SeriesHistory loss) {
        return "the loss went from "
                + Wording.number(loss.values()[0])
                + " to "
                + Wording.number(loss.latest());
    }

    /** What the loss did meanwhile, which tells more than silence. */
    private static String after(RunHistory history, SeriesHistory loss) {
        if (loss == null) {
            return "; the loss was not observed";
        }
        boolean fell = loss.latest() < loss.values()[0] || history.step() < SOME_STEPS;
        return history.step() == 0
                ? ""
                : fell ? "; " + way(loss) : ", but the loss has not fallen: " + way(loss);
    }

    private static String what(Alarm alarm) {
        return alarm.kind().description()
                + ", "
                + (alarm.place().scope() == Scope.NETWORK
                        ? "in the whole network"
                        : "first in " + alarm.place())
                + " at step "
                + alarm.step();
    }

    private static String until(RunHistory history) {
        long steps = history.step() + 1;
        return steps == 1 ? "in the first step" : String.format(Locale.ROOT, "in %,d steps", steps);
    }
}
