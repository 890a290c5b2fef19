// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import com.google.gson.stream.JsonWriter;

import io.github.djlmaxout.diagnostics.Series;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;

/** The series of this library as JSON: the scripts of the page have no names of their own. */
final class Vocabulary {

    private Vocabulary() {}

    /** An object of each series, by the name of its constant; it can stand inside of a page. */
    static String json() throws IOException {
        StringWriter out = new StringWriter();
        try (JsonWriter json = new JsonWriter(out)) {
            json.setHtmlSafe(true);
            json.beginObject();
            for (Series series : Series.values()) {
                json.name(series.name()).beginObject();
                json.name("name").value(series.label());
                json.name("unit").value(series.unit());
                json.name("scale").value(series.scale().name().toLowerCase(Locale.ROOT));
                json.name("meaning").value(series.meaning());
                json.endObject();
            }
            json.endObject();
        }
        return out.toString();
    }
}
