// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import static io.github.djlmaxout.diagnostics.report.RunHistories.alarm;
import static io.github.djlmaxout.diagnostics.report.RunHistories.norm;
import static io.github.djlmaxout.diagnostics.report.RunHistories.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;

import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.StepRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

class RunJsonTest {

    @ParameterizedTest
    @EnumSource(SyntheticRun.class)
    void isStrictJsonThatCannotLeaveItsElement(SyntheticRun run) throws IOException {
        RunHistory history = new RunHistory(run.info());
        run.feed(new Into(history));

        String text = text(history);

        assertThat(text).doesNotContain("<").doesNotContain(">");
        JsonObject root = strict(text);
        assertThat(root.get("title").getAsString()).isEqualTo(run.info().title());
        assertThat(root.get("ended").getAsBoolean()).isTrue();
        for (JsonElement series : root.getAsJsonArray("series")) {
            JsonObject one = series.getAsJsonObject();
            JsonArray axis =
                    root.getAsJsonArray("axes").get(one.get("axis").getAsInt()).getAsJsonArray();
            assertThat(one.getAsJsonArray("values").size()).isEqualTo(axis.size());
        }
    }

    @Test
    void writesWhatJsonHasNoNumberForAsStrings() throws IOException {
        JsonObject root =
                strict(
                        text(
                                RunHistories.of(
                                        record(0, List.of(norm(Place.NETWORK, Double.NaN))),
                                        record(
                                                1,
                                                List.of(
                                                        new ScalarObservation(
                                                                1,
                                                                "gradient norm",
                                                                Place.NETWORK,
                                                                Double.NEGATIVE_INFINITY,
                                                                Double.POSITIVE_INFINITY))))));

        JsonObject series = root.getAsJsonArray("series").get(0).getAsJsonObject();
        assertThat(series.getAsJsonArray("values")).hasToString("[\"NaN\",\"-Infinity\"]");
        assertThat(series.get("expected").getAsString()).isEqualTo("Infinity");
    }

    @Test
    void holdsSpectraByRankOnTheSharedAxes() throws IOException {
        RunHistory history =
                RunHistories.of(
                        record(
                                3,
                                List.of(
                                        new ScalarObservation(3, "loss", Place.NETWORK, 1),
                                        new SpectrumObservation(
                                                3,
                                                "kernel eigenvalue",
                                                Place.NETWORK,
                                                List.of(2.0, Double.NaN)),
                                        new SpectrumObservation(
                                                3, "empty", Place.layer("01A"), List.of()))));

        JsonArray spectra = strict(text(history)).getAsJsonArray("spectra");

        assertThat(spectra).hasSize(2);
        assertThat(spectra.get(0))
                .hasToString(
                        "{\"name\":\"kernel eigenvalue\",\"scope\":\"network\",\"place\":\"\","
                                + "\"length\":2,\"ranks\":["
                                + "{\"rank\":1,\"axis\":0,\"every\":1,\"values\":[2]},"
                                + "{\"rank\":2,\"axis\":0,\"every\":1,\"values\":[\"NaN\"]}]}");
        assertThat(spectra.get(1).getAsJsonObject().getAsJsonArray("ranks")).isEmpty();
    }

    @Test
    void picturesComeBackFromBase64() throws IOException {
        String svg =
                "<svg xmlns='http://www.w3.org/2000/svg'><text>Größe \uD83D\uDE00</text></svg>";
        RunHistory history =
                RunHistories.of(
                        record(
                                3,
                                List.of(
                                        new PictureObservation(
                                                3, "p", Place.NETWORK, "</script>", svg))));

        String text = text(history);
        JsonObject gallery = strict(text).getAsJsonArray("galleries").get(0).getAsJsonObject();

        assertThat(text).doesNotContain("<").doesNotContain("http");
        assertThat(gallery.get("seen").getAsInt()).isOne();
        assertThat(gallery.get("tooLarge").getAsInt()).isZero();
        JsonObject picture = gallery.getAsJsonArray("pictures").get(0).getAsJsonObject();
        assertThat(picture.get("step").getAsInt()).isEqualTo(3);
        assertThat(picture.get("caption").getAsString()).isEqualTo("</script>");
        byte[] bytes = Base64.getDecoder().decode(picture.get("svg").getAsString());
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(svg);
    }

