// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that the check says of itself, with usual numbers and with extreme ones. */
public final class CheckMessages {

    private static final PieceUse HEALTHY = new PieceUse(500, 0, 0, 0.3);

    private final List<Alarm> all = new ArrayList<>();

    private CheckMessages() {}

    /** What was found, alike findings several times. */
    public static List<Alarm> all() {
        CheckMessages messages = new CheckMessages();
        messages.drifts();
        messages.signals();
        messages.pieces();
        return List.copyOf(messages.all);
    }

    private void conclude(Chain chain, double input, Remedies remedies) {
        all.addAll(Judge.conclude(chain.layers(), input, true, remedies).findings());
    }

    private void drifts() {
        List<Remedies> plans =
                List.of(
                        Remedies.NONE,
                        scheme -> List.of(Chain.plan(0, 5, 0.5 / 3.6)),
                        scheme -> List.of(Chain.plan(0, 5, 0.5)));
        for (Remedies plan : plans) {
            for (double growth : new double[] {3.6, 0.18, 1e9, 1e-9}) {
                for (Optional<PieceUse> use :
                        List.of(Optional.of(HEALTHY), Optional.<PieceUse>empty())) {
                    for (int layers : new int[] {1, 20}) {
                        Chain forward = new Chain(1);
                        Chain backward = new Chain(1);
                        Chain normalized = new Chain(1);
                        for (int i = 0; i < layers; i++) {
                            double back = Math.pow(growth, layers - i);
                            forward.layer(growth, 1, 0, false, use);
                            backward.layer(1, back, 0, false, use);
                            normalized.layer(1, back, 0, true, use);
                        }
                        conclude(forward, 1, plan);
                        conclude(backward.layer(1, 1), 1, plan);
                        conclude(normalized.layer(1, 1), 1, plan);
                    }
                }
            }
        }
        conclude(new Chain(1).add(unknown(1e9)), 1, Remedies.NONE);
    }

    private void signals() {
        for (double input : new double[] {0, 1e-9, 65025, 1e30}) {
            conclude(new Chain(input).layer(1, 1), input, Remedies.NONE);
            conclude(
                    new Chain(input).layer(1, 1, 0, false, Optional.of(HEALTHY)),
                    input,
                    Remedies.NONE);
        }
        conclude(new Chain(1).layer(Double.NaN, 1), 1, Remedies.NONE);
        conclude(new Chain(1).layer(1, Double.NaN), 1, Remedies.NONE);
        conclude(new Chain(1).layer(1, 0).layer(1, 1), 1, Remedies.NONE);
        all.addAll(
                Judge.conclude(new Chain(1).layer(1, 1).layers(), 1, false, Remedies.NONE)
                        .findings());
        for (Measured.State state : Measured.State.values()) {
            Measured layer = of(Chain.plan(0, 1, 1), 1, state);
            all.add(LayerWords.nonFinite(layer, true));
            all.add(LayerWords.nonFinite(layer, false));
            all.add(LayerWords.silent(layer, 1, true));
            all.add(LayerWords.silent(layer, 0.76, false));
            all.add(LayerWords.silent(layer, 0.99999, false));
        }
    }

    private void pieces() {
        LayerPlan plan = Chain.plan(0, 5, 1);
        for (double share : new double[] {0.02, 0.95, 0.99999, 1}) {
            all.add(LayerWords.equalPieces(plan, new PieceUse(500, 0, share, 0)));
            all.add(LayerWords.silentPieces(plan, new PieceUse(500, 0, 0, share)));
        }
        all.add(LayerWords.deadPieces(plan, new PieceUse(1500, 1, 0, 0)));
        all.add(LayerWords.deadPieces(plan, new PieceUse(1_500_000, 1_400_000, 0, 0)));
    }

    private static Measured unknown(double output) {
        return of(Chain.plan(0, 1, Double.NaN), output, Measured.State.USUAL);
    }

    private static Measured of(LayerPlan plan, double output, Measured.State state) {
        return new Measured(
                plan,
                1,
                false,
                false,
                Optional.of(new Measured.Signal(1, output, 0, 0)),
                Optional.of(new Measured.Gradient(1, 0)),
                Optional.empty(),
                state);
    }
}
