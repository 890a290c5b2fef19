package io.github.djlmaxout.diagnostics.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.regex.Pattern;

/** The page in a real browser; skipped where none is installed. */
class BrowserTest {

    private static final Pattern CANVAS = Pattern.compile("class=\"canvas\"");
    private static final Pattern DRAWN = Pattern.compile("data-drawn=\"true\"");
    private static final Pattern READ = Pattern.compile("data-read=\"[1-9]");

    @TempDir private Path folder;

    private HeadlessBrowser browser;

    @BeforeEach
    void find() {
        browser = HeadlessBrowser.find().orElse(null);
        assumeTrue(
                browser != null,
                "No Chromium or Chrome on the PATH: the page is not tried out in a browser");
    }

    @ParameterizedTest
    @EnumSource(SyntheticRun.class)
    void drawsEveryChartWithoutAnError(SyntheticRun run) throws Exception {
        run.feed(HtmlReportSink.to(file(), Duration.ofDays(1)));

        HeadlessBrowser.Result result = browser.open(file().toUri());

        assertThat(result.console()).isEmpty();
        assertThat(count(DRAWN, result.dom()))
                .as("charts that are drawn")
                .isEqualTo(count(CANVAS, result.dom()))
                .isGreaterThan(run == SyntheticRun.EMPTY ? -1L : 0L);
        assertThat(result.dom()).contains("The run has ended").doesNotContain("<img");
    }

    @Test
    void readsItsFileAgainWhileTheRunGoesOn() throws Exception {
        HtmlReportSink sink = HtmlReportSink.to(file(), Duration.ZERO);
        sink.begin(SyntheticRun.HEALTHY.info());
        sink.accept(SyntheticRun.HEALTHY.record(0, new Random(1)));

        HeadlessBrowser.Result result = browser.open(file().toUri());

        assertThat(result.console()).isEmpty();
        assertThat(result.dom()).contains("The run is going on").containsPattern(READ);
    }

    @Test
    void showsWhatItReads() throws Exception {
        HtmlReportSink sink = HtmlReportSink.to(file(), Duration.ZERO);
        sink.begin(SyntheticRun.HEALTHY.info());
        sink.accept(SyntheticRun.HEALTHY.record(0, new Random(1)));
        byte[] before = Files.readAllBytes(file());
        sink.accept(SyntheticRun.HEALTHY.record(1, new Random(1)));
        sink.end();
        byte[] after = Files.readAllBytes(file());

        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        boolean[] served = {false};
        server.createContext(
                "/report.html",
                exchange -> {
                    byte[] page = served[0] ? after : before;
                    served[0] = true;
                    exchange.getResponseHeaders().set("Content-Type", "text/html");
                    exchange.sendResponseHeaders(200, page.length);
                    try (var body = exchange.getResponseBody()) {
                        body.write(page);
                    }
                });
        server.createContext("/", exchange -> exchange.sendResponseHeaders(404, -1));
        server.start();
        try {
            HeadlessBrowser.Result result =
                    browser.open(
                            URI.create(
                                    "http://127.0.0.1:"
                                            + server.getAddress().getPort()
                                            + "/report.html"));

            assertThat(result.dom())
                    .contains("The run has ended")
                    .contains("Healthy: no alarm in 2 steps.");
            assertThat(count(DRAWN, result.dom())).isEqualTo(count(CANVAS, result.dom()));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void saysThatItIsNotRenewedAnyMore() throws Exception {
        Instant longAgo = Instant.now().minus(Duration.ofMinutes(30));
        HtmlReportSink sink = new HtmlReportSink(file(), Duration.ZERO, () -> longAgo);
        sink.begin(SyntheticRun.EMPTY.info());

        HeadlessBrowser.Result result = browser.open(file().toUri());

        assertThat(result.dom()).contains("Not renewed for 30 min");
    }

    private Path file() throws IOException {
        return folder.toRealPath().resolve("report.html");
    }

    private static long count(Pattern pattern, String text) {
        return pattern.matcher(text).results().count();
    }
}
