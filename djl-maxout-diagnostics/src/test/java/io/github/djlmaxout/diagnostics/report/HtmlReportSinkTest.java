// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import static io.github.djlmaxout.diagnostics.report.RunHistories.norm;
import static io.github.djlmaxout.diagnostics.report.RunHistories.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.StepRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

class HtmlReportSinkTest {

    private static final Duration EVERY = Duration.ofSeconds(5);

    @TempDir private Path folder;

    private Duration passed = Duration.ZERO;
    private Instant shown = Instant.parse("2026-01-01T00:00:00Z");
    private Duration costOfAStep = Duration.ZERO;
    private int asked;
    private Runnable whenAsked = () -> {};

    private long nanos() {
        asked++;
        whenAsked.run();
        passed = passed.plus(costOfAStep);
        // It begins anywhere, and may run over.
        return Long.MAX_VALUE + passed.toNanos();
    }

    @Test
    void isRenewedAtMostAsOftenAsAskedForAndAtTheEnd() throws IOException {
        HtmlReportSink sink = begun();
        assertThat(page()).contains("\"records\":0,");

        sink.accept(step(0));
        assertThat(page()).as("too early").contains("\"records\":0,");
        passed = passed.plus(EVERY);
        sink.accept(step(1));
        assertThat(page()).contains("\"records\":2,").contains("\"ended\":false");
        sink.accept(step(2));
        assertThat(page()).contains("\"records\":2,");
        sink.end();
        assertThat(page()).contains("\"records\":3,").contains("\"ended\":true");
        assertThat(folder).isDirectoryContaining(file()::equals);
        try (var files = Files.list(folder)) {
            assertThat(files).as("no temporary file is left").hasSize(1);
        }
    }

    @Test
    void endsWithoutABeginning() throws IOException {
        HtmlReportSink.to(file()).end();
        assertThat(file()).doesNotExist();
    }

    @Test
    void takesNoMoreThanATwentiethOfTheTime() throws IOException {
        // A renewal asks the clock twice, so it seems to take a second.
        costOfAStep = Duration.ofSeconds(1);
        HtmlReportSink sink = begun();

        costOfAStep = Duration.ZERO;
        passed = passed.plusSeconds(19);
        sink.accept(step(0));
        assertThat(page()).contains("\"records\":0,");
        passed = passed.plusSeconds(1);
        sink.accept(step(1));
        assertThat(page()).contains("\"records\":2,");
    }

    @Test
    void goesOnWhenTheClockIsPutBack() throws IOException {
        HtmlReportSink sink = begun();

        shown = shown.minus(Duration.ofDays(400));
        passed = passed.plus(EVERY);
        sink.accept(step(0));

        assertThat(page())
                .contains("\"records\":1,")
                .contains("\"renewed\":" + shown.toEpochMilli())
                .contains("\"paceMillis\":500,");
    }

    @Test
    void beginsANewPageWithANewRun() throws IOException {
        HtmlReportSink sink = begun();
        sink.accept(step(0));
        sink.end();

        sink.begin(SyntheticRun.EMPTY.info());

        assertThat(page()).contains("\"records\":0,").contains("\"ended\":false");
    }

