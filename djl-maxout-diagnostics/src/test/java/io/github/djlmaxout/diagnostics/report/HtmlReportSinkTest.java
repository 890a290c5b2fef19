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
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;

class HtmlReportSinkTest {

    private static final Duration EVERY = Duration.ofSeconds(5);

    @TempDir private Path folder;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Duration costOfAStep = Duration.ZERO;
    private int asked;
    private Runnable whenAsked = () -> {};

    private final InstantSource clock =
            () -> {
                asked++;
                whenAsked.run();
                now = now.plus(costOfAStep);
                return now;
            };

    @Test
    void isRenewedAtMostAsOftenAsAskedForAndAtTheEnd() throws IOException {
        HtmlReportSink sink = begun();
        assertThat(page()).contains("\"records\":0,");

        sink.accept(step(0));
        assertThat(page()).as("too early").contains("\"records\":0,");
        now = now.plus(EVERY);
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
        now = now.plusSeconds(19);
        sink.accept(step(0));
        assertThat(page()).contains("\"records\":0,");
        now = now.plusSeconds(1);
        sink.accept(step(1));
        assertThat(page()).contains("\"records\":2,");
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
    void makesMissingFolders() throws IOException {
        Path deep = folder.resolve("a/b/report.html");

        SyntheticRun.ONE_STEP.feed(HtmlReportSink.to(deep));

        assertThat(deep).isNotEmptyFile();
    }

    @Test
    void aPageThatCannotBeReplacedIsTriedAgainLater() throws IOException {
        HtmlReportSink sink = begun();
        block();
        now = now.plus(EVERY);
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

        // The elements of the page, its data, the message to the frame, ECharts and the scripts.
        assertThat(page().split("</script>", -1)).hasSize(5);
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
        HtmlReportSink sink = new HtmlReportSink(file(), EVERY, clock);
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
