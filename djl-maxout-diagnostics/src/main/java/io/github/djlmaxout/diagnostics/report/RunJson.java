// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import com.google.gson.stream.JsonWriter;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.Wording;
import io.github.djlmaxout.internal.VisibleText;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The history of a run as JSON, for the script of the page.
 *
 * <p>No character in it can end the element of the page that holds it: angle brackets are escaped.
 * Names and sentences are in it as they are to be shown.
 */
final class RunJson {

    private static final int DIGITS = 4;
    private static final int DIGITS_OF_LOSS = 6;

    private final JsonWriter json;
    private final RunHistory history;
    private final Map<List<Long>, Integer> axes = new LinkedHashMap<>();

    private RunJson(RunHistory history, Writer out) {
        this.history = history;
        json = new JsonWriter(out);
        json.setHtmlSafe(true);
    }

    /** Writes the history; the writer is not closed. */
    static void write(RunHistory history, Renewal renewal, Writer out) throws IOException {
        new RunJson(history, out).write(renewal);
    }

    private void write(Renewal renewal) throws IOException {
        RunInfo run = history.run();
        json.beginObject();
        json.name("title").value(VisibleText.of(run.title()));
        json.name("started").value(run.started().toEpochMilli());
        json.name("renewed").value(renewal.time().toEpochMilli());
        json.name("ended").value(history.isEnded());
        json.name("everyMillis").value(renewal.every().toMillis());
        json.name("paceMillis").value(renewal.pace().toMillis());
        json.name("records").value(history.records());
        json.name("step").value(history.step());
        json.name("epoch").value(history.epoch());
        json.name("leftOut").value(history.leftOut());
        json.name("alarmsLeftOut").value(history.alarms().leftOut());
        json.name("verdict");
        verdict(Assessment.ofRun(history));
        layers(run);
        json.name("manifest").beginArray();
        for (Map.Entry<String, String> entry : run.manifest().entrySet()) {
            json.beginArray()
                    .value(VisibleText.of(entry.getKey()))
                    .value(VisibleText.of(entry.getValue()))
                    .endArray();
        }
        json.endArray();
        json.name("notes").beginArray();
        for (String note : history.notes()) {
            json.value(VisibleText.of(note));
        }
        json.endArray();
        alarms();
        series();
        spectra();
        axes();
        histograms();
        pictures();
        json.endObject();
        json.flush();
    }

    private void verdict(Assessment verdict) throws IOException {
        json.beginObject();
        json.name("level").value(word(verdict.level()));
        json.name("reason").value(VisibleText.of(verdict.reason()));
        json.endObject();
    }

    private void layers(RunInfo run) throws IOException {
        json.name("layers").beginArray();
        for (LayerInfo layer : run.layers()) {
            json.beginObject();
            json.name("name").value(VisibleText.of(layer.name()));
            json.name("kind").value(VisibleText.of(layer.kind()));
            json.name("parameters").value(layer.parameters());
            json.name("pieces").value(layer.pieces());
            json.name("frozen").value(layer.frozen());
            json.name("verdict");
            verdict(Assessment.ofLayer(history, layer));
            json.endObject();
        }
        json.endArray();
    }

    private void alarms() throws IOException {
        json.name("alarms").beginArray();
        for (AlarmHistory.Entry entry : history.alarms().entries()) {
            Alarm first = entry.first();
            json.beginObject();
            json.name("kind").value(VisibleText.of(first.kind().label()));
            json.name("level").value(word(Assessment.level(first.kind())));
            place(first.place());
            json.name("places").beginArray();
            for (Place place : entry.places()) {
                json.value(VisibleText.of(place.name()));
            }
            json.endArray();
            json.name("count").value(entry.count());
            json.name("evidence").value(VisibleText.of(Wording.sentences(first.evidence())));
            json.name("cause").value(VisibleText.of(Wording.sentences(first.cause())));
            json.name("remedy").value(VisibleText.of(Wording.sentences(first.remedy())));
            if (entry.count() > 1) {
                json.name("latest")
                        .value(VisibleText.of(Wording.sentences(entry.latest().evidence())));
            }
            json.name("steps").beginArray();
            for (long step : entry.steps()) {
                json.value(step);
            }
            json.endArray();
            json.endObject();
        }
        json.endArray();
    }

