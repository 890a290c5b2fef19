// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Wording;
import io.github.djlmaxout.diagnostics.alarm.Limits;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Concludes from what was measured what is wrong, one thing after the other. */
final class Judge {

    private final List<Measured> layers;
    private final double inputMoment;
    private final Remedies remedies;
    private final List<Verdict> verdicts;
    private final List<Alarm> findings = new ArrayList<>();

    private Judge(List<Measured> layers, double inputMoment, Remedies remedies) {
        this.layers = layers;
        this.inputMoment = inputMoment;
        this.remedies = remedies;
        verdicts = new ArrayList<>(Collections.nCopies(layers.size(), Verdict.FINE));
    }

    /**
     * What is wrong.
     *
     * @param verdicts a verdict for each layer
     * @param findings all findings, the worst first
     */
    record Conclusions(List<Verdict> verdicts, List<Alarm> findings) {}

    /**
     * Concludes.
     *
     * @param layers the layers in the order of the signal
     * @param inputMoment the second moment of the batch
     * @param finite whether the outputs of the network are finite
     * @param remedies what other initializations would give
     */
    static Conclusions conclude(
            List<Measured> layers, double inputMoment, boolean finite, Remedies remedies) {
        Judge judge = new Judge(layers, inputMoment, remedies);
        judge.unknown();
        judge.nonFinite(finite);
        if (inputMoment == 0) {
            judge.emptyInput();
        } else {
            judge.inputSize();
            judge.silence();
            judge.drifts();
            judge.pieces();
        }
        judge.findings.sort(Comparator.comparing(Alarm::kind).reversed());
        return new Conclusions(List.copyOf(judge.verdicts), List.copyOf(judge.findings));
    }

    private void mark(int layer, AlarmKind fault) {
        mark(layer, Verdict.of(fault));
    }

    /** Marks a layer, unless something worse was said of it. */
    private void mark(int layer, Verdict verdict) {
        if (verdict.compareTo(verdicts.get(layer)) > 0) {
            verdicts.set(layer, verdict);
        }
    }

