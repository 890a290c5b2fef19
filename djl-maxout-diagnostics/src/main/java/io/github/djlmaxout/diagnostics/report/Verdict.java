package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Scope;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What to think of a layer or of the whole run.
 *
 * @param level how bad it is
 * @param reason why, in words
 */
record Verdict(Level level, String reason) {

    /** How bad it is. */
    enum Level {
        /** Nothing was measured. */
        UNKNOWN,
        /** No alarm. */
        HEALTHY,
        /** Training may go on, but something is amiss. */
        LOOK,
        /** Training cannot succeed like this. */
        WRONG
    }

    private static final List<String> MUST_BE_FINITE = List.of("loss", "gradient norm");

    /** Judges one layer by the alarms at it and at its parameters, and by NaN in its gradient. */
    static Verdict ofLayer(RunHistory history, LayerInfo layer) {
        if (history.records() == 0) {
            return new Verdict(Level.UNKNOWN, "not measured yet");
        }
        Verdict worst = new Verdict(Level.HEALTHY, "no alarm");
        for (AlarmHistory.Entry entry : history.alarms().entries()) {
            if (concerns(entry.first().place(), layer.name())) {
                worst = worse(worst, of(entry.first()));
            }
        }
        if (isNonFinite(history, Place.layer(layer.name()))) {
            worst = worse(worst, new Verdict(Level.WRONG, "NaN or infinity in the gradient"));
        }
        return worst;
    }

    private static boolean concerns(Place place, String layer) {
        return place.scope() != Scope.NETWORK
                && (place.name().equals(layer) || place.name().startsWith(layer + "/"));
    }

    private static Verdict worse(Verdict a, Verdict b) {
        return b.level().compareTo(a.level()) > 0 ? b : a;
    }

    private static Verdict of(Alarm alarm) {
        return new Verdict(level(alarm.kind()), words(alarm.kind()) + " at step " + alarm.step());
    }

    static Level level(AlarmKind kind) {
        return switch (kind) {
            case NON_FINITE, EXPLODING, VANISHING -> Level.WRONG;
            case DEAD, TIES, UPDATE_RATIO, STALLED -> Level.LOOK;
        };
    }

    private static String words(AlarmKind kind) {
        return switch (kind) {
            case NON_FINITE -> "NaN or infinity";
            case EXPLODING -> "exploding signals or gradients";
            case VANISHING -> "vanishing signals or gradients";
            case DEAD -> "dead pieces or units";
            case TIES -> "tied pieces";
            case UPDATE_RATIO -> "updates too large or too small";
            case STALLED -> "a layer that does not learn";
        };
    }

    private static boolean isNonFinite(RunHistory history, Place place) {
        for (String name : MUST_BE_FINITE) {
            SeriesHistory series = history.find(name, place);
            if (series != null && series.sawNonFinite()) {
                return true;
            }
        }
        return false;
    }

    /** Judges the run, in a sentence or two. */
    static Verdict ofRun(RunHistory history) {
        if (history.records() == 0) {
            return new Verdict(
                    Level.UNKNOWN,
                    history.isEnded()
                            ? "The run ended before anything was measured."
                            : "Nothing has been measured yet.");
        }
        Level level = Level.HEALTHY;
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
        if (level != Level.WRONG && isNonFinite(history, Place.NETWORK)) {
            return new Verdict(
                    Level.WRONG,
                    "Something is wrong: the loss or the gradient became NaN or infinite.");
        }
        if (firsts.isEmpty()) {
            return new Verdict(level, "Healthy: no alarm " + until(history) + ".");
        }
        Alarm first = firsts.get(0);
        String where =
                first.place().scope() == Scope.NETWORK
                        ? "in the whole network"
                        : "first in " + first.place();
        long places = firsts.stream().map(Alarm::place).distinct().count();
        return new Verdict(
                level,
                (level == Level.WRONG ? "Something is wrong: " : "Have a look: ")
                        + words(first.kind())
                        + ", "
                        + where
                        + " at step "
                        + first.step()
                        + (places > 1 ? "; " + places + " places are concerned." : "."));
    }

    private static String until(RunHistory history) {
        long steps = history.step() + 1;
        return steps == 1 ? "in the first step" : String.format(Locale.ROOT, "in %,d steps", steps);
    }
}
