// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.StepRecord;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Shows a run as one self-contained HTML page: verdicts, gradients, activations, pieces, updates
 * and alarms, and where they were measured the kernel, curvature, Jacobians, gradient noise, rank
 * and linear regions, each with a sentence on what it means or what healthy looks like.
 *
 * <p>The page needs nothing but a browser, and no network: its charts, drawn by Apache ECharts, and
 * all its data are in the one file. It is written when the run begins, renewed while it goes on,
 * and complete when it has ended. An open page follows the run by itself, from a disk as well as
 * from a web server. Each version is written beside the file and then moved over it, so that a
 * reader never sees half a page, and a link is never written through. While a run goes on the file
 * is its sink's: a second one that begins on it, in whatever program, is refused.
 *
 * <p>The page holds all that the run was told of how it was made ({@link RunInfo#manifest()}), so
 * look at that before you hand it on. It forbids itself the network and all scripts but its own by
 * a policy that browsers enforce, and hands its data to no page of another origin.
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

    private final Path path;
    private final Duration every;
    private final InstantSource clock;
    private final LongSupplier nanos;

    // Null before a run, and after it.
    private ReportFile file;
    private Page page;
    private RunHistory history;

    private long renewed;
    private Duration wait = Duration.ZERO;
    private long lastRecord;
    private Duration pace = Duration.ZERO;

    /**
     * Creates a sink.
     *
     * @param clock tells the time to show; it may be put back at any moment
     * @param nanos tells what time has passed, and only grows
     */
    HtmlReportSink(Path file, Duration every, InstantSource clock, LongSupplier nanos) {
        this.path = file;
        this.every = every;
        this.clock = clock;
        this.nanos = nanos;
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
        return new HtmlReportSink(file, every, InstantSource.system(), System::nanoTime);
    }

    /**
     * Begins a run with a page without data. One that has begun before is over.
     *
     * @param run what is watched
     * @throws IOException if the page cannot be written, is a link, or is written by another sink;
     *     it is then left as it was
     */
    @Override
    public void begin(RunInfo run) throws IOException {
        close();
        file = ReportFile.open(path);
        try {
            page = Page.of(run.title(), HtmlReportSink.class.getClassLoader());
            history = new RunHistory(run);
            lastRecord = nanos.getAsLong();
            pace = Duration.ZERO;
            renew();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
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
        long now = nanos.getAsLong();
        Duration gap = Duration.ofNanos(now - lastRecord);
        pace = pace.multipliedBy(9).plus(gap).dividedBy(10);
        lastRecord = now;
        if (Duration.ofNanos(now - renewed).compareTo(wait) >= 0) {
            try {
                renew();
            } catch (ReportFile.InUseException e) {
                // A reader has it open, on Windows: the next renewal comes soon.
                renewed = now;
                wait = every;
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
        try {
            history.end();
            writeLast(pause);
        } finally {
            close();
        }
    }

    private void writeLast(Pause pause) throws IOException {
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
        long before = nanos.getAsLong();
        Renewal renewal = new Renewal(clock.instant(), every, pace);
        file.write(out -> page.write(history, renewal, out));
        renewed = nanos.getAsLong();
        Duration leastPause = Duration.ofNanos(renewed - before).multipliedBy(COST_FACTOR);
        wait = leastPause.compareTo(every) > 0 ? leastPause : every;
    }

    private void close() throws IOException {
        ReportFile last = file;
        file = null;
        page = null;
        history = null;
        if (last != null) {
            last.close();
        }
    }

    /** {@inheritDoc} */
    @Override
    public boolean keepsAll() {
        return true;
    }

    /** Returns where it writes to. */
    @Override
    public String toString() {
        return "HtmlReportSink to " + path.toAbsolutePath();
    }
}
