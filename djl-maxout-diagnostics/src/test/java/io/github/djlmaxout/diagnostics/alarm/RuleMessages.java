// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** All that the rules say, with usual numbers and with extreme ones. */
public final class RuleMessages {

    private static final String MOMENT = "activation second moment";
    private static final String ZEROS = "share of zero activations";

    private final List<Alarm> all = new ArrayList<>();

    private RuleMessages() {}

    /** What was said, alike alarms several times. */
    public static List<Alarm> all() {
        RuleMessages messages = new RuleMessages();
        messages.tellAll();
        return List.copyOf(messages.all);
    }

    private static String maxout(int i) {
        return String.format("%02dMaxoutLinear", i);
    }

    private static Story story(double c) {
        List<LayerInfo> layers =
                Stream.of(1, 2, 3, 4, 5).map(i -> Story.layer(maxout(i), 2, false)).toList();
        List<LayerPlan> plans =
                Stream.of(1, 2, 3, 4, 5).map(i -> Story.plan(maxout(i), 2, c)).toList();
        return new Story(layers, plans);
    }

    /** Steps that are alike. */
    private void told(int steps, double c, Consumer<Story> step) {
        Story story = story(c);
        for (int i = 0; i < steps; i++) {
            step.accept(story);
            all.addAll(story.look());
        }
    }

    private void series(String series, double... values) {
        Story story = story(1);
        for (double value : values) {
            all.addAll(story.expected(series, value, Math.log(10)).look());
        }
    }

    private void tellAll() {
        for (double factor : new double[] {3.6, 1e9, 0.18, 1e-9}) {
            for (double c : new double[] {2, 1, 1e-3, Double.NaN}) {
                told(1, c, s -> signals(s, factor, factor));
                told(1, c, s -> signals(s, 1, 1e4 * factor));
            }
            told(
                    6,
                    1,
                    s ->
                            s.layer("gradient norm ratio", maxout(1), 1e-5 * factor)
                                    .layer("gradient norm ratio", maxout(2), 1e-4 * factor)
                                    .layer("gradient norm ratio", maxout(3), 1));
            told(6, 1, s -> s.predicted("gradient norm ratio", maxout(1), 1e-12 * factor, 1e-12));
        }
        for (double ratio : new double[] {0.2, 0.83, 3, 3e21, 1e-5, 1e-9, 0}) {
            told(
                    60,
                    1,
                    s ->
                            s.network("gradient norm", 1)
                                    .layer("update ratio", maxout(1), ratio)
                                    .network("update ratio", ratio));
        }
        series("loss", 2.33, 17185, 1.1e34, Double.NaN);
        series("loss", 2.33, 2.3, 3.2e11, Double.NaN);
        series("loss", 2.33, Double.NaN);
        series("loss", 29.7, 20);
        series("loss", 2.3, 1, 0.01, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9);
        series("gradient norm", 1, 1e5, 1e12, Double.POSITIVE_INFINITY);
        for (double zeros : new double[] {0.98, 0.99999, 1}) {
            told(1, 1, s -> s.layer(ZEROS, maxout(1), zeros));
            told(1, 1, s -> s.layer(ZEROS, maxout(1), 0.5).layer(ZEROS, maxout(2), zeros));
            told(1, 1, s -> s.layer("tie rate", maxout(2), zeros));
            told(1, 1, s -> s.layer("tie rate", maxout(1), zeros).layer(MOMENT, maxout(1), 0));
        }
        told(
                1,
                1,
                s ->
                        s.layer(ZEROS, maxout(1), 1)
                                .put("weight norm", Place.parameter(maxout(1) + "/weight"), 0));
        told(1, 1, s -> s.layer("largest piece lag", maxout(1), 1020));
        told(
                1,
                1,
                s ->
                        s.layer("largest piece lag", maxout(1), 1e30)
                                .layer("largest piece lag", maxout(2), 1e3));
        told(6, 1, s -> s.layer("gradient norm", maxout(1), 0));
        told(
                6,
                1,
                s -> s.layer("gradient norm", maxout(1), 0).layer("gradient norm", maxout(2), 1));
        told(3, 1, s -> s.layer("weight norm", maxout(1), Double.NaN));
        told(1, 1, s -> s.layer(MOMENT, maxout(1), Double.NaN));
        told(1, 1, s -> s.layer(MOMENT, maxout(1), 1).layer(MOMENT, maxout(2), Double.NaN));
        told(
                1,
                1,
                s ->
                        s.network("loss", 1)
                                .layer("gradient norm", maxout(1), Double.NaN)
                                .layer("gradient norm", maxout(2), 1));
        told(
                1,
                1,
                s ->
                        s.predicted(MOMENT, maxout(1), 4e7, 1)
                                .layer("activation growth", maxout(1), 1));
        told(
                1,
                1,
                s ->
                        s.predicted(MOMENT, maxout(1), 3e-9, 1)
                                .layer("activation growth", maxout(1), 1));
        for (double growth : new double[] {2e3, 5e12, 4e-8}) {
            told(
                    1,
                    1,
                    s ->
                            s.predicted(MOMENT, maxout(1), growth, 1)
                                    .layer("activation growth", maxout(1), growth));
        }
        told(
                1,
                1,
                s ->
                        s.layer(ZEROS, maxout(1), 0.9)
                                .layer("dead units", maxout(1), 60)
                                .put("weight norm", Place.parameter(maxout(1) + "/bias"), 0));
        told(
                1,
                1,
                s ->
                        s.layer(ZEROS, maxout(1), 0.01)
                                .layer("tie rate", maxout(1), 0.05)
                                .put("weight norm", Place.parameter(maxout(1) + "/bias"), 0));
        Story frozen =
                Story.of(
                        Story.layer("01Linear", 1, false),
                        Story.layer("02Linear", 1, true),
                        Story.layer("03Linear", 1, true));
        all.addAll(frozen.look());
    }

    private static void signals(Story story, double factor, double last) {
        double moment = 1;
        for (int i = 1; i <= 5; i++) {
            double own = i == 4 ? last : factor;
            moment *= own;
            story.layer(MOMENT, maxout(i), moment).layer("activation growth", maxout(i), own);
        }
    }
}
