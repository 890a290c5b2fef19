package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.StepRecord;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Shows a run as one self-contained HTML page: verdicts, gradients, activations, pieces, updates
 * and alarms, and where they were measured the kernel, curvature, Jacobians, gradient noise, rank
 * and linear regions, each with a sentence on what it means or what healthy looks like.
 *
 * <p>The page needs nothing but a browser, and no network: its charts, drawn by Apache ECharts, and
 * all its data are in the one file. It is written when the run begins, renewed while it goes on,
 * and complete when it has ended. An open page follows the run by itself. Each version is written
 * beside the file and then moved over it, so that a reader never sees half a page.
 *
 * <p>The page is bounded, however long the run: a series keeps up to 300 points, or 100 if it has
 * no chart of its own. Where that is less than what was measured a point stands for several
 * observations that follow one another, the same number for each; none that is NaN or infinite is
 * lost that way, and neither are the first, the latest, and the extremes of the loss and of the
 * gradient norms. What was measured of single parameters is shown only if it was not measured of
 * whole layers. Of a spectrum at most some 40 numbers are kept of 1,280, evenly spread over the
 * powers of two of their ranks, with 100 points each. Of pictures the first, the latest and up to
 * 10 between them are kept, with 4 million characters in all; one of more than 2 million is left
 * out, and so are pictures of more than 4 series and spectra of more than 64. Other sinks keep
 * every number.
 *
 * <p>Cost: about 10 kB of memory a series; a renewal writes the whole page, 1 MB and what was
 * measured: together below 3 MB for 30 layers with everything measured but pictures, which take
 * four thirds of their characters. Renewals are further apart than asked for where writing one
 * takes more than a twentieth of that time.
 */
public final class HtmlReportSink implements Sink {

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int COST_FACTOR = 20;
    private static final int ATTEMPTS_AT_END = 20;
    private static final long PAUSE_MILLIS = 100;

    private final ReportFile file;
    private final Duration every;
    private final InstantSource clock;

    private Page page;
    private RunHistory history;
    private Instant next = Instant.MIN;
    private Instant lastRecord;
    private Duration pace = Duration.ZERO;

    HtmlReportSink(Path file, Duration every, InstantSource clock) {
        this.file = new ReportFile(file);
        this.every = every;
        this.clock = clock;
    }

    /**
     * Creates a sink that renews its page every 5 seconds at most.
     *
     * @param file the page, such as {@code report.html}; an existing one is replaced, missing
     *     folders are made
     * @return the sink
     * @throws IllegalArgumentException if the file is a folder
     */
    public static HtmlReportSink to(Path file) {
        return to(file, EVERY);
    }

    /**
     * Creates a sink that renews its page at given intervals.
     *
     * @param file the page, such as {@code report.html}; an existing one is replaced, missing
     *     folders are made
     * @param every the time between two renewals, at least; zero to renew it with each record
     * @return the sink
     * @throws IllegalArgumentException if the time is negative, or the file is a folder
     */
    public static HtmlReportSink to(Path file, Duration every) {
        if (every.isNegative()) {
            throw new IllegalArgumentException(
                    "A report cannot be renewed every "
                            + every
                            + ": the time must be at least 0. Duration.ofSeconds(5) suits most"
                            + " runs.");
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(
                    "A report cannot be written over the folder "
                            + file
                            + ". Name a file in it, such as "
                            + file.resolve("report.html")
                            + ".");
        }
        return new HtmlReportSink(file, every, InstantSource.system());
    }

    /**
     * Begins a run with a page without data.
     *
     * @param run what is watched
     * @throws IOException if the page cannot be written
     */
    @Override
    public void begin(RunInfo run) throws IOException {
        page = Page.of(run.title(), HtmlReportSink.class.getClassLoader());
        history = new RunHistory(run);
        lastRecord = clock.instant();
        pace = Duration.ZERO;
        renew();
    }

    /**
     * Takes all that one step brought, and renews the page if it is time to.
     *
     * @param record the observations and alarms
     * @throws IOException if the page cannot be written
     */
    @Override
    public void accept(StepRecord record) throws IOException {
        history.accept(record);
        Instant now = clock.instant();
        Duration gap = Duration.between(lastRecord, now);
        pace = pace.multipliedBy(9).plus(gap).dividedBy(10);
        lastRecord = now;
        if (!now.isBefore(next)) {
            try {
                renew();
            } catch (ReportFile.InUseException e) {
                // A reader has it open, on Windows: the next renewal comes soon.
                next = now.plus(every);
            }
        }
    }

    /**
     * Ends the run and writes the whole page; does nothing if none has begun.
     *
     * @throws IOException if the page cannot be written
     */
    @Override
    public void end() throws IOException {
        end(() -> Thread.sleep(PAUSE_MILLIS));
    }

    /** Waits a little between two attempts. */
    @FunctionalInterface
    interface Pause {

        void take() throws InterruptedException;
    }

    void end(Pause pause) throws IOException {
        if (history == null) {
            return;
        }
        history.end();
        for (int attempt = 1; ; attempt++) {
            try {
                renew();
                return;
            } catch (ReportFile.InUseException e) {
                if (attempt == ATTEMPTS_AT_END) {
                    throw e;
                }
                try {
                    pause.take();
                } catch (InterruptedException interrupt) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }

    private void renew() throws IOException {
        Instant before = clock.instant();
        Renewal renewal = new Renewal(before, every, pace);
        file.write(out -> page.write(history, renewal, out));
        Instant after = clock.instant();
        Duration leastPause = Duration.between(before, after).multipliedBy(COST_FACTOR);
        next = after.plus(leastPause.compareTo(every) > 0 ? leastPause : every);
    }

    /** Returns where it writes to. */
    @Override
    public String toString() {
        return "HtmlReportSink to " + file;
    }
}
