// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.StepRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** CSV files hold what was observed, and survive what befalls files. */
class CsvSinkTest {

    private static final List<String> HEADER =
            List.of("step", "epoch", "time", "quantity", "scope", "place", "value", "expected");

    @TempDir private Path folder;

    @Test
    void nothingIsWrittenThroughALink() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "not ours");
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), other);
        assertThatThrownBy(() -> CsvSink.to(link).begin(Samples.RUN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a link to " + other);
        assertThat(other).hasContent("not ours");
    }

    @Test
    void writesARowForEachNumber() throws IOException {
        Path file = folder.resolve("a/b/training.csv");
        Locale locale = Locale.getDefault();
        try {
            // With a comma for a decimal point, and digits of its own.
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            CsvSink sink = CsvSink.to(file);
            sink.begin(Samples.RUN);
            sink.accept(
                    new StepRecord(
                            12,
                            3,
                            Samples.START.plusMillis(500),
                            List.of(
                                    new ScalarObservation(12, "loss", Place.NETWORK, 0.1),
                                    new ScalarObservation(
                                            11,
                                            "second moment",
                                            Place.layer("01Linear"),
                                            1e-300,
                                            1.5)),
                            List.of()));
            sink.end();
        } finally {
            Locale.setDefault(locale);
        }

        assertThat(file)
                .hasContent(
                        "step,epoch,time,quantity,scope,place,value,expected\n"
                                + "12,3,2023-11-14T22:13:20.500Z,loss,network,,0.1,\n"
                                + "11,3,2023-11-14T22:13:20.500Z,second moment,layer,01Linear,"
                                + "1.0E-300,1.5\n");
        assertThat(folder.resolve("a/b/training-alarms.csv"))
                .hasContent("step,epoch,time,kind,scope,place,evidence,cause,remedy\n");
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0,
                -0.0,
                0.1,
                Double.MIN_VALUE,
                -Double.MAX_VALUE,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY
            })
    void anyNumberComesBack(double value) throws IOException {
        List<String> row =
                write(Samples.record(1, new ScalarObservation(1, "a", Place.NETWORK, value, value)))
                        .get(1);

        assertThat(Double.valueOf(row.get(6))).isEqualTo(Double.valueOf(value));
        assertThat(row.get(7)).isEqualTo(Double.isNaN(value) ? "" : row.get(6));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void anyStepAndNameComeBack(long step) throws IOException {
        StepRecord record =
                new StepRecord(
                        step,
                        -1,
                        Samples.START,
                        List.of(
                                new ScalarObservation(
                                        step,
                                        "\"quoted\", series",
                                        Place.parameter(Samples.NASTY),
                                        2)),
                        List.of());

        assertThat(write(record))
                .containsExactly(
                        HEADER,
                        List.of(
                                Long.toString(step),
                                "-1",
                                "2023-11-14T22:13:20Z",
                                "\"quoted\", series",
                                "parameter",
                                Samples.NASTY,
                                "2.0",
                                ""));
    }

    @Test
    void alarmsHaveAFileOfTheirOwn() throws IOException {
        write(Samples.alarms(4, Samples.alarm(4, AlarmKind.VANISHING)));

        assertThat(CsvReader.read(folder.resolve("training-alarms.csv")).get(1))
                .containsExactly(
                        "4",
                        "0",
                        "2023-11-14T22:13:24Z",
                        "vanishing",
                        "layer",
                        "01Linear",
                        "norm 0.1, \"small\"",
                        "gain 0.1",
                        "use 2\nor more");
    }

    @Test
    void leavesOutHistogramsPicturesAndEmptyRecords() throws IOException {
        HistogramObservation histogram =
                new HistogramObservation(
                        1, "gradient", Place.NETWORK, List.of(1.0), List.of(1L), 0, 1, 1, 1, 1);

        assertThat(
                        write(
                                Samples.record(0),
                                Samples.record(1, histogram),
                                Samples.record(2, Samples.picture(2))))
                .containsExactly(HEADER);
    }

    @Test
    void aSpectrumHasARowForEachNumber() throws IOException {
        SpectrumObservation layers =
                new SpectrumObservation(
                        3, "singular value", Place.layer(Samples.NASTY), List.of(1e-3));

        List<List<String>> rows =
                write(
                        Samples.record(
                                3,
                                Samples.spectrum(3, 20.0, 0.5, Double.NaN),
                                Samples.spectrum(3),
                                layers));

        String time = "2023-11-14T22:13:23Z";
        assertThat(rows)
                .containsExactly(
                        HEADER,
                        List.of("3", "0", time, "kernel eigenvalue 1", "network", "", "20.0", ""),
                        List.of("3", "0", time, "kernel eigenvalue 2", "network", "", "0.5", ""),
                        List.of("3", "0", time, "kernel eigenvalue 3", "network", "", "NaN", ""),
                        List.of(
                                "3",
                                "0",
                                time,
                                "singular value 1",
                                "layer",
                                Samples.NASTY,
                                "0.001",
                                ""));
    }

    @Test
    void aTornRowIsCutOffAndTheRestContinued() throws IOException {
        Path file = folder.resolve("training.csv");
        List<Long> ends = new ArrayList<>();
        CsvSink first = CsvSink.to(file);
        first.begin(Samples.RUN);
        for (int step = 0; step < 3; step++) {
            first.accept(
                    Samples.record(
                            step,
                            new ScalarObservation(step, "a", Place.layer(Samples.NASTY), step)));
            ends.add(Files.size(file));
        }
        first.end();
        byte[] whole = Files.readAllBytes(file);

        for (int length = 0; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            CsvSink second = CsvSink.to(file);
            second.begin(Samples.RUN);
            second.accept(Samples.loss(9, 9));
            second.end();

            List<List<String>> rows = CsvReader.read(file);
            int torn = length;
            int kept = (int) ends.stream().filter(end -> end <= torn).count();
            assertThat(rows).as("the first %s bytes", length).hasSize(1 + kept + 1);
            assertThat(rows.get(0)).isEqualTo(HEADER);
            for (int step = 0; step < kept; step++) {
                assertThat(rows.get(1 + step))
                        .startsWith(Integer.toString(step))
                        .contains(Samples.NASTY);
            }
            assertThat(rows.get(1 + kept)).startsWith("9").contains("loss");
        }
    }

    @Test
    void repairsAFileThatIsLongerThanItsBuffer() throws IOException {
        Path file = folder.resolve("training.csv");
        StringBuilder text = new StringBuilder(CsvRows.OBSERVATIONS).append('\n');
        for (int i = 0; i < 20_000; i++) {
            text.append(i).append(",0,t,a,layer,\"x\ny\",1.0,\n");
        }
        // What a machine that went down may leave behind.
        Files.writeString(file, text + "20000,0,t,\"a" + "\0".repeat(70_000));
        CsvSink sink = CsvSink.to(file);
        sink.begin(Samples.RUN);
        sink.end();

        assertThat(Files.readString(file)).isEqualTo(text.toString());
    }

    @Test
    void aStrayQuoteCostsNothing() throws IOException {
        String text = rows(300);
        Path file = folder.resolve("training.csv");
        // In the last row a quote may mean that it is torn within a name that has a line break.
        for (int at = CsvRows.OBSERVATIONS.length() + 1; at < text.indexOf("\n299,"); at += 37) {
            String damaged = text.substring(0, at) + '"' + text.substring(at + 1);
            Files.writeString(file, damaged);
            CsvSink sink = CsvSink.to(file);
            sink.begin(Samples.RUN);
            sink.end();
            assertThat(Files.readString(file)).as("a quote at %s", at).isEqualTo(damaged);
            Files.writeString(file, damaged + "300,0,t,\"a");
            sink.begin(Samples.RUN);
            sink.end();
            assertThat(Files.readString(file)).as("a quote at %s", at).isEqualTo(damaged);
        }
    }

    @Test
    void noDamageCostsMoreThanTheLastRow() throws IOException {
        byte[] whole = rows(60).getBytes(StandardCharsets.UTF_8);
        int header = CsvRows.OBSERVATIONS.length() + 1;
        Path file = folder.resolve("training.csv");
        Random random = new Random(20261201);
        for (int round = 0; round < 3000; round++) {
            byte[] damaged = whole.clone();
            int from = header + random.nextInt(whole.length - header);
            int to = Math.min(whole.length, from + 1 + random.nextInt(30));
            for (int i = from; i < to; i++) {
                damaged[i] = (byte) (random.nextBoolean() ? '"' : random.nextInt(256));
            }
            Files.write(file, damaged);
            CsvSink sink = CsvSink.to(file);
            try {
                sink.begin(Samples.RUN);
            } finally {
                sink.end();
            }
            byte[] left = Files.readAllBytes(file);
            // The last row, and the one before if the damage took the line break between them.
            int least = new String(whole, StandardCharsets.UTF_8).lastIndexOf("\n58,") + 1;
            assertThat(left.length).as("round %s", round).isGreaterThanOrEqualTo(least);
            assertThat(left).isEqualTo(Arrays.copyOf(damaged, left.length));
        }
    }

    private static String rows(int count) {
        StringBuilder text = new StringBuilder(CsvRows.OBSERVATIONS).append('\n');
        for (int i = 0; i < count; i++) {
            text.append(i).append(",0,2023-11-14T22:13:20Z,loss,layer,\"x,y\",1.0,\n");
        }
        return text.toString();
    }

    @Test
    void namesWhatOtherProgramsMakeOfATable() throws IOException {
        String table = rows(3);
        Path file = folder.resolve("training.csv");
        Map<String, String> cases =
                Map.of(
                        table.replace("\n", "\r\n"),
                        "end without a CR",
                        "\uFEFF" + table,
                        "without a byte-order mark",
                        CsvRows.OBSERVATIONS + "\nalpha,beta\ngamma,delta\n",
                        "a step and an epoch");
        for (Map.Entry<String, String> other : cases.entrySet()) {
            Files.writeString(file, other.getKey());
            CsvSink sink = CsvSink.to(file);
            assertThatThrownBy(() -> sink.begin(Samples.RUN))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(other.getValue())
                    .hasMessageContaining("left as it is");
            sink.end();
            assertThat(Files.readString(file)).isEqualTo(other.getKey());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "my precious data", "step,epoch\n1,2\n", "step,epoch,time\r\n"})
    void leavesOtherFilesAlone(String content) throws IOException {
        Path file = folder.resolve("training.csv");
        Files.writeString(file, content);
        CsvSink sink = CsvSink.to(file);

        assertThatThrownBy(() -> sink.begin(Samples.RUN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("begins with \"" + content.lines().findFirst().orElseThrow())
                .hasMessageContaining(CsvRows.OBSERVATIONS)
                .hasMessageContaining("give another file");
        sink.end();
        assertThat(file).hasContent(content);
        // Nothing holds the file any more.
        Files.delete(file);
        sink.begin(Samples.RUN);
        sink.end();
        assertThat(CsvReader.read(file)).containsExactly(HEADER);
    }

    @Test
    void twoTrainingsDoNotShareAFile() throws IOException {
        Path file = folder.resolve("training.csv");
        CsvSink one = CsvSink.to(file);
        CsvSink two = CsvSink.to(file);
        one.begin(Samples.RUN);
        assertThatThrownBy(() -> two.begin(Samples.RUN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Another training writes to " + file);
        two.end();
        one.accept(Samples.loss(1, 1));
        one.end();

        assertThat(CsvReader.read(file)).hasSize(2);
    }

    @Test
    void canBeReadWhileItIsWritten() throws IOException {
        Path file = folder.resolve("training.csv");
        CsvSink sink = CsvSink.to(file);
        sink.begin(Samples.RUN);
        for (int step = 0; step < 5; step++) {
            sink.accept(Samples.loss(step, step));
            assertThat(CsvReader.read(file)).hasSize(step + 2);
        }
        sink.end();
    }

    @Test
    void aFullDiskLeavesWholeRows() throws IOException {
        int headers = CsvRows.OBSERVATIONS.length() + CsvRows.ALARMS.length() + 2;
        for (int room = 0; room < headers + 200; room++) {
            Path file = folder.resolve("room" + room + ".csv");
            CsvSink sink = new CsvSink(file, new FailingDisk(room));
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

            // A row has 44 characters: "0,0,2023-11-14T22:13:20Z,loss,network,,0.0,\n".
            int rows = Math.max(0, room - headers) / 44;
            assertThat(CsvReader.read(file))
                    .as("room for %s bytes", room)
                    .hasSize(room < CsvRows.OBSERVATIONS.length() + 1 ? 0 : 1 + rows);
        }
    }

    @Test
    void saysThatTheDiskIsFull() throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(full).as("only Linux has a device that is always full").exists();
        Path file = Files.createSymbolicLink(folder.resolve("training.csv"), full);
        CsvSink sink = CsvSink.to(file);

        assertThatThrownBy(() -> sink.begin(Samples.RUN)).isInstanceOf(IOException.class);
        sink.end();
        // JUnit would warn of a link that leads out of its folder.
        Files.delete(file);
    }

    @Test
    void saysThatItsFileWasRemoved() throws IOException {
        Path file = folder.resolve("training.csv");
        CsvSink sink = CsvSink.to(file);
        sink.begin(Samples.RUN);
        Files.delete(file);

        assertThatThrownBy(() -> sink.accept(Samples.loss(1, 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was removed or renamed");
        sink.end();
    }

    @Test
    void throwsWhereNoFileCanBe() throws IOException {
        Path notAFolder = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> CsvSink.to(notAFolder.resolve("a.csv")).begin(Samples.RUN))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> CsvSink.to(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give " + folder.resolve("training.csv"));
        assertThatThrownBy(() -> CsvSink.to(folder.getRoot()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesALinkToAFolder() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        CsvSink sink = CsvSink.to(link.resolve("training.csv"));
        sink.begin(Samples.RUN);
        sink.end();

        assertThat(CsvReader.read(target.resolve("training.csv"))).containsExactly(HEADER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "run.csv", "run.v2.csv", ".csv"})
    void namesTheFileOfAlarmsAfterTheOther(String name) throws IOException {
        CsvSink sink = CsvSink.to(folder.resolve(name));
        sink.begin(Samples.RUN);
        sink.end();
        String alarms =
                switch (name) {
                    case "run" -> "run-alarms";
                    case "run.csv" -> "run-alarms.csv";
                    case "run.v2.csv" -> "run.v2-alarms.csv";
                    default -> ".csv-alarms";
                };

        assertThat(folder.resolve(alarms))
                .usingCharset(StandardCharsets.UTF_8)
                .hasContent(CsvRows.ALARMS + "\n");
        assertThat(sink).hasToString("CsvSink to " + folder.resolve(name));
    }

    private List<List<String>> write(StepRecord... records) throws IOException {
        CsvSink sink = CsvSink.to(folder.resolve("training.csv"));
        sink.begin(Samples.RUN);
        for (StepRecord record : records) {
            sink.accept(record);
        }
        sink.end();
        return CsvReader.read(folder.resolve("training.csv"));
    }
}