    private void unknown() {
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i).signal().isEmpty()) {
                mark(i, Verdict.UNKNOWN);
            }
        }
    }

    private void nonFinite(boolean finite) {
        int first = -1;
        for (int i = 0; i < layers.size(); i++) {
            Measured layer = layers.get(i);
            boolean signal = layer.signal().isPresent() && !Double.isFinite(layer.output());
            boolean gradient =
                    layer.gradient().isPresent() && !Double.isFinite(layer.gradientMoment());
            if (signal || gradient) {
                mark(i, AlarmKind.NON_FINITE);
            }
            first = signal && first < 0 ? i : first;
        }
        int broken = first < 0 ? verdicts.indexOf(Verdict.of(AlarmKind.NON_FINITE)) : first;
        if (broken < 0) {
            if (!finite) {
                findings.add(
                        new Alarm(
                                0,
                                AlarmKind.NON_FINITE,
                                Place.OUTPUT,
                                "NaN or infinity comes out of the network",
                                "A block that is no layer with known weights makes it",
                                "Look at those blocks, and at the sizes of what goes into them"));
            }
            return;
        }
        findings.add(LayerWords.nonFinite(layers.get(broken), first >= 0));
    }

    private void emptyInput() {
        for (int i = 0; i < layers.size(); i++) {
            Measured layer = layers.get(i);
            if (layer.signal().isPresent() && layer.input() == 0) {
                mark(i, layer.use().isPresent() ? AlarmKind.TIES : AlarmKind.DEAD);
            }
        }
        boolean maxout = layers.stream().anyMatch(layer -> layer.use().isPresent());
        findings.add(
                new Alarm(
                        0,
                        maxout ? AlarmKind.TIES : AlarmKind.DEAD,
                        Place.INPUT,
                        "all values of the batch are zero",
                        maxout
                                ? "All pieces of a maxout unit are then equal, and weights behind"
                                        + " zeros have no gradient"
                                : "Weights behind zeros have no gradient",
                        "Look at how the batch is made: reading, scaling, masking"));
    }

    private void inputSize() {
        boolean normalized = !layers.isEmpty() && layers.get(0).normalizedBefore();
        boolean number = inputMoment > 0 && Double.isFinite(inputMoment);
        if (number && Limits.isFarInput(inputMoment) && !normalized) {
            findings.add(
                    new Alarm(
                            0,
                            inputMoment > 1 ? AlarmKind.EXPLODING : AlarmKind.VANISHING,
                            Place.INPUT,
                            "the batch has a second moment of " + Wording.number(inputMoment, 3),
                            "Initializations and learning rates are made for values near 1",
                            "Divide the values by their root mean square, "
                                    + Wording.number(Math.sqrt(inputMoment), 3)));
        }
    }

    /** Layers out of which nothing comes, and units that never say anything. */
    private void silence() {
        for (int i = 0; i < layers.size(); i++) {
            Measured layer = layers.get(i);
            if (layer.signal().isEmpty() || !(layer.input() > 0)) {
                if (layer.input() == 0) {
                    mark(i, AlarmKind.DEAD);
                }
                continue;
            }
            double zeros = layer.signal().get().zeros();
            boolean all = layer.output() == 0;
            // What a convolution makes of margins that are always empty says nothing.
            boolean dense = layer.plan().kind() == Weights.Kind.DENSE;
            double units = (double) layer.plan().units();
            if (all || (dense && Limits.isSilent(zeros, units))) {
                mark(i, AlarmKind.DEAD);
                findings.add(LayerWords.silent(layer, zeros, all));
            }
        }
    }

    private void drifts() {
        Optional<Drift> forward = Drift.forward(layers);
        Optional<Drift> backward = Drift.backward(layers);
        DriftWords words = new DriftWords(layers, remedies);
        forward.ifPresent(drift -> report(drift, words.forward(drift)));
        if (forward.isPresent()) {
            // Gradients follow from the same weights, and get well with them.
            backward.ifPresent(this::mark);
        } else {
            backward.ifPresent(drift -> report(drift, words.backward(drift)));
        }
        noGradient();
    }

    private void report(Drift drift, Alarm finding) {
        mark(drift);
        findings.add(finding);
    }

    private void mark(Drift drift) {
        for (int i = 0; i < layers.size(); i++) {
            if (drift.part().get(i)) {
                mark(i, drift.kind());
            }
        }
    }

    /** Layers with a signal but without a gradient, although later layers have one. */
    private void noGradient() {
        int from = -1;
        for (int i = layers.size() - 1; i >= 0; i--) {
            double gradient = layers.get(i).gradientMoment();
            if (gradient > 0 && from < 0) {
                from = i;
            } else if (from >= 0 && gradient == 0 && layers.get(i).input() > 0) {
                boolean explained =
                        verdicts.subList(i, layers.size()).contains(Verdict.of(AlarmKind.DEAD));
                mark(i, AlarmKind.VANISHING);
                if (!explained) {
                    Measured layer = layers.get(i);
                    findings.add(
                            new Alarm(
                                    0,
                                    AlarmKind.VANISHING,
                                    Place.layer(layer.name()),
                                    "no gradient arrives at " + layer.name(),
                                    "Something after it stops gradients: units that are zero at"
                                            + " every sample, a block that is not differentiable,"
                                            + " or numbers below the range of the type",
                                    "Look at what follows it"));
                }
                return;
            }
        }
    }

    private void pieces() {
        for (int i = 0; i < layers.size(); i++) {
            Measured layer = layers.get(i);
            if (layer.use().isEmpty() || !(layer.input() > 0)) {
                continue;
            }
            PieceUse use = layer.use().get();
            if (use.equal() > Limits.EQUAL_PIECES) {
                mark(i, AlarmKind.TIES);
                findings.add(LayerWords.equalPieces(layer.plan(), use));
            } else if (use.silent() > Limits.TIED) {
                mark(i, AlarmKind.TIES);
                findings.add(LayerWords.silentPieces(layer.plan(), use));
            }
            if (use.dead() > 0) {
                mark(i, AlarmKind.DEAD);
                findings.add(LayerWords.deadPieces(layer.plan(), use));
            }
        }
    }
}
