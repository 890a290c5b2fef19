// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Wording;

import java.util.ArrayList;
import java.util.List;

/** What is said of signals that grow or shrink from layer to layer. */
final class SignalGrowth {

    private SignalGrowth() {}

    /**
     * A layer.
     *
     * @param layer its name
     * @param moment the second moment behind it
     * @param factor that over the one before
     * @param expected the factor that is predicted; NaN if none is
     */
    record Link(String layer, double moment, double factor, double expected) {}

    /**
     * The alarm of a chain.
     *
     * @param chain the layers that were looked at, in the order of the signal
     * @param perLayer the mean factor of a layer
     * @param anyInput whether the first layer's factor may be that of an input of any scale
     */
    static Alarm alarm(Readings readings, List<Link> chain, double perLayer, boolean anyInput) {
        boolean grows = perLayer > 1;
        List<Link> part = new ArrayList<>();
        for (int i = 0; i < chain.size(); i++) {
            if (doesItsPart(chain.get(i).factor(), perLayer, anyInput && i == 0)) {
                part.add(chain.get(i));
            }
        }
        Link first = part.get(0);
        Link last = part.get(part.size() - 1);
        int layers = chain.indexOf(last) - chain.indexOf(first) + 1;
        double rate = Math.pow(last.moment() / first.moment() * first.factor(), 1.0 / layers);
        Variance variance =
                Variance.of(
                        readings, first.layer(), first.expected() > 0 ? first.expected() : rate);
        return new Alarm(
                readings.step(),
                grows ? AlarmKind.EXPLODING : AlarmKind.VANISHING,
                part.stream().map(link -> Place.layer(link.layer())).toList(),
                "Activation second moment "
                        + (grows ? "grows " : "shrinks ")
                        + Wording.number(grows ? rate : 1 / rate)
                        + (layers > 1
                                ? "x per layer from " + first.layer() + " to " + last.layer()
                                : "x in " + first.layer())
                        + ", where it is "
                        + Wording.number(last.moment()),
                variance.cause(),
                variance.remedy());
    }

    /**
     * At least half the mean factor, in logarithms. The first layer's is that of the input too,
     * which may have any scale: more than twice the mean is none of the layer's.
     */
    private static boolean doesItsPart(double factor, double perLayer, boolean first) {
        double share = Math.log(factor) / Math.log(perLayer);
        return share > 0.5 && (!first || share < 2);
    }
}
