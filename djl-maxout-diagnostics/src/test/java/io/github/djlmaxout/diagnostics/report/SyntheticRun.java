// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.StepRecord;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Made-up records of runs of different kinds, for trying out the page. */
enum SyntheticRun {
    HEALTHY(12, 400),
    EXPLODING(20, 120),
    DEAD_PIECES(6, 300),
    NOT_A_NUMBER(8, 200),
    LARGE(30, 2_000),
    ONE_STEP(5, 1),
    HOSTILE_NAMES(2, 20),
    LOSS_ONLY(3, 50),
    EMPTY(4, 0);

    private static final long SEED = 20260101;
    private static final Instant START = Instant.parse("2026-01-01T08:00:00Z");
    private static final int PIECES = 5;

    /** What else a run with everything on has, with a value of a likely size. */
    private static final Map<String, Double> FURTHER =
            Map.ofEntries(
                    Map.entry("mean squared gradient norm", 0.01),
                    Map.entry("mean fourth power of gradient norm", 2e-4),
                    Map.entry("gradient mean", -1e-5),
                    Map.entry("gradient deviation", 1e-3),
                    Map.entry("gradient skewness", -0.1),
                    Map.entry("gradient kurtosis", 9.0),
                    Map.entry("largest gradient", 0.02),
                    Map.entry("share of zero gradients", 0.1),
                    Map.entry("non-finite gradients", 0.0),
                    Map.entry("weight norm", 11.0),
                    Map.entry("update norm", 0.01),
                    Map.entry("weight distance", 0.4),
                    Map.entry("activation growth", 1.0),
                    Map.entry("activation mean", 0.6),
                    Map.entry("activation deviation", 0.8),
                    Map.entry("activation effective rank", 17.0),
                    Map.entry("activation cosine", 0.4),
                    Map.entry("share of zero activations", 0.0),
                    Map.entry("dead units", 0.0),
                    Map.entry("non-finite activations", 0.0),
                    Map.entry("tie rate", 0.001),
                    Map.entry("piece margin", 0.5),
                    Map.entry("piece churn", 0.2),
                    Map.entry("condition of my own", 42.0));

    private final int layers;
    private final int steps;

    SyntheticRun(int layers, int steps) {
        this.layers = layers;
        this.steps = steps;
    }

    RunInfo info() {
        Map<String, String> manifest = new LinkedHashMap<>();
        manifest.put("run", name());
        manifest.put("djl-maxout", "0.1.0");
        manifest.put("engine", "PyTorch 2.7.1");
        manifest.put("machine", "amd64, Linux, 2 processors");
        manifest.put("seed", String.valueOf(SEED));
        manifest.put("plan", "maxout, c = 0.5555 for 5 pieces, linear read-out c = 1");
        if (this == HOSTILE_NAMES) {
            manifest.put("<b>bold</b>", "</script><script>alert('manifest')</script>");
        }
        return new RunInfo(title(), START, layers(), manifest);
    }

    /** Tells whether the run has kernels, Hessians and the like. */
    boolean hasDerivatives() {
        return this != DEAD_PIECES && this != LOSS_ONLY && this != EMPTY;
    }

