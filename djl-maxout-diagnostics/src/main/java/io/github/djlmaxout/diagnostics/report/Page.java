package io.github.djlmaxout.diagnostics.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/** The page around the data: style, scripts and the charting library, all in one file. */
final class Page {

    private static final String CHARTS = "org.webjars.npm/echarts";
    private static final List<String> SCRIPTS =
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
        String page =
                own("page.html")
                        .replace("{{version}}", escape(version))
                        .replace("{{title}}", escape(title))
                        .replace("<!-- style -->", "<style>\n" + own("page.css") + "</style>")
                        .replace("<!-- script -->", element(script.toString()))
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
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String element(String script) {
        return "<script>\n" + script.replace("</script", "<\\/script") + "</script>";
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
