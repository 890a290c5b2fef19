// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A Chromium or Chrome of this machine without a window, spoken to in its DevTools protocol.
 *
 * <p>It has one page at a time. Waiting for what a page does goes by the page, not by a clock: only
 * what never comes ends by time.
 */
final class HeadlessBrowser {

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
    private static final long POLL_MILLIS = 50;

    private final Process process;
    private final WebSocket socket;
    private final Answers answers = new Answers();
    private final AtomicInteger ids = new AtomicInteger();
    private String session = "";
    private String target = "";

    private HeadlessBrowser(Process process, URI address) {
        this.process = process;
        socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(address, answers)
                        .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                        .join();
    }

    static Optional<Path> find() {
        String path = System.getenv().getOrDefault("PATH", "");
        Stream<Path> onPath =
                Stream.of(path.split(File.pathSeparator))
                        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
        return Stream.concat(onPath, ELSEWHERE.stream().map(Path::of))
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    static HeadlessBrowser start(Path program, Path profile)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                program.toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Path port = profile.resolve("DevToolsActivePort");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!Files.exists(port) || Files.readAllLines(port).size() < 2) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IOException(program + " did not start");
            }
            Thread.sleep(POLL_MILLIS);
        }
        List<String> lines = Files.readAllLines(port);
        return new HeadlessBrowser(
                process, URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
    }

    /** Opens a page in a tab of its own, and closes the one before. */
    void open(URI page, int width, int height) {
        session = "";
        if (!target.isEmpty()) {
            call("Target.closeTarget", Map.of("targetId", target));
        }
        answers.console.clear();
        target =
                call("Target.createTarget", Map.of("url", "about:blank"))
                        .get("targetId")
                        .getAsString();
        session =
                call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                        .get("sessionId")
                        .getAsString();
        call("Runtime.enable", Map.of());
        call("Log.enable", Map.of());
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        // What is in the background does not follow its run.
        call("Page.bringToFront", Map.of());
        call("Page.navigate", Map.of("url", page.toString()));
    }

    /** Has the system prefer {@code light} or {@code dark} colours. */
    void prefer(String scheme) {
        JsonObject feature = new JsonObject();
        feature.addProperty("name", "prefers-color-scheme");
        feature.addProperty("value", scheme);
        call("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    /** Evaluates an expression in the page. */
    JsonElement evaluate(String expression) {
        JsonObject answer =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(answer.toString());
        }
        JsonElement value = answer.getAsJsonObject("result").get("value");
        return value == null ? new JsonObject() : value;
    }

    /** Waits until an expression is true in the page. */
    void await(String expression) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!evaluate("document.readyState === 'complete' && !!(" + expression + ")")
                .getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "Never came true: "
                                + expression
                                + "; the page is "
                                + evaluate(
                                        "document.visibilityState + ': ' + document.body.innerText")
                                + "; console: "
                                + console());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Returns errors and messages that the page wrote to its console. */
    List<String> console() {
        return List.copyOf(answers.console);
    }

    private JsonObject call(String method, Map<String, Object> parameters) {
        int id = ids.incrementAndGet();
        JsonObject message = new JsonObject();
        message.addProperty("id", id);
        message.addProperty("method", method);
        if (!session.isEmpty()) {
            message.addProperty("sessionId", session);
        }
        message.add("params", new Gson().toJsonTree(parameters));
        CompletableFuture<JsonObject> answer = answers.of(id);
        socket.sendText(message.toString(), true).join();
        JsonObject all = answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        if (all.has("error")) {
            throw new IllegalStateException(method + ": " + all.get("error"));
        }
        return all.getAsJsonObject("result");
    }

    void stop() throws InterruptedException {
        session = "";
        call("Browser.close", Map.of());
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /**
     * What the browser says: answers to calls, and events of which those of the console are kept.
     */
    private static final class Answers implements WebSocket.Listener {

        private final Map<Integer, CompletableFuture<JsonObject>> open = new ConcurrentHashMap<>();
        private final List<String> console = new CopyOnWriteArrayList<>();
        private final StringBuilder text = new StringBuilder();

        private CompletableFuture<JsonObject> of(int id) {
            return open.computeIfAbsent(id, unused -> new CompletableFuture<>());
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(JsonParser.parseString(text.toString()).getAsJsonObject());
                text.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void take(JsonObject message) {
            if (message.has("id")) {
                of(message.get("id").getAsInt()).complete(message);
                return;
            }
            switch (message.get("method").getAsString()) {
                case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded" ->
                        console.add(message.get("params").toString());
                default -> {
                    // Of no interest.
                }
            }
        }
    }
}
