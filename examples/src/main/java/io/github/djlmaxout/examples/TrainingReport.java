package io.github.djlmaxout.examples;

import ai.djl.training.util.ProgressBar;

import io.github.djlmaxout.examples.train.EpochResult;
import io.github.djlmaxout.examples.train.Tally;

import java.io.PrintWriter;
import java.util.Locale;

/** The table of epochs on the screen, with DJL's progress bar within an epoch. */
final class TrainingReport {

    private static final int LINE = 100;

    private final PrintWriter out;
    private final boolean showBar;
    private ProgressBar bar;

    TrainingReport(PrintWriter out, boolean showBar) {
        this.out = out;
        this.showBar = showBar;
    }

    void header() {
        out.println("epoch   learn rate   train loss   train acc   test loss   test acc   seconds");
        out.flush();
    }

    void batch(int epoch, int done, int all, Tally tally) {
        if (!showBar) {
            return;
        }
        if (bar == null) {
            // One more than there are batches: at its end DJL's bar would start a new line.
            bar = new ProgressBar("epoch " + (epoch + 1), all + 1L);
        }
        bar.update(
                done - 1L,
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
        if (bar != null) {
            out.print("\r" + " ".repeat(LINE) + "\r");
            out.flush();
            bar = null;
        }
    }
}
