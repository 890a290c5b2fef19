package io.github.djlmaxout.diagnostics.report;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Chromium or Chrome of this machine, without a window.
 *
 * @param program where it is
 */
record HeadlessBrowser(Path program) {

    private static final List<String> NAMES =
            List.of(
                    "chromium",
                    "chromium-browser",
                    "google-chrome",
                    "google-chrome-stable",
                    "chrome");
    private static final List<String> ELSEWHERE =
            List.of(
                    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe");
    private static final long LIMIT_SECONDS = 120;

    /**
     * What came of a page.
     *
     * @param dom the document after its scripts ran
     * @param console what it wrote to the console
     */
    record Result(String dom, List<String> console) {}

    static Optional<HeadlessBrowser> find() {
        String path = System.getenv().getOrDefault("PATH", "");
        Stream<Path> onPath =
                Stream.of(path.split(File.pathSeparator))
                        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
        return Stream.concat(onPath, ELSEWHERE.stream().map(Path::of))
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(HeadlessBrowser::new);
    }

    /** Opens a page in a window so high that all of it is in sight, and lets 8 seconds pass. */
    Result open(URI page) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("browser");
        Path dom = folder.resolve("dom.html");
        Path log = folder.resolve("log.txt");
        try {
            Process process =
                    new ProcessBuilder(command(folder, page))
                            .redirectOutput(dom.toFile())
                            .redirectError(log.toFile())
                            .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IOException(program + " did not end within " + LIMIT_SECONDS + " s");
            }
            List<String> console =
                    Files.readAllLines(log).stream()
                            .filter(line -> line.contains(":CONSOLE"))
                            .toList();
            return new Result(Files.readString(dom), console);
        } finally {
            delete(folder);
        }
    }

    private List<String> command(Path folder, URI page) {
        return List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"),
                "--window-size=1200,30000",
                "--enable-logging=stderr",
                "--v=0",
                // Time of the page's own clock, which runs as fast as the machine can.
                "--virtual-time-budget=8000",
                "--dump-dom",
                page.toString());
    }

    /**
     * Its own processes may still write there for a moment: what stays is in the system's folder.
     */
    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(folder)) {
            all = new ArrayList<>(paths.toList());
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            if (!all.get(i).toFile().delete()) {
                all.get(i).toFile().deleteOnExit();
            }
        }
    }
}
