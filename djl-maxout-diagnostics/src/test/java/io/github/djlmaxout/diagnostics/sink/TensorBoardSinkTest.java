// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Event files hold what was observed, whole step by whole step. */
class TensorBoardSinkTest {

    private static final EventFileReader.Event VERSION =
            new EventFileReader.Event(1_700_000_000.0, 0, "brain.Event:2", List.of());

    @TempDir private Path folder;

    @Test
    void namesSortInTheOrderOfWritingWhereTheClockWasPutBack() throws IOException {
        String later = "events.out.tfevents.1700003600.host.7.000000";
        Files.createFile(folder.resolve(later));
        TensorBoardSink sink = TensorBoardSink.to(folder);

        sink.begin(Samples.RUN);
        sink.end();

        List<Path> files = files(folder);
        assertThat(files).hasSize(2);
        assertThat(files.get(0)).hasFileName(later);
        assertThat(files.get(1).getFileName().toString())
                .startsWith("events.out.tfevents.1700003601.");
    }

    @Test
    void writesNumbersExpectationsAndHistogramsUnderTheirTags() throws IOException {
        TensorBoardSink sink = TensorBoardSink.to(folder.resolve("runs/first"));
        sink.begin(Samples.RUN);
        sink.accept(
                Samples.record(
                        7,
                        new ScalarObservation(7, "gradient norm", Place.NETWORK, 2),
                        new ScalarObservation(7, "second moment", Place.layer("01Linear"), 1.5, 1),
                        new ScalarObservation(
                                6, "update/weight ratio", Place.parameter("01Linear/weight"), 3),
                        new HistogramObservation(
                                7,
                                "gradient",
                                Place.parameter("02 b/weight"),
                                List.of(0.0, 1.0),
                                List.of(3L, 4L),
                                -1,
                                1,
                                0.5,
                                2,
                                70)));
        sink.end();

        assertThat(events(files(folder.resolve("runs/first"))))
                .containsExactly(
                        VERSION,
                        new EventFileReader.Event(
                                1_700_000_007.0,
                                6,
                                "",
                                List.of(number("update_weight_ratio/01Linear/weight", 3))),
                        new EventFileReader.Event(
                                1_700_000_007.0,
                                7,
                                "",
                                List.of(
                                        number("gradient_norm/network", 2),
                                        number("second_moment/01Linear", 1.5f),
                                        number("second_moment/01Linear/expected", 1),
                                        new EventFileReader.Value(
                                                "gradient/02_b/weight",
                                                0,
                                                new EventFileReader.Histogram(
                                                        -1,
                                                        1,
                                                        7,
                                                        0.5,
                                                        2,
                                                        List.of(0.0, 1.0),
                                                        List.of(3.0, 4.0))))));
    }

    @Test
    void writesTheLargestOfASpectrumAndNoPicture() throws IOException {
        Double[] falling = IntStream.range(0, 100).mapToObj(i -> 100.0 - i).toArray(Double[]::new);
        TensorBoardSink sink = TensorBoardSink.to(folder);
        sink.begin(Samples.RUN);
        sink.accept(Samples.record(1, Samples.spectrum(1, falling), Samples.picture(1)));
        sink.accept(Samples.record(2, Samples.spectrum(2, Double.NaN)));
        sink.accept(Samples.record(3, Samples.spectrum(3)));
        sink.end();

        List<EventFileReader.Value> values =
                events(files(folder)).stream().flatMap(event -> event.values().stream()).toList();
        // As many as TensorBoard shows of a group at once, and one.
        assertThat(values).hasSize(12 + 1);
        for (int i = 0; i < 12; i++) {
            String tag = String.format("kernel_eigenvalue/network/%02d", i + 1);
            assertThat(values.get(i)).isEqualTo(number(tag, 100 - i));
        }
        assertThat(values.get(12)).isEqualTo(number("kernel_eigenvalue/network/01", Float.NaN));
    }