    @Test
    void aSecondSinkOnTheFileIsRefusedAndHarmless() throws IOException {
        HtmlReportSink first = begun();
        Path alias = Files.createSymbolicLink(folder.resolve("alias"), folder);
        String before = page();

        for (Path same :
                List.of(
                        file(),
                        folder.resolve("nothing/..").resolve("report.html").normalize(),
                        Path.of("").toAbsolutePath().relativize(file()),
                        alias.resolve("report.html"))) {
            HtmlReportSink second = HtmlReportSink.to(same, Duration.ZERO);
            assertThatThrownBy(() -> second.begin(SyntheticRun.EMPTY.info()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Another training writes to")
                    .hasMessageContaining("report.html. Give each training a file of its own.");
            second.end();
            assertThat(page()).isEqualTo(before);
        }
        passed = passed.plus(EVERY);
        first.accept(step(0));
        first.end();
        assertThat(page()).contains("\"records\":1,").contains("\"ended\":true");

        SyntheticRun.ONE_STEP.feed(HtmlReportSink.to(file()));
        assertThat(page()).as("free again").contains("one step");
    }

    @Test
    void aRunThatBeginsAnewIsNotItsOwnRival() throws IOException {
        HtmlReportSink sink = begun();
        sink.accept(step(0));

        sink.begin(SyntheticRun.EMPTY.info());
        sink.end();
        sink.end();

        assertThat(page()).contains("\"records\":0,").contains("\"ended\":true");
    }

    @Test
    void aFailedBeginningIsFollowedByNothing() throws IOException {
        Files.createDirectories(file().resolveSibling(".report.html.part/in the way"));
        HtmlReportSink sink = HtmlReportSink.to(file());

        assertThatThrownBy(() -> sink.begin(SyntheticRun.EMPTY.info()))
                .isInstanceOf(IOException.class);
        sink.end();

        assertThat(file()).doesNotExist();
        assertThat(folder.resolve(".report.html.lock")).doesNotExist();
    }

    @Test
    void nothingIsWrittenThroughALink() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "not ours");
        Files.createSymbolicLink(file(), other);
        HtmlReportSink sink = HtmlReportSink.to(file());

        assertThatThrownBy(() -> sink.begin(SyntheticRun.EMPTY.info()))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        file()
                                + " is a link to "
                                + other
                                + ", and nothing is written through links. Name that file, or take"
                                + " the link away.");
        sink.end();
        assertThat(file()).isSymbolicLink();

        // Links at the names beside it, and one that comes while the run goes on.
        Files.delete(file());
        Files.createSymbolicLink(folder.resolve(".report.html.part"), other);
        HtmlReportSink going = begun();
        Files.delete(file());
        Files.createSymbolicLink(file(), other);
        passed = passed.plus(EVERY);
        going.accept(step(0));
        going.end();
        assertThat(file()).isRegularFile().content().contains("\"records\":1,");