    @Test
    void keepsABoundedNumberOfSpectraAndGalleries() throws IOException {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Place place = Place.layer("01A" + i);
            observations.add(new SpectrumObservation(0, "s", place, List.of(1.0)));
            observations.add(new PictureObservation(0, "p", place, "", "<svg/>"));
        }
        RunHistory history = RunHistories.of(record(0, observations));

        JsonObject root = strict(text(history));

        assertThat(root.getAsJsonArray("spectra")).hasSize(64);
        assertThat(root.getAsJsonArray("galleries")).hasSize(4);
        assertThat(root.get("leftOut").getAsInt()).isEqualTo(36 + 96);
    }

    @Test
    void showsParametersOnlyOfWhatIsNotKnownOfLayers() throws IOException {
        Place weight = Place.parameter("01A/weight");
        RunHistory history =
                RunHistories.of(
                        record(
                                0,
                                List.of(
                                        norm(Place.layer("01A"), 1),
                                        norm(weight, 1),
                                        new ScalarObservation(0, "my own", weight, 1))));

        JsonArray series = strict(text(history)).getAsJsonArray("series");

        assertThat(series).hasSize(2);
        assertThat(series.get(1).getAsJsonObject().get("scope").getAsString())
                .isEqualTo("parameter");
    }

    @Test
    void staysBoundedHoweverManySeriesAndAlarmsThereAre() throws IOException {
        RunHistory history = RunHistories.of();
        for (int i = 0; i < 9_000; i++) {
            Place place = Place.layer("01A" + i);
            List<Observation> observations = new ArrayList<>();
            observations.add(norm(place, i));
            observations.add(
                    new HistogramObservation(
                            i,
                            "sampled gradient",
                            place,
                            List.of(1.0),
                            List.of(1L),
                            0,
                            1,
                            0,
                            0,
                            1));
            history.accept(record(i, observations, alarm(i, AlarmKind.TIES, place)));
        }

        JsonObject root = strict(text(history));

        assertThat(root.getAsJsonArray("series")).hasSize(8192);
        assertThat(root.getAsJsonArray("histograms")).hasSize(8192);
        assertThat(root.get("leftOut").getAsInt()).isEqualTo(9_000 - 8192);
        assertThat(root.getAsJsonArray("alarms")).hasSize(512);
        assertThat(root.get("alarmsLeftOut").getAsInt()).isEqualTo(9_000 - 512);
    }

    @Test
    void anAlarmThatIsRaisedAgainAndAgainIsOne() throws IOException {
        RunHistory history = RunHistories.of();
        for (int step = 5; step < 10_005; step++) {
            history.accept(record(step, List.of(), alarm(step, AlarmKind.TIES, Place.NETWORK)));
        }

        JsonObject alarm = strict(text(history)).getAsJsonArray("alarms").get(0).getAsJsonObject();

        assertThat(alarm.get("count").getAsInt()).isEqualTo(10_000);
        JsonArray steps = alarm.getAsJsonArray("steps");
        assertThat(steps.size()).isLessThanOrEqualTo(65);
        assertThat(steps.get(0).getAsInt()).isEqualTo(5);
        assertThat(steps.get(steps.size() - 1).getAsInt()).isEqualTo(10_004);
    }

    private static String text(RunHistory history) throws IOException {
        StringWriter out = new StringWriter();
        Duration second = Duration.ofSeconds(1);
        RunJson.write(history, new Renewal(Instant.EPOCH, second, second), out);
        return out.toString();
    }

    private static JsonObject strict(String text) {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        return JsonParser.parseReader(reader).getAsJsonObject();
    }

    /** Keeps what a sink would. */
    private record Into(RunHistory history) implements Sink {

        @Override
        public void begin(RunInfo run) {}

        @Override
        public void accept(StepRecord record) {
            history.accept(record);
        }

        @Override
        public void end() {
            history.end();
        }
    }
}