    private String title() {
        return this == HOSTILE_NAMES
                ? "</script><script>alert(1)</script> & {{version}} <!-- data -->"
                : "Maxout network on CIFAR-10, "
                        + name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private List<LayerInfo> layers() {
        return IntStream.range(0, layers).mapToObj(this::layer).toList();
    }

    private LayerInfo layer(int index) {
        boolean last = index == layers - 1;
        String name =
                String.format(
                        "%02dSequentialBlock/01%s",
                        2 * index + 1, last ? "Linear" : "MaxoutLinear");
        if (this == HOSTILE_NAMES) {
            name = index == 0 ? "</script><img src=x onerror=alert(1)>" : "\u2028'\"\\<!--<script>";
        }
        return new LayerInfo(
                name,
                last ? "Linear" : "MaxoutLinear",
                last ? 650 : 20_800,
                last ? 1 : PIECES,
                this == HEALTHY && index == 1);
    }

    /** Feeds the whole run into a sink. */
    void feed(Sink sink) throws IOException {
        sink.begin(info());
        Random random = new Random(SEED);
        for (int step = 0; step < steps; step++) {
            sink.accept(record(step, random));
        }
        sink.end();
    }

    StepRecord record(long step, Random random) {
        List<Observation> observations = new ArrayList<>();
        boolean broken = this == NOT_A_NUMBER && step >= 120;
        double progress = (double) step / Math.max(1, steps);
        double loss = 0.3 + 2 * Math.exp(-5 * progress) + 0.05 * random.nextGaussian();
        if (this == EXPLODING) {
            loss = 2.3 + Math.exp(Math.min(step / 4.0, 60));
        }
        observations.add(
                new ScalarObservation(step, "loss", Place.NETWORK, broken ? Double.NaN : loss));
        if (this != LOSS_ONLY) {
            for (int i = 0; i < layers; i++) {
                observe(observations, step, i, progress, broken, random);
            }
            observations.add(
                    new ScalarObservation(
                            step,
                            "gradient norm",
                            Place.NETWORK,
                            broken ? Double.NaN : 0.5 * noise(random)));
        }
        if (hasDerivatives() && step % 20 == 0) {
            List<String> names = layers().stream().map(LayerInfo::name).toList();
            observations.addAll(SyntheticDerivatives.at(step, progress, names, broken));
        }
        return new StepRecord(
                step, (int) (step / 100), START.plusSeconds(step), observations, alarms(step));
    }

    private void observe(
            List<Observation> out,
            long step,
            int index,
            double progress,
            boolean broken,
            Random random) {
        Place place = Place.layer(layer(index).name());
        int above = layers - 1 - index;
        double norm = 0.1 * noise(random) * (1 - 0.7 * progress);
        double moment = 1.0 * noise(random) * (1 + progress * index / layers);
        if (this == EXPLODING) {
            norm *= Math.pow(1.8, above) * Math.exp(Math.min(step / 4.0, 60));
            moment = Math.pow(3.6, index) * (1 + step);
        }
        if (index == 1 && this == HEALTHY) {
            norm = 0;
        }
        if (step == 77 && index == 2) {
            norm *= 1e3;
        }
        if (broken && (step > 125 || index == 3)) {
            norm = index % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY;
            moment = Double.NaN;
        }
        double growth = this == EXPLODING ? 1.8 : 1.0;
        add(out, step, "gradient norm", place, norm, Double.NaN);
        add(
                out,
                step,
                "gradient norm ratio",
                place,
                norm / (0.1 * (1 - 0.7 * progress)),
                Math.pow(growth, above));
        add(
                out,
                step,
                "update ratio",
                place,
                2e-3 * noise(random) * (this == EXPLODING ? 40 : 1),
                Double.NaN);
        Place weight = Place.parameter(place.name() + "/weight");
        add(out, step, "gradient norm", weight, norm * 0.9, Double.NaN);
        if (step % 10 == 0) {
            add(
                    out,
                    step,
                    "activation second moment",
                    place,
                    moment,
                    this == EXPLODING ? Math.pow(3.61, index) : 1.0);
            quartiles(out, step, place, broken ? Double.NaN : norm / 100, random);
            if (layer(index).pieces() > 1) {
                pieces(out, step, place, index, random);
            }
            FURTHER.forEach(
                    (name, size) -> add(out, step, name, place, size * noise(random), Double.NaN));
        }
    }

    private static void quartiles(
            List<Observation> out, long step, Place place, double size, Random random) {
        add(out, step, "sampled gradient quartile 1", place, -0.67 * size, Double.NaN);
        add(
                out,
                step,
                "sampled gradient quartile 2",
                place,
                0.05 * size * random.nextGaussian(),
                Double.NaN);
        add(out, step, "sampled gradient quartile 3", place, 0.67 * size, Double.NaN);
        List<Double> limits =
                IntStream.rangeClosed(-30, 30).mapToObj(i -> i / 10.0 * 0.001).toList();
        List<Long> counts =
                IntStream.rangeClosed(-30, 30)
                        .mapToObj(i -> Math.round(1000 * Math.exp(-i * i / 200.0)))
                        .toList();
        out.add(
                new HistogramObservation(
                        step,
                        "sampled gradient",
                        place,
                        limits,
                        counts,
                        -0.0031,
                        0.003,
                        0.1,
                        0.02,
                        20_800));
    }

    private void pieces(List<Observation> out, long step, Place place, int index, Random random) {
        double[] use = new double[PIECES];
        boolean dead = this == DEAD_PIECES && index > 1;
        for (int k = 0; k < PIECES; k++) {
            use[k] = dead && k == 3 ? 0 : 1 + 0.2 * random.nextDouble();
        }
        double sum = Arrays.stream(use).sum();
        double entropy = 0;
        for (int k = 0; k < PIECES; k++) {
            double share = use[k] / sum;
            entropy -= share > 0 ? share * Math.log(share) / Math.log(PIECES) : 0;
            add(out, step, "use of piece " + k, place, share, Double.NaN);
        }
        add(out, step, "piece entropy", place, entropy, Double.NaN);
        add(out, step, "dead pieces", place, dead ? 64 : 0, Double.NaN);
        add(out, step, "share of dead pieces", place, dead ? 0.2 : 0, Double.NaN);
    }

    private List<Alarm> alarms(long step) {
        List<Alarm> alarms = new ArrayList<>();
        if (this == EXPLODING && step >= 5) {
            alarms.add(
                    new Alarm(
                            step,
                            AlarmKind.EXPLODING,
                            Place.layer(layer(0).name()),
                            "the activation second moment grows 3.6x per layer, to 3.7e10 in the last",
                            "Gain 2 on 5 pieces is too large",
                            "Use InitializationPlan, or c = 0.5555"));
            alarms.add(
                    new Alarm(
                            step,
                            AlarmKind.UPDATE_RATIO,
                            Place.parameter(layer(3).name() + "/weight"),
                            "the update is 0.08 of the weights; healthy is 1e-4 to 1e-2",
                            "The learning rate is too large",
                            "Divide it by 10"));
        }
        if (this == DEAD_PIECES && step == 40) {
            for (int i = 2; i < layers - 1; i++) {
                alarms.add(
                        new Alarm(
                                step,
                                AlarmKind.DEAD,
                                Place.layer(layer(i).name()),
                                "piece 3 has not won once in 40 steps, in 64 of 64 units",
                                "Its bias is -1000",
                                "Initialize all biases alike"));
            }
        }
        if (this == NOT_A_NUMBER && step == 120) {
            alarms.add(
                    new Alarm(
                            step,
                            AlarmKind.NON_FINITE,
                            Place.layer(layer(3).name()),
                            "the gradient holds 64 NaN",
                            "A NaN in the batch",
                            "Look at the data of this step"));
        }
        if (this == HOSTILE_NAMES && step == 3) {
            alarms.add(
                    new Alarm(
                            step,
                            AlarmKind.TIES,
                            Place.layer(layer(0).name()),
                            "</script><script>alert(2)</script>",
                            "<b>cause</b>",
                            "\"remedy\" & more"));
        }
        return alarms;
    }

    private static double noise(Random random) {
        return Math.exp(0.15 * random.nextGaussian());
    }

    private static void add(
            List<Observation> out,
            long step,
            String series,
            Place place,
            double value,
            double expected) {
        out.add(new ScalarObservation(step, series, place, value, expected));
    }
}