        Files.createSymbolicLink(folder.resolve(".report.html.lock"), other);
        assertThatThrownBy(() -> HtmlReportSink.to(file()).begin(SyntheticRun.EMPTY.info()))
                .hasMessageContaining(".report.html.lock is a link to");
        assertThat(other).hasContent("not ours");
    }

    @Test
    void whatAKilledProgramLeftIsTakenOver() throws Exception {
        Process other = OtherProgram.begin(file());
        try {
            assertThatThrownBy(() -> HtmlReportSink.to(file()).begin(SyntheticRun.EMPTY.info()))
                    .hasMessageContaining("Another training writes to " + file());
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertThat(folder.resolve(".report.html.lock")).exists();
        Files.writeString(folder.resolve(".report.html.part"), "half a pa");

        SyntheticRun.ONE_STEP.feed(HtmlReportSink.to(file()));

        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    /** On POSIX systems a lock ends when its process closes the file, through whatever handle. */
    @Test
    void aRefusalDoesNotEndTheClaimOfTheFirst() throws Exception {
        HtmlReportSink first = begun();
        assertThatThrownBy(() -> HtmlReportSink.to(file()).begin(SyntheticRun.EMPTY.info()))
                .hasMessageContaining("Another training writes to " + file());

        assertThatThrownBy(() -> OtherProgram.begin(file()))
                .hasMessageContaining("has ended without a report");
        first.end();
        OtherProgram.begin(file()).destroyForcibly().waitFor();
    }

    @Test
    void makesMissingFolders() throws IOException {
        Path deep = folder.resolve("a/b/report.html");

        SyntheticRun.ONE_STEP.feed(HtmlReportSink.to(deep));

        assertThat(deep).isNotEmptyFile();
    }

    @Test
    void aPageThatCannotBeReplacedIsTriedAgainLater() throws IOException {
        HtmlReportSink sink = begun();
        block();
        passed = passed.plus(EVERY);
        sink.accept(step(0));
        assertThat(file()).as("still in the way").isDirectory();

        asked = 0;
        // An attempt that fails asks once: the third finds the way free.
        whenAsked =
                () -> {
                    if (asked == 3) {
                        unblock();
                    }
                };
        sink.end(() -> {});

        assertThat(page()).contains("\"records\":1,").contains("\"ended\":true");
    }

    @Test
    void aPageThatCannotBeReplacedAtTheEndIsAFailure() throws IOException {
        HtmlReportSink sink = begun();
        block();

        assertThatThrownBy(() -> sink.end(() -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot replace " + file());
        try (var files = Files.list(folder)) {
            assertThat(files).as("no temporary file is left").hasSize(1);
        }
    }

    @Test
    void anInterruptEndsTheWaiting() throws IOException {
        HtmlReportSink sink = begun();
        block();

        asked = 0;
        HtmlReportSink.Pause interrupting =
                () -> {
                    throw new InterruptedException();
                };
        assertThatThrownBy(() -> sink.end(interrupting)).hasMessageStartingWith("Cannot replace");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(asked).as("one attempt").isEqualTo(1);
    }

    @Test
    void aFolderThatIsAFileIsAFailureAtTheBeginning() throws IOException {
        Path notAFolder = Files.writeString(folder.resolve("file"), "x");
        HtmlReportSink sink = HtmlReportSink.to(notAFolder.resolve("report.html"));

        assertThatThrownBy(() -> sink.begin(SyntheticRun.EMPTY.info()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusesANegativeTime() {
        assertThatThrownBy(() -> HtmlReportSink.to(file(), Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S")
                .hasMessageContaining("at least 0");
    }

    @Test
    void refusesAFolder() {
        assertThatThrownBy(() -> HtmlReportSink.to(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.resolve("report.html").toString());
    }

    @Test
    void saysWhatIsMissingWithoutECharts() {
        ClassLoader nothing = new ClassLoader(null) {};

        assertThatThrownBy(() -> Page.of("title", nothing))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("org.webjars.npm/echarts");
    }

    @Test
    void loadsNothingFromAnywhere() throws IOException {
        SyntheticRun.HOSTILE_NAMES.feed(HtmlReportSink.to(file()));
        String page = page();

        // ECharts names its licence and XML's name spaces: no address is loaded by that.
        assertThat(page)
                .containsPattern(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
                                + " script-src( 'sha256-[A-Za-z0-9+/=]{44}'){3};"
                                + " style-src 'unsafe-inline'; img-src data:;");
        String own =
                page.replaceFirst(
                        "(?s)<script>\\s*/\\*\\s*\\* Licensed to the Apache.*?</script>", "");
        assertThat(page.length() - own.length()).as("without ECharts").isGreaterThan(1_000_000);
        assertThat(own)
                .doesNotContain("http:", "https:", "@import", "url(", "<link", "fetch(", "import(");
        assertThat(
                        Pattern.compile("<[a-z]+[^>]*\\ssrc\\s*=", Pattern.CASE_INSENSITIVE)
                                .matcher(own)
                                .find())
                .isFalse();
    }

    @Test
    void escapesTheTitle() throws IOException {
        SyntheticRun.HOSTILE_NAMES.feed(HtmlReportSink.to(file()));

        // The elements of the page, its series, its data, the message to the frame, ECharts and the
        // scripts.
        assertThat(page().split("</script>", -1)).hasSize(6);
        assertThat(page())
                .contains(
                        "<title>&lt;/script>&lt;script>alert(1)&lt;/script> &amp; {{version}} &lt;!-- data --> ·");
    }

    @Test
    void aLargeRunMakesAPageOfLessThanTwoMegabytesBesideECharts() throws IOException {
        SyntheticRun.EMPTY.feed(HtmlReportSink.to(file()));
        long empty = Files.size(file());
        SyntheticRun.LARGE.feed(HtmlReportSink.to(file(), Duration.ofDays(1)));

        assertThat(Files.size(file()) - empty).isLessThan(2_000_000);
    }

    private HtmlReportSink begun() throws IOException {
        HtmlReportSink sink = new HtmlReportSink(file(), EVERY, () -> shown, this::nanos);
        sink.begin(SyntheticRun.EMPTY.info());
        return sink;
    }

    private Path file() {
        return folder.resolve("report.html");
    }

    private String page() throws IOException {
        return Files.readString(file());
    }

    private void block() throws IOException {
        Files.delete(file());
        Files.createDirectories(file().resolve("in the way"));
    }

    private void unblock() {
        try {
            Files.delete(file().resolve("in the way"));
            Files.delete(file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StepRecord step(long step) {
        return record(step, List.of(norm(Place.NETWORK, 1)));
    }
}
