// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import java.io.IOException;
import java.nio.file.Path;

/** A program of its own that has begun a report, and waits to be killed. */
final class OtherProgram {

    private OtherProgram() {}

    /** Starts one, and returns when its page is there. */
    static Process begin(Path file) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                OtherProgram.class.getName(),
                                file.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        if (process.getInputStream().read() < 0) {
            throw new IOException("The other program has ended without a report");
        }
        return process;
    }

    /** Begins a report. */
    public static void main(String[] arguments) throws Exception {
        HtmlReportSink.to(Path.of(arguments[0])).begin(SyntheticRun.EMPTY.info());
        System.out.println("begun");
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
    }
}
