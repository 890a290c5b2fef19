// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Series;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the arrays of a batch tell of where NaN or infinity came from. They are looked at only where
 * loss, gradients or weights are not finite.
 */
final class BrokenBatch {

    private BrokenBatch() {}

    /** An alarm if inputs or labels are not finite. */
    static Optional<Alarm> inData(Readings readings) {
        boolean inputs = isBroken(readings, Series.INPUTS_NON_FINITE);
        boolean labels = isBroken(readings, Series.LABELS_NON_FINITE);
        if (!inputs && !labels) {
            return Optional.empty();
        }
        String which = inputs && labels ? "inputs and labels" : inputs ? "inputs" : "labels";
        String batch = "batch " + readings.step();
        return Optional.of(
                new Alarm(
                        readings.step(),
                        AlarmKind.NON_FINITE,
                        Place.NETWORK,
                        "The " + which + " of " + batch + " hold NaN or infinity",
                        "What is not finite in the data makes the loss or gradients so",
                        "Check how "
                                + batch
                                + " (counted from 0) is read and scaled, and start again from"
                                + " before it"));
    }

    /** Whether all that goes into the loss is known to be finite. */
    static boolean isFinite(Readings readings) {
        return isSound(readings, Series.OUTPUTS_NON_FINITE)
                && isSound(readings, Series.LABELS_NON_FINITE)
                && !isBroken(readings, Series.INPUTS_NON_FINITE);
    }

    private static boolean isBroken(Readings readings, Series series) {
        OptionalDouble count = readings.network(series);
        return count.isPresent() && count.getAsDouble() > 0;
    }

    private static boolean isSound(Readings readings, Series series) {
        OptionalDouble count = readings.network(series);
        return count.isPresent() && count.getAsDouble() == 0;
    }
}
