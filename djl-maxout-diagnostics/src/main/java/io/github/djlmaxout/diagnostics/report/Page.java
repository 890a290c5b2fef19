// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.internal.VisibleText;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;

/** The page around the data: style, scripts and the charting library, all in one file. */
final class Page {

    private static final String CHARTS = "org.webjars.npm/echarts";
    static final List<String> SCRIPTS =
            List.of(
                    "model.js",
                    "charts.js",
                    "marks.js",
                    "figures.js",
                    "spectra.js",
                    "pictures.js",
                    "layers.js",
                    "sections.js",
                    "deeper.js",
                    "others.js",
                    "overview.js",
                    "follow.js",
                    "page.js");
    private static final int WORD_BYTES = 18;
    private static final String DATA = "<!-- data -->";

    private final byte[] before;
    private final byte[] after;

    private Page(byte[] before, byte[] after) {
        this.before = before;
        this.after = after;
    }

    /**
     * Puts the page of a run together.
     *
     * @param loader knows the charting library
     */
    static Page of(String title, ClassLoader loader) throws IOException {
        Properties charts = new Properties();
        try (InputStream in = open(loader, "META-INF/maven/" + CHARTS + "/pom.properties")) {
            charts.load(in);
        }
        String version = charts.getProperty("version");
        String library =
                text(
                        open(
                                loader,
                                "META-INF/resources/webjars/echarts/"
                                        + version
                                        + "/dist/echarts.min.js"));
        StringBuilder script = new StringBuilder();
        for (String name : SCRIPTS) {
            script.append(own(name));
        }
        String asked = own("frame.js");
        String scripts = script.toString();
        // The title comes last of what stands in braces: it may hold such words itself.
        String page =
                own("page.html")
                        .replace("{{version}}", escape(version))
                        .replace("{{policy}}", policy(List.of(asked, library, scripts)))
                        .replace("{{word}}", word())
                        .replace("{{title}}", escape(VisibleText.of(title)))
                        .replace("<!-- style -->", "<style>\n" + own("page.css") + "</style>")
                        .replace("<!-- vocabulary -->", Vocabulary.json())
                        .replace("<!-- frame -->", element(asked))
                        .replace("<!-- script -->", element(scripts))
                        .replace("<!-- charts -->", element(library));
        int data = page.indexOf(DATA);
        return new Page(
                page.substring(0, data).getBytes(StandardCharsets.UTF_8),
                page.substring(data + DATA.length()).getBytes(StandardCharsets.UTF_8));
    }

    private static String own(String name) throws IOException {
        return text(Objects.requireNonNull(Page.class.getResourceAsStream(name), name));
    }

    private static InputStream open(ClassLoader loader, String name) throws IOException {
        InputStream in = loader.getResourceAsStream(name);
        if (in == null) {
            throw new NoSuchFileException(
                    name, null, "not on the class path; the report needs " + CHARTS);
        }
        return in;
    }

    private static String text(InputStream in) throws IOException {
        try (in) {
            // As browsers read it: what is hashed has no carriage returns.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    private static String element(String script) {
        return "<script>" + content(script) + "</script>";
    }

    private static String content(String script) {
        return "\n" + script.replace("</script", "<\\/script");
    }

    /**
     * Returns what browsers hold the page to: no network, no scripts but these, and frames of its
     * own origin alone, through which it reads its file again. On a disk browsers differ in what
     * that origin is, so files are named besides. Charts set styles of elements, and pictures are
     * in the page.
     */
    private static String policy(List<String> scripts) {
        String hashes =
                scripts.stream()
                        .map(script -> "'sha256-" + hash(content(script)) + "'")
                        .collect(Collectors.joining(" "));
        return "default-src 'none'; script-src "
                + hashes
                + "; style-src 'unsafe-inline'; img-src data:; frame-src 'self' file:;"
                + " base-uri 'none'; form-action 'none'";
    }

    private static String hash(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Returns a word that nobody can guess: whoever knows it has read the page. */
    private static String word() {
        byte[] word = new byte[WORD_BYTES];
        new SecureRandom().nextBytes(word);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(word);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    /** Writes the page with the data of a run as they are now. */
    void write(RunHistory history, Renewal renewal, OutputStream out) throws IOException {
        out.write(before);
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        RunJson.write(history, renewal, writer);
        writer.flush();
        out.write(after);
    }
}
