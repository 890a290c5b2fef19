// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Place;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Records of event files are, byte for byte, those of another writer. */
class EventRecordsTest {

    /** The content of the golden file: see the README beside it. */
    private static final HistogramObservation HISTOGRAM =
            new HistogramObservation(
                    4,
                    "grad",
                    Place.layer("hist"),
                    List.of(-0.5, 0.5, 2.0),
                    List.of(1L, 2L, 1L),
                    -1,
                    2.0,
                    1.5,
                    5.25,
                    4);

    @Test
    void writesTheGoldenFile() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(EventRecords.version(Instant.ofEpochSecond(1_700_000_000L)));
        ProtobufWriter scalar = new ProtobufWriter();
        EventRecords.addScalar(scalar, "grad/layer1", 0.5);
        file.writeBytes(EventRecords.summary(Instant.ofEpochMilli(1_700_000_001_500L), 3, scalar));
        ProtobufWriter histogram = new ProtobufWriter();
        EventRecords.addHistogram(histogram, "grad/hist", HISTOGRAM);
        file.writeBytes(EventRecords.summary(Instant.ofEpochSecond(1_700_000_002L), 4, histogram));

        assertThat(file.toByteArray()).isEqualTo(golden());
    }

    @Test
    void theNaiveReaderReadsTheGoldenFile() throws IOException {
        // The check value of CRC-32C for "123456789": RFC 3720, B.4 and the CRC catalogue.
        assertThat(EventFileReader.crc("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(0xe3069283);
        assertThat(EventFileReader.read(golden()))
                .containsExactly(
                        new EventFileReader.Event(1_700_000_000.0, 0, "brain.Event:2", List.of()),
                        new EventFileReader.Event(
                                1_700_000_001.5,
                                3,
                                "",
                                List.of(new EventFileReader.Value("grad/layer1", 0.5f, null))),
                        new EventFileReader.Event(
                                1_700_000_002.0,
                                4,
                                "",
                                List.of(
                                        new EventFileReader.Value(
                                                "grad/hist",
                                                0,
                                                new EventFileReader.Histogram(
                                                        -1,
                                                        2.0,
                                                        4,
                                                        1.5,
                                                        5.25,
                                                        List.of(-0.5, 0.5, 2.0),
                                                        List.of(1.0, 2.0, 1.0))))));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void anyStepComesBack(long step) {
        byte[] record = EventRecords.summary(Samples.START, step, new ProtobufWriter());

        assertThat(EventFileReader.read(record))
                .containsExactly(new EventFileReader.Event(1_700_000_000.0, step, "", List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0,
                -0.0,
                1e-30,
                -3.5,
                1e300,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY
            })
    void anyNumberComesBackAsAFloat(double value) {
        ProtobufWriter summary = new ProtobufWriter();
        EventRecords.addScalar(summary, Samples.NASTY, value);

        List<EventFileReader.Event> events =
                EventFileReader.read(EventRecords.summary(Samples.START, 1, summary));

        assertThat(events).hasSize(1);
        assertThat(events.get(0).values())
                .containsExactly(new EventFileReader.Value(Samples.NASTY, (float) value, null));
    }

    @Test
    void aHistogramOfNothingComesBack() {
        ProtobufWriter summary = new ProtobufWriter();
        EventRecords.addHistogram(
                summary,
                "empty",
                new HistogramObservation(
                        1,
                        "gradient",
                        Place.NETWORK,
                        List.of(),
                        List.of(),
                        Double.NaN,
                        Double.NaN,
                        0,
                        0,
                        7));

        assertThat(
                        EventFileReader.read(EventRecords.summary(Samples.START, 1, summary))
                                .get(0)
                                .values())
                .containsExactly(
                        new EventFileReader.Value(
                                "empty",
                                0,
                                new EventFileReader.Histogram(
                                        Double.NaN, Double.NaN, 0, 0, 0, List.of(), List.of())));
    }

    static byte[] golden() throws IOException {
        try (InputStream stream =
                EventRecordsTest.class.getResourceAsStream("tensorboardx-2.6.5.tfevents")) {
            return stream.readAllBytes();
        }
    }
}