    private void series() throws IOException {
        json.name("series").beginArray();
        for (Map.Entry<RunHistory.Key, SeriesHistory> entry : history.shown()) {
            series(entry.getKey(), entry.getValue());
        }
        json.endArray();
    }

    private void axes() throws IOException {
        json.name("axes").beginArray();
        for (List<Long> axis : axes.keySet()) {
            json.beginArray();
            for (long step : axis) {
                json.value(step);
            }
            json.endArray();
        }
        json.endArray();
    }

    private void series(RunHistory.Key key, SeriesHistory series) throws IOException {
        int digits = key.series().equals(Series.LOSS.label()) ? DIGITS_OF_LOSS : DIGITS;
        json.beginObject();
        json.name("name").value(VisibleText.of(key.series()));
        place(key.place());
        axis(series);
        if (!Double.isNaN(series.expected())) {
            json.name("expected").jsonValue(ShortNumber.of(series.expected(), DIGITS));
        }
        numbers("values", series.values(), digits);
        if (series.hasExtremes() && series.stride() > 1) {
            numbers("least", series.least(), digits);
            numbers("largest", series.largest(), digits);
        }
        json.endObject();
    }

    /** Most series were measured at the same steps: they share one axis. */
    private void axis(SeriesHistory series) throws IOException {
        List<Long> axis = Arrays.stream(series.steps()).boxed().toList();
        axes.putIfAbsent(axis, axes.size());
        json.name("axis").value(axes.get(axis));
        json.name("every").value(series.stride());
    }

    private void spectra() throws IOException {
        json.name("spectra").beginArray();
        for (Map.Entry<RunHistory.Key, SpectrumHistory> entry : history.spectra().entrySet()) {
            json.beginObject();
            json.name("name").value(VisibleText.of(entry.getKey().series()));
            place(entry.getKey().place());
            json.name("length").value(entry.getValue().length());
            json.name("ranks").beginArray();
            for (Map.Entry<Integer, SeriesHistory> rank : entry.getValue().ranks().entrySet()) {
                json.beginObject();
                json.name("rank").value(rank.getKey());
                axis(rank.getValue());
                numbers("values", rank.getValue().values(), DIGITS);
                json.endObject();
            }
            json.endArray();
            json.endObject();
        }
        json.endArray();
    }

    /** Pictures in Base64: nothing in them can be taken for a part of the page. */
    private void pictures() throws IOException {
        json.name("galleries").beginArray();
        for (Map.Entry<RunHistory.Key, PictureHistory> entry : history.galleries().entrySet()) {
            json.beginObject();
            json.name("name").value(VisibleText.of(entry.getKey().series()));
            place(entry.getKey().place());
            json.name("seen").value(entry.getValue().seen());
            json.name("tooLarge").value(entry.getValue().tooLarge());
            json.name("pictures").beginArray();
            for (PictureObservation picture : entry.getValue().pictures()) {
                byte[] svg = picture.svg().getBytes(StandardCharsets.UTF_8);
                json.beginObject();
                json.name("step").value(picture.step());
                json.name("caption").value(VisibleText.of(picture.caption()));
                json.name("svg").value(Base64.getEncoder().encodeToString(svg));
                json.endObject();
            }
            json.endArray();
            json.endObject();
        }
        json.endArray();
    }

    private void histograms() throws IOException {
        json.name("histograms").beginArray();
        for (Map.Entry<RunHistory.Key, HistogramObservation> entry :
                history.histograms().entrySet()) {
            Buckets buckets = Buckets.of(entry.getValue());
            json.beginObject();
            json.name("name").value(VisibleText.of(entry.getKey().series()));
            place(entry.getKey().place());
            json.name("step").value(entry.getValue().step());
            numbers("edges", doubles(buckets.edges()), DIGITS);
            numbers("shares", doubles(buckets.shares()), DIGITS);
            json.endObject();
        }
        json.endArray();
    }

    private void place(Place place) throws IOException {
        json.name("scope").value(word(place.scope()));
        json.name("place").value(VisibleText.of(place.name()));
    }

    private void numbers(String name, double[] values, int digits) throws IOException {
        json.name(name).beginArray();
        for (double value : values) {
            json.jsonValue(ShortNumber.of(value, digits));
        }
        json.endArray();
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