    @Test
    void countsAlarms() throws IOException {
        TensorBoardSink sink = TensorBoardSink.to(folder);
        sink.begin(Samples.RUN);
        sink.accept(
                Samples.alarms(
                        1,
                        Samples.alarm(1, AlarmKind.DEAD),
                        Samples.alarm(1, AlarmKind.UPDATE_RATIO)));
        sink.accept(Samples.alarms(2, Samples.alarm(2, AlarmKind.DEAD)));
        sink.end();

        assertThat(events(files(folder)))
                .flatExtracting(EventFileReader.Event::values)
                .containsExactly(
                        number("alarms/dead", 1),
                        number("alarms/update_ratio", 1),
                        number("alarms/dead", 2));
    }

    @Test
    void writesNothingForAnEmptyRecord() throws IOException {
        TensorBoardSink sink = TensorBoardSink.to(folder);
        sink.begin(Samples.RUN);
        sink.accept(Samples.record(1));
        sink.end();

        assertThat(events(files(folder))).containsExactly(VERSION);
    }

    @Test
    void tagsHaveNoSpace() throws IOException {
        TensorBoardSink sink = TensorBoardSink.to(folder);
        sink.begin(Samples.RUN);
        sink.accept(
                Samples.record(
                        -5,
                        new ScalarObservation(-5, "a b", Place.layer(Samples.NASTY), Double.NaN)));
        sink.end();

        assertThat(events(files(folder)))
                .element(1)
                .isEqualTo(
                        new EventFileReader.Event(
                                1_699_999_995.0,
                                -5,
                                "",
                                List.of(
                                        number(
                                                "a_b/01Linear,\"a\"_b__c_/Größe/重み/\uD83D\uDE00",
                                                Float.NaN))));
    }

    @Test
    void canBeReadWhileItIsWritten() throws IOException {
        TensorBoardSink sink = TensorBoardSink.to(folder);
        sink.begin(Samples.RUN);
        for (int step = 0; step < 5; step++) {
            sink.accept(Samples.loss(step, step));
            assertThat(events(files(folder))).hasSize(step + 2);
        }
        sink.end();
    }

    @Test
    void aTornFileGivesItsWholeRecords() throws IOException {
        TensorBoardSink sink = TensorBoardSink.to(folder);
        List<Long> ends = new ArrayList<>();
        sink.begin(Samples.RUN);
        ends.add(Files.size(files(folder).get(0)));
        for (int step = 0; step < 4; step++) {
            sink.accept(Samples.loss(step, step));
            ends.add(Files.size(files(folder).get(0)));
        }
        sink.end();
        byte[] whole = Files.readAllBytes(files(folder).get(0));

        for (int length = 0; length <= whole.length; length++) {
            int torn = length;
            assertThat(EventFileReader.read(Arrays.copyOf(whole, length)))
                    .as("the first %s bytes", length)
                    .hasSize((int) ends.stream().filter(end -> end <= torn).count());
        }
    }

    @Test
    void filesRotate() throws IOException {
        TensorBoardSink sink = TensorBoardSink.to(folder, 1024);
        sink.begin(Samples.RUN);
        for (int step = 0; step < 100; step++) {
            sink.accept(Samples.loss(step, step));
        }
        sink.end();

        List<Path> files = files(folder);
        assertThat(files).hasSizeGreaterThan(2);
        List<Long> steps = new ArrayList<>();
        for (Path file : files) {
            assertThat(Files.size(file)).isLessThanOrEqualTo(1024);
            List<EventFileReader.Event> events = EventFileReader.read(file);
            assertThat(events.get(0).version()).isEqualTo("brain.Event:2");
            events.stream().skip(1).forEach(event -> steps.add(event.step()));
        }
        // In the order of the names, in which TensorBoard reads them.
        assertThat(steps).hasSize(100).isSorted();
        assertThat(files.get(0).getFileName().toString())
                .matches("events\\.out\\.tfevents\\.1700000000\\.[A-Za-z0-9._-]+\\.\\d+\\.000000");
    }

