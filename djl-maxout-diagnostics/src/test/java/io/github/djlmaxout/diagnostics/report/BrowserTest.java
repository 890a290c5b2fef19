// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.StepRecord;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The page in a real browser; skipped where none is installed. */
class BrowserTest {

    /** So high that all charts are in sight. */
    private static final int ALL = 60_000;

    /** The sections of what derivatives of the network tell. */
    private static final List<String> DEEPER =
            List.of("kernel", "curvature", "jacobians", "noise", "rank", "regions");

    private static final String CANVAS = "document.querySelectorAll('.canvas').length";
    private static final String GALLERIES = "document.querySelectorAll('.gallery').length";
    private static final String ALL_DRAWN =
            CANVAS
                    + " === document.querySelectorAll('.canvas[data-drawn=true]').length"
                    + " && [...document.images].every((image) => image.complete)";

    /** Has each chart show the tip of the first datum of each series, as if pointed at. */
    private static final String SHOW_TIPS =
            """
            document.querySelectorAll('.canvas').forEach((box) => {
              const chart = echarts.getInstanceByDom(box);
              chart.getOption().series.forEach((_, seriesIndex) => {
                chart.dispatchAction({ type: 'showTip', seriesIndex, dataIndex: 0 });
              });
            })
            """;

    // A browser that has ended may still write there for a moment.
    @TempDir(cleanup = CleanupMode.NEVER)
    private static Path profile;

    private static HeadlessBrowser browser;

    @TempDir private Path folder;

