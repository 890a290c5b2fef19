package io.github.djlmaxout.diagnostics.report;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;

class PagesTest {
    @Test
    void pages() throws Exception {
        for (SyntheticRun run : SyntheticRun.values()) {
            run.feed(
                    HtmlReportSink.to(
                            Path.of("/tmp/rep", run.name() + ".html"), Duration.ofDays(1)));
        }
    }
}