    @Test
    void aStepThatIsTooLargeHasAFileOfItsOwn() throws IOException {
        TensorBoardSink sink = TensorBoardSink.to(folder, 1024);
        String name = "x".repeat(2000);
        sink.begin(Samples.RUN);
        for (int step = 0; step < 3; step++) {
            sink.accept(
                    Samples.record(
                            step, new ScalarObservation(step, "a", Place.layer(name), step)));
        }
        sink.end();

        assertThat(files(folder)).hasSize(3);
        assertThat(events(files(folder))).hasSize(6);
    }

    @Test
    void twoSinksInOneSecondHaveTwoFiles() throws IOException {
        TensorBoardSink one = TensorBoardSink.to(folder);
        TensorBoardSink two = TensorBoardSink.to(folder);
        one.begin(Samples.RUN);
        two.begin(Samples.RUN);
        one.accept(Samples.loss(1, 1));
        two.accept(Samples.loss(2, 2));
        one.end();
        two.end();

        assertThat(files(folder)).hasSize(2);
        assertThat(events(files(folder))).hasSize(4);
    }

    @Test
    void aFullDiskLeavesWholeRecords() throws IOException {
        for (long room = 0; room < 300; room++) {
            Path run = folder.resolve("room" + room);
            TensorBoardSink sink =
                    new TensorBoardSink(
                            run, TensorBoardSink.DEFAULT_FILE_BYTES, new FailingDisk(room));
            assertThatThrownBy(
                            () -> {
                                sink.begin(Samples.RUN);
                                for (int step = 0; step < 100; step++) {
                                    sink.accept(Samples.loss(step, step));
                                }
                            })
                    .isInstanceOf(IOException.class)
                    .hasMessage("No space left on device");
            sink.end();

            Path file = files(run).get(0);
            // Of the length of its whole records: nothing torn is left behind.
            long length = 0;
            for (EventFileReader.Event event : EventFileReader.read(file)) {
                length += event.version().isEmpty() ? lossBytes(event.step()) : 40;
            }
            assertThat(Files.size(file)).as("room for %s bytes", room).isEqualTo(length);
        }
    }

    @Test
    void saysThatItsFileWasRemoved() throws IOException {
        TensorBoardSink sink = TensorBoardSink.to(folder);
        sink.begin(Samples.RUN);
        Files.delete(files(folder).get(0));

        assertThatThrownBy(() -> sink.accept(Samples.loss(1, 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was removed or renamed");
        sink.end();
    }

    @Test
    void throwsWhereNoFolderCanBe() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> TensorBoardSink.to(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("event files go to a folder");
        assertThatThrownBy(() -> TensorBoardSink.to(file.resolve("run")).begin(Samples.RUN))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> TensorBoardSink.to(folder, 1023))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1023 bytes, but must be at least 1024");
    }

    @Test
    void endsWithoutABeginning() throws IOException {
        TensorBoardSink sink = TensorBoardSink.to(folder);
        sink.end();

        assertThat(folder).isEmptyDirectory();
        assertThat(sink).hasToString("TensorBoardSink to " + folder);
        assertThat(sink.immediate()).isFalse();
    }

    /** The framing has 16 bytes, the event a double, a step unless it is 0, and a message. */
    private static int lossBytes(long step) {
        int value = 2 + "loss/network".length() + 5;
        return 16 + 9 + (step == 0 ? 0 : 2) + 2 + 2 + value;
    }

    private static EventFileReader.Value number(String tag, float value) {
        return new EventFileReader.Value(tag, value, null);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static List<EventFileReader.Event> events(List<Path> files) throws IOException {
        List<EventFileReader.Event> events = new ArrayList<>();
        for (Path file : files) {
            events.addAll(EventFileReader.read(file));
        }
        return events;
    }
}