    private Instant now = Instant.now();

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> program = HeadlessBrowser.find();
        boolean required = "required".equals(System.getProperty("djlmaxout.browser"));
        assumeTrue(
                required || program.isPresent(),
                "No Chromium or Chrome on the PATH: the page is not tried out in a browser");
        assertThat(program).as("a browser, which djlmaxout.browser requires").isPresent();
        browser = HeadlessBrowser.start(program.orElseThrow(), profile);
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.stop();
        }
    }

    @ParameterizedTest
    @EnumSource(SyntheticRun.class)
    void drawsEveryChartWithoutAnError(SyntheticRun run) throws Exception {
        run.feed(HtmlReportSink.to(file(), Duration.ofDays(1)));

        browser.open(page(), 1200, ALL);
        browser.await("window.follow");
        browser.await(ALL_DRAWN);
        browser.evaluate(SHOW_TIPS);
        browser.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
        browser.await(
                CANVAS
                        + " + "
                        + GALLERIES
                        + " === document.querySelectorAll('.numbers table').length");

        assertThat(browser.console()).isEmpty();
        assertThat(browser.evaluate(CANVAS).getAsInt())
                .isGreaterThan(run == SyntheticRun.EMPTY ? -1 : 0);
        assertThat(text("#state")).startsWith("The run has ended.");
        assertThat(text("#title")).isEqualTo(run.info().title());
        assertThat(browser.evaluate("document.title").getAsString()).contains(run.info().title());
        // All images are pictures of galleries, and are seen: the first, one between, the latest.
        int galleries = run.hasDerivatives() ? 1 : 0;
        boolean single = run == SyntheticRun.ONE_STEP || run == SyntheticRun.HOSTILE_NAMES;
        assertThat(browser.evaluate(GALLERIES).getAsInt()).isEqualTo(galleries);
        assertThat(browser.evaluate(images("image.src")).getAsInt())
                .isEqualTo(galleries * (single ? 1 : 3))
                .isEqualTo(
                        browser.evaluate(images("image.naturalWidth && image.closest('.gallery')"))
                                .getAsInt());
    }

    @Test
    void fitsOnAPhone() throws Exception {
        SyntheticRun.EXPLODING.feed(HtmlReportSink.to(file(), Duration.ofDays(1)));

        browser.open(page(), 360, ALL);
        browser.await("window.follow");
        browser.await(ALL_DRAWN);

        assertThat(browser.evaluate("document.documentElement.scrollWidth").getAsInt())
                .as("nothing sticks out")
                .isLessThanOrEqualTo(360);
        assertThat(browser.console()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"disk", "server"})
    void followsTheRunToItsEnd(String from) throws Exception {
        HtmlReportSink sink = renewedByEachRecord();
        sink.begin(SyntheticRun.HEALTHY.info());
        try (PageServer server = PageServer.of(folder)) {
            follow(sink, from.equals("disk") ? page() : server.uri("report.html"));
        }
    }

    private void follow(HtmlReportSink sink, URI page) throws Exception {
        browser.open(page, 1200, ALL);
        browser.await("document.getElementById('state').className === 'running'");
        assertThat(text("#overview .verdict")).contains("Nothing has been measured yet.");

        now = Instant.now();
        sink.accept(SyntheticRun.HEALTHY.record(0, new Random(1)));
        browser.await("document.querySelector('#overview .verdict').innerText.includes('first')");
        browser.await(ALL_DRAWN);
        browser.evaluate("document.getElementById('loss-chart-numbers').open = true");

        now = Instant.now();
        sink.accept(SyntheticRun.HEALTHY.record(1, new Random(1)));
        sink.end();
        browser.await("document.getElementById('state').className === 'ended'");

        assertThat(text("#overview .verdict")).contains("No alarm in 2 steps");
        assertThat(
                        browser.evaluate("document.getElementById('loss-chart-numbers').open")
                                .getAsBoolean())
                .as("what the reader opened stays open")
                .isTrue();
        assertThat(browser.evaluate("document.querySelectorAll('iframe').length").getAsInt())
                .isZero();
        assertThat(browser.console()).isEmpty();
    }

    /** Another page shows ours in a frame, as ours does itself, but has not read it. */
    @ParameterizedTest
    @ValueSource(strings = {"disk", "server"})
    void handsItsDataToNoOtherPage(String from) throws Exception {
        renewedByEachRecord().begin(SyntheticRun.HEALTHY.info());
        try (PageServer ours = PageServer.of(folder);
                PageServer theirs = PageServer.of(folder)) {
            boolean disk = from.equals("disk");
            URI report = disk ? page() : ours.uri("report.html");
            Files.writeString(
                    folder.resolve("other.html"),
                    "<script>window.heard = 0;"
                            + "addEventListener('message', () => window.heard++);</script>"
                            + "<iframe src=\""
                            + report
                            + "#data-anything\"></iframe>"
                            + "<script>setTimeout(() => { window.waited = true; }, 3000);</script>");
            URI other = folder.toRealPath().resolve("other.html").toUri();
            browser.open(disk ? other : theirs.uri("other.html"), 800, 800);
            // The frame stops reading itself, so nothing tells when it has: ours answers at once.
            browser.await("window.waited");
            assertThat(browser.evaluate("window.heard").getAsInt()).isZero();
        }
    }

    @Test
    void takesNoDataFromOthers() throws Exception {
        renewedByEachRecord().begin(SyntheticRun.HEALTHY.info());
        browser.open(page(), 1200, 800);
        browser.await("document.getElementById('state').className === 'running'");
        browser.evaluate(
                "window.postMessage({ word: document.getElementById('data').dataset.word,"
                        + " report: '{\"title\": \"another\"}' }, '*')");
        browser.evaluate(
                "addEventListener('message', () => { window.last = true; });"
                        + " window.postMessage('last', '*')");
        browser.await("window.last");
        assertThat(text("#title")).isEqualTo(SyntheticRun.HEALTHY.info().title());
    }

    /** What the page forbids itself does not happen, whatever script asks for it. */
    @Test
    void loadsNothingFromAnywhere() throws Exception {
        SyntheticRun.EMPTY.feed(HtmlReportSink.to(file(), Duration.ofDays(1)));
        try (PageServer server = PageServer.of(folder)) {
            browser.open(server.uri("report.html"), 1200, 800);
            browser.await("window.follow");
            browser.evaluate(
                    "window.seen = ''; fetch(location.href).then(() => { window.seen = 'read'; },"
                            + " () => { window.seen = 'refused'; })");
            browser.await("window.seen !== ''");
            assertThat(browser.evaluate("window.seen").getAsString()).isEqualTo("refused");
            browser.evaluate(
                    "const added = document.createElement('script'); added.textContent ="
                            + " 'window.ran = true'; document.body.append(added)");
            assertThat(browser.evaluate("window.ran === true").getAsBoolean()).isFalse();
        }
    }

    /** An alarm that counts several layers marks each of them, and no other. */
    @Test
    void marksTheLayersOfAnAlarmAndCallsNoneHealthy() throws Exception {
        HtmlReportSink sink = renewedByEachRecord();
        RunInfo run = SyntheticRun.HEALTHY.info();
        sink.begin(run);
        StepRecord record = SyntheticRun.HEALTHY.record(0, new Random(1));
        List<Place> places =
                List.of(
                        Place.layer(run.layers().get(1).name()),
                        Place.layer(run.layers().get(2).name()));
        Alarm alarm =
                new Alarm(0, AlarmKind.STALLED, places, "Two stand still", "Cause.", "Remedy");
        sink.accept(
                new StepRecord(
                        record.step(),
                        record.epoch(),
                        record.time(),
                        record.observations(),
                        List.of(alarm)));
        sink.end();
        browser.open(page(), 1200, 800);
        browser.await("window.follow");

        String[] badges =
                browser.evaluate(
                                "[...document.querySelectorAll('#overview tbody .badge')]"
                                        + ".map((badge) => badge.innerText.trim()).join('|')")
                        .getAsString()
                        .split("[|]", -1);
        assertThat(badges[0]).endsWith("no alarm");
        assertThat(badges[1]).endsWith("look at it");
        assertThat(badges[2]).endsWith("look at it");
        assertThat(badges[3]).endsWith("no alarm");
        assertThat(text("#overview .alarms"))
                .contains("Two stand still.", "Cause.", "Remedy.", "Places: 2 ")
                .doesNotContain("..");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void showsWhatWasMeasuredAndNamesWhatWasNot() throws Exception {
        SyntheticRun.HEALTHY.feed(HtmlReportSink.to(file(), Duration.ofDays(1)));
        browser.open(page(), 1200, 800);
        browser.await("window.follow");

        for (String name : DEEPER) {
            assertThat(browser.evaluate("!!document.getElementById('" + name + "')").getAsBoolean())
                    .as(name)
                    .isTrue();
        }
        assertThat(text("#manifest")).doesNotContain("Not measured");
        // What is not known to the page has its generic chart, and only that.
        assertThat(text("#others"))
                .contains("spectrum of my own: 1 01MaxoutLinear")
                .contains("condition of my own")
                .doesNotContainIgnoringCase("kernel");

        SyntheticRun.DEAD_PIECES.feed(HtmlReportSink.to(file(), Duration.ofDays(1)));
        browser.open(page(), 1200, 800);
        browser.await("window.follow");

        for (String name : DEEPER) {
            assertThat(browser.evaluate("document.getElementById('" + name + "')").isJsonNull())
                    .as(name)
                    .isTrue();
        }
        assertThat(text("#manifest"))
                .contains("Not measured in this run: neural tangent kernel, curvature of the loss");
    }

    @Test
    void drawsThePredictionOfANumberOfTheNetwork() throws Exception {
        SyntheticRun.HEALTHY.feed(HtmlReportSink.to(file(), Duration.ofDays(1)));
        browser.open(page(), 1200, ALL);
        browser.await("window.follow");
        browser.await(ALL_DRAWN);

        assertThat(
                        browser.evaluate(
                                        "[...document.querySelectorAll('.canvas')].filter((box) =>"
                                                + " JSON.stringify(echarts.getInstanceByDom(box)"
                                                + ".getOption().series.map((s) => s.markLine ?? null))"
                                                + ".match(/predicted: 21,000|largest possible:"
                                                + " 1,280/)).map((box) => box.chart.title).join()")
                                .getAsString())
                .isEqualTo("Trace,Rank of the Jacobian from parameters to outputs");
    }

    @Test
    void theReaderChoosesAPictureWhileTheRunGoesOn() throws Exception {
        HtmlReportSink sink = renewedByEachRecord();
        sink.begin(SyntheticRun.HEALTHY.info());
        Random random = new Random(1);
        for (int step = 0; step <= 100; step += 20) {
            sink.accept(SyntheticRun.HEALTHY.record(step, random));
        }
        browser.open(page(), 1200, ALL);
        browser.await("document.querySelector('.gallery')");
        browser.await(ALL_DRAWN);
        assertThat(panels()).isEqualTo("first, step 0|step 40|now, step 100");

        browser.evaluate(
                "const s = document.querySelector('.gallery input'); s.value = '4';"
                        + " s.dispatchEvent(new Event('input'))");
        assertThat(panels()).isEqualTo("first, step 0|step 80|now, step 100");
        assertThat(
                        browser.evaluate(
                                        "document.querySelector('.gallery input')"
                                                + ".getAttribute('aria-valuetext')")
                                .getAsString())
                .isEqualTo("step 80");

        now = Instant.now();
        sink.accept(SyntheticRun.HEALTHY.record(120, random));
        sink.end();
        browser.await("document.getElementById('state').className === 'ended'");
        browser.await(ALL_DRAWN);

        assertThat(panels()).isEqualTo("first, step 0|step 80|now, step 120");
        assertThat(browser.console()).isEmpty();
    }

    private static String panels() {
        return browser.evaluate(
                        "[...document.querySelectorAll('.gallery .panel:not([hidden]) b')]"
                                + ".map((b) => b.innerText).join('|')")
                .getAsString();
    }

    @Test
    void saysThatItIsNotRenewedAnyMore() throws Exception {
        Instant longAgo = Instant.now().minus(Duration.ofMinutes(30));
        new HtmlReportSink(file(), Duration.ZERO, () -> longAgo, System::nanoTime)
                .begin(SyntheticRun.EMPTY.info());

        browser.open(page(), 1200, 800);
        browser.await("document.getElementById('state').className === 'stale'");

        assertThat(text("#state")).startsWith("Not renewed for 3");
    }

    @Test
    void goesWithTheColoursOfTheSystemAndIsLightOnPaper() throws Exception {
        SyntheticRun.DEAD_PIECES.feed(HtmlReportSink.to(file(), Duration.ofDays(1)));
        browser.open(page(), 1200, 800);
        browser.prefer("dark");
        browser.await("document.documentElement.dataset.theme === 'dark'");

        browser.evaluate("window.dispatchEvent(new Event('beforeprint'))");
        browser.await("document.documentElement.dataset.theme === 'light' && " + ALL_DRAWN);
        browser.evaluate("window.dispatchEvent(new Event('afterprint'))");
        browser.await("document.documentElement.dataset.theme === 'dark'");

        browser.prefer("light");
        browser.await("document.documentElement.dataset.theme === 'light'");
        browser.evaluate("document.getElementById('theme').click()");
        browser.evaluate("document.getElementById('theme').click()");
        browser.await("document.documentElement.dataset.theme === 'dark'");
        assertThat(browser.console()).isEmpty();
    }

    /** Returns a sink whose clock stands still while it writes: renewals seem to cost nothing. */
    private HtmlReportSink renewedByEachRecord() throws IOException {
        return new HtmlReportSink(file(), Duration.ZERO, () -> now, () -> 0);
    }

    private static String images(String which) {
        return "[...document.images].filter((image) => " + which + ").length";
    }

    private static String text(String selector) {
        return browser.evaluate("document.querySelector('" + selector + "').innerText")
                .getAsString()
                .strip();
    }

    private Path file() throws IOException {
        return folder.toRealPath().resolve("report.html");
    }

    private URI page() throws IOException {
        return file().toUri();
    }
}
