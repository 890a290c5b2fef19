// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import io.github.djlmaxout.examples.option.ProgressLine;
import io.github.djlmaxout.examples.train.EpochResult;
import io.github.djlmaxout.examples.train.Tally;

import java.io.PrintWriter;
import java.util.Locale;

/** The table of epochs on the screen, with a progress line within an epoch. */
final class TrainingReport {

    private final PrintWriter out;
    private final ProgressLine line;

    TrainingReport(PrintWriter out, ProgressLine line) {
        this.out = out;
        this.line = line;
    }

    void header() {
        out.println("epoch   learn rate   train loss   train acc   test loss   test acc   seconds");
        out.flush();
    }

    void batch(int epoch, int done, int all, Tally tally) {
        line.show(
                "epoch " + (epoch + 1),
                done,
                all,
                () ->
                        String.format(
                                Locale.ROOT,
                                "loss %.4f  acc %5.2f %%",
                                tally.meanLoss(),
                                100 * tally.accuracy()));
    }

    void epoch(EpochResult e) {
        endBar();
        out.printf(
                Locale.ROOT,
                "%5d   %10.6f   %10.4f   %7.2f %%   %9.4f   %6.2f %%   %7.1f%n",
                e.epoch(),
                e.learningRate(),
                e.trainLoss(),
                100 * e.trainAccuracy(),
                e.testLoss(),
                100 * e.testAccuracy(),
                e.seconds());
        out.flush();
    }

    /** Wipes the bar out, so that the next line stands in its place. */
    void endBar() {
        line.end();
    }
}
