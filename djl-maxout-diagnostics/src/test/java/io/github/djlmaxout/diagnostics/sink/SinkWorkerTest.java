// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.StepRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Whatever a sink does, training goes on. The time limit only ends a test that hangs. */
@Timeout(600)
class SinkWorkerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** For those that never come. */
    private static final Duration SHORT = Duration.ofMillis(20);

    private static final long LOSS_BYTES = RecordSize.of(Samples.loss(0, 0));

    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    @TempDir private Path folder;

    @Test
    void handsOverInOrderOnAThreadOfItsOwn() {
        TrialSink sink = new TrialSink();
        SinkWorker worker = start(sink, 1000, PATIENCE);
        for (int step = 0; step < 500; step++) {
            worker.offer(Samples.loss(step, step));
        }
        worker.close();

        assertThat(sink.calls)
                .startsWith("begin", "0", "1")
                .endsWith("499", "end")
                .hasSize(502)
                .filteredOn(call -> Character.isDigit(call.charAt(0)))
                .extracting(Long::parseLong)
                .isSorted();
        assertThat(sink.threads).doesNotContain(Thread.currentThread()).hasSize(1);
        assertThat(sink.threads.get(0).isDaemon()).isTrue();
        assertThat(warnings).isEmpty();
        assertThat(worker.isDropped()).isFalse();
    }

    @Test
    void callsAnImmediateSinkAtOnce() {
        TrialSink sink = new TrialSink();
        sink.immediate = true;
        SinkWorker worker = start(sink, 1, PATIENCE);
        assertThat(sink.calls).containsExactly("begin");
        worker.offer(Samples.loss(0, 0));
        worker.offer(Samples.loss(1, 1));
        assertThat(sink.calls).containsExactly("begin", "0", "1");
        worker.close();
        worker.close();
        worker.offer(Samples.loss(2, 2));

        assertThat(sink.calls).containsExactly("begin", "0", "1", "end");
        assertThat(sink.threads).containsExactly(Thread.currentThread());
    }

    @Test
    void closesOnceAndThenTakesNothing() {
        TrialSink sink = new TrialSink();
        SinkWorker worker = start(sink, 10, PATIENCE);
        worker.close();
        worker.offer(Samples.loss(0, 0));
        worker.close();

        assertThat(sink.calls).containsExactly("begin", "end");
        assertThat(warnings).isEmpty();
    }

    @Test
    void dropsASinkThatIsBlocked() throws InterruptedException {
        TrialSink sink = new TrialSink();
        sink.blockAt = 0;
        SinkWorker worker = start(sink, 5, PATIENCE, SHORT);
        worker.offer(Samples.loss(0, 0));
        sink.blocked.await();
        for (int step = 1; step <= 5; step++) {
            worker.offer(Samples.loss(step, step));
        }
        assertThat(worker.isDropped()).isFalse();
        for (int step = 6; step < 100; step++) {
            worker.offer(Samples.loss(step, step));
        }

        assertThat(worker.isDropped()).isTrue();
        worker.close();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains(
                        "The trial sink gets nothing more: " + 5 * LOSS_BYTES + " bytes of records")
                .contains("Measure less often");

        // Set free after all, it closes its files and gets nothing more.
        sink.release.countDown();
        sink.ended.await();
        assertThat(sink.calls).containsExactly("begin", "0", "end");
        assertThat(warnings).hasSize(1);
    }

    /** Of 200 records two at a time find room. */
    @Test
    void trainingWaitsForASinkThatKeepsAll() {
        TrialSink sink = new TrialSink();
        sink.keepsAll = true;
        sink.pause = 1;
        SinkWorker worker = start(sink, 2, PATIENCE);
        for (int step = 0; step < 200; step++) {
            worker.offer(Samples.loss(step, step));
        }
        worker.close();

        assertThat(sink.calls).hasSize(202).endsWith("198", "199", "end");
        assertThat(warnings).isEmpty();
    }

    @Test
    void trainingDoesNotWaitForeverForASinkThatKeepsAll() throws InterruptedException {
        TrialSink sink = new TrialSink();
        sink.keepsAll = true;
        sink.blockAt = 0;
        SinkWorker worker = start(sink, 5, SHORT, SHORT);
        worker.offer(Samples.loss(0, 0));
        sink.blocked.await();
        for (int step = 1; step < 100; step++) {
            worker.offer(Samples.loss(step, step));
        }
        assertThat(worker.isDropped()).isTrue();
        worker.close();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("bytes of records wait for it and it has taken none for 0 s");
        sink.release.countDown();
        sink.ended.await();
        assertThat(sink.calls).containsExactly("begin", "0", "end");
    }

    @Test
    void anInterruptEndsTheWaitForRoom() throws InterruptedException {
        TrialSink sink = new TrialSink();
        sink.keepsAll = true;
        sink.blockAt = 0;
        SinkWorker worker = start(sink, 1, PATIENCE, SHORT);
        worker.offer(Samples.loss(0, 0));
        sink.blocked.await();
        worker.offer(Samples.loss(1, 1));
        Thread.currentThread().interrupt();
        worker.offer(Samples.loss(2, 2));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(worker.isDropped()).isTrue();
        sink.release.countDown();
        sink.ended.await();
    }

    /** Pictures go first, and their numbers stay. */
    @Test
    void leavesPicturesOutWhereTheyFindNoRoom() throws InterruptedException {
        for (boolean keepsAll : new boolean[] {true, false}) {
            warnings.clear();
            TrialSink sink = new TrialSink();
            sink.keepsAll = keepsAll;
            sink.blockAt = 0;
            SinkWorker worker = start(sink, 100, PATIENCE);
            worker.offer(Samples.loss(0, 0));
            sink.blocked.await();
            for (int step = 1; step < 9; step++) {
                worker.offer(withPicture(step, LOSS_BYTES * 30));
            }
            assertThat(worker.isDropped()).isFalse();
            sink.release.countDown();
            worker.close();

            // Three of 31.5 losses find room, and five of their losses.
            assertThat(sink.calls).hasSize(11).endsWith("8", "end");
            assertThat(sink.pictures).hasSize(3);
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .contains("Pictures are left out of the trial sink while")
                    .contains("slower than the training");
        }
    }

    /** However large it is, one record can wait alone. */
    @Test
    void takesASingleRecordOfAnySize() {
        TrialSink sink = new TrialSink();
        SinkWorker worker = start(sink, 1, PATIENCE);
        worker.offer(withPicture(0, 100 * LOSS_BYTES));
        worker.close();
        assertThat(sink.pictures).hasSize(1);
        assertThat(warnings).isEmpty();
    }

    private static StepRecord withPicture(int step, long bytes) {
        StepRecord loss = Samples.loss(step, step);
        List<Observation> observations = new ArrayList<>(loss.observations());
        observations.add(
                new PictureObservation(
                        step, "map", Place.NETWORK, "a map", "x".repeat((int) bytes)));
        return new StepRecord(step, 0, loss.time(), observations, List.of());
    }

    @Test
    void waitsForASinkThatIsSlow() {
        TrialSink sink = new TrialSink();
        sink.pause = 2;
        SinkWorker worker = start(sink, 100, PATIENCE);
        for (int step = 0; step < 100; step++) {
            worker.offer(Samples.loss(step, step));
        }
        worker.close();

        assertThat(sink.calls).hasSize(102).endsWith("99", "end");
        assertThat(warnings).isEmpty();
    }

    @Test
    void abandonsASinkThatDoesNotComeToItsEnd() throws InterruptedException {
        TrialSink sink = new TrialSink();
        sink.blockAt = 0;
        SinkWorker worker = start(sink, 5, SHORT);
        worker.offer(Samples.loss(0, 0));
        worker.offer(Samples.loss(1, 1));
        sink.blocked.await();
        worker.close();

        assertThat(worker.isDropped()).isTrue();
        assertThat(warnings).singleElement().asString().contains("last records may be lost");
        sink.release.countDown();
        sink.ended.await();
        assertThat(sink.calls).containsExactly("begin", "0", "end");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                        new IOException("No space left on device"),
                        new IllegalStateException("a defect"),
                        new NoClassDefFoundError("a/missing/Class"),
                        new AssertionError("an assertion"),
                        new StackOverflowError())
                .flatMap(
                        fault ->
                                Stream.of("begin", "1", "end")
                                        .flatMap(
                                                call ->
                                                        Stream.of(true, false)
                                                                .map(
                                                                        now ->
                                                                                Arguments.of(
                                                                                        fault, call,
                                                                                        now))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void dropsASinkThatThrows(Throwable fault, String call, boolean immediate) {
        TrialSink sink = new TrialSink();
        sink.immediate = immediate;
        sink.fault = fault;
        sink.throwAt = call;
        SinkWorker worker = start(sink, 100, PATIENCE);
        for (int step = 0; step < 5; step++) {
            worker.offer(Samples.loss(step, step));
        }
        worker.close();

        assertThat(worker.isDropped()).isTrue();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("The trial sink gets nothing more: it threw " + fault)
                .endsWith(
                        (fault instanceof IOException
                                        ? "may be written to and has space."
                                        : "its stack trace is below.")
                                + fault);
        switch (call) {
            case "begin" -> assertThat(sink.calls).containsExactly("begin", "end");
            case "1" -> assertThat(sink.calls).containsExactly("begin", "0", "1", "end");
            default ->
                    assertThat(sink.calls).containsExactly("begin", "0", "1", "2", "3", "4", "end");
        }
    }

    @Test
    void reportsOnceWhatThrowsAlways() {
        for (boolean immediate : new boolean[] {true, false}) {
            warnings.clear();
            TrialSink sink = new TrialSink();
            sink.immediate = immediate;
            sink.fault = new IOException("always");
            sink.throwAt = "";
            SinkWorker worker = start(sink, 100, PATIENCE);
            worker.offer(Samples.loss(0, 0));
            worker.close();

            assertThat(sink.calls).containsExactly("begin", "end");
            assertThat(warnings).hasSize(1);
        }
    }

    @Test
    void anInterruptStaysAndNothingIsLostForIt() {
        TrialSink sink = new TrialSink();
        SinkWorker worker = start(sink, 100, PATIENCE);
        Thread.currentThread().interrupt();
        for (int step = 0; step < 10; step++) {
            worker.offer(Samples.loss(step, step));
        }
        worker.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(sink.calls).hasSize(12).endsWith("9", "end");
        assertThat(warnings).isEmpty();
    }

    @Test
    void anInterruptEndsTheWaitForABlockedSink() throws InterruptedException {
        TrialSink sink = new TrialSink();
        sink.blockAt = 0;
        SinkWorker worker = start(sink, 100, PATIENCE, SHORT);
        worker.offer(Samples.loss(0, 0));
        sink.blocked.await();
        Thread.currentThread().interrupt();
        worker.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(warnings).singleElement().asString().contains("training was interrupted");
        sink.release.countDown();
        sink.ended.await();
    }

    @Test
    void theSinkIsCalledByOneThreadAtATime() {
        for (boolean immediate : new boolean[] {true, false}) {
            TrialSink sink = new TrialSink();
            sink.immediate = immediate;
            SinkWorker worker = start(sink, 4_000, PATIENCE);
            CompletableFuture.allOf(
                            LongStream.range(0, 4)
                                    .mapToObj(
                                            t ->
                                                    CompletableFuture.runAsync(
                                                            () -> {
                                                                for (int i = 0; i < 1000; i++) {
                                                                    worker.offer(
                                                                            Samples.loss(t, i));
                                                                }
                                                            }))
                                    .toArray(CompletableFuture<?>[]::new))
                    .join();
            worker.close();

            assertThat(sink.calls).hasSize(4_002);
            assertThat(warnings).isEmpty();
        }
    }

    @Test
    void twoRunsDoNotDisturbEachOther() throws IOException {
        SinkWorker one = SinkWorker.start(CsvSink.to(folder.resolve("one.csv")), Samples.RUN);
        SinkWorker two = SinkWorker.start(CsvSink.to(folder.resolve("two.csv")), Samples.RUN);
        TrialSink broken = new TrialSink();
        broken.fault = new IOException("broken");
        broken.throwAt = "3";
        SinkWorker three = start(broken, 1000, PATIENCE);
        for (int step = 0; step < 100; step++) {
            one.offer(Samples.loss(step, 1));
            two.offer(Samples.loss(step, 2));
            three.offer(Samples.loss(step, 3));
        }
        one.close();
        two.close();
        three.close();

        assertThat(CsvReader.read(folder.resolve("one.csv"))).hasSize(101);
        assertThat(CsvReader.read(folder.resolve("two.csv"))).hasSize(101);
        assertThat(three.isDropped()).isTrue();
    }

    @Test
    void aFullDiskIsReportedAndTheFilesAreWhole() throws IOException {
        Path file = folder.resolve("training.csv");
        SinkWorker worker = start(new CsvSink(file, new FailingDisk(1000)), 1000, PATIENCE);
        for (int step = 0; step < 100; step++) {
            worker.offer(Samples.loss(step, step));
        }
        worker.close();

        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("The CsvSink to " + file)
                .contains("No space left on device")
                .contains("has space");
        assertThat(CsvReader.read(file)).hasSizeBetween(2, 99);
    }

    @Test
    void warnsInTheLog() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        PrintStream err = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(log, true, StandardCharsets.UTF_8)) {
            System.setErr(stream);
            SinkWorker.start(CsvSink.to(file.resolve("training.csv")), Samples.RUN).close();
        } finally {
            System.setErr(err);
        }

        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("WARN")
                .contains("A sink of diagnostics is dropped, and training goes on.")
                .contains(file.toString());
    }

    /** As a shutdown hook closes the trainer while another thread trains. */
    @Test
    void neverCallsAnImmediateSinkByTwoThreads() throws Exception {
        for (int run = 0; run < 50; run++) {
            TrialSink sink = new TrialSink();
            sink.immediate = true;
            SinkWorker worker = start(sink, 1, PATIENCE);
            CompletableFuture<Void> training =
                    CompletableFuture.runAsync(
                            () -> {
                                for (int step = 0; step < 200; step++) {
                                    worker.offer(Samples.loss(step, step));
                                }
                            });
            CompletableFuture<Void> other =
                    CompletableFuture.runAsync(() -> worker.offer(Samples.loss(0, 0)));
            worker.close();
            CompletableFuture.allOf(training, other).join();
            assertThat(sink.calls).doesNotContain("two threads at a time").endsWith("end");
            assertThat(sink.calls).filteredOn("end"::equals).hasSize(1);
        }
    }

    /** A sink may end the training at an alarm. */
    @Test
    void neverEndsAnImmediateSinkInsideOfACall() {
        List<String> calls = new ArrayList<>();
        SinkWorker[] worker = new SinkWorker[1];
        Sink sink =
                new Sink() {
                    @Override
                    public void begin(RunInfo run) {}

                    @Override
                    public void accept(StepRecord record) {
                        calls.add("in");
                        worker[0].close();
                        calls.add("out");
                    }

                    @Override
                    public void end() {
                        calls.add("end");
                    }

                    @Override
                    public boolean immediate() {
                        return true;
                    }
                };
        worker[0] = start(sink, 1, PATIENCE);
        worker[0].offer(Samples.loss(0, 0));
        worker[0].offer(Samples.loss(1, 1));
        worker[0].close();
        assertThat(calls).containsExactly("in", "out", "end");
    }

    /** What does not come back from a call is ended when it does. */
    @Test
    void doesNotWaitForeverForAnImmediateSink() throws Exception {
        TrialSink sink = new TrialSink();
        sink.immediate = true;
        sink.blockAt = 0;
        SinkWorker worker = start(sink, 1, SHORT);
        CompletableFuture<Void> training =
                CompletableFuture.runAsync(() -> worker.offer(Samples.loss(0, 0)));
        sink.blocked.await();
        worker.close();
        assertThat(sink.calls).containsExactly("begin", "0");
        assertThat(warnings).singleElement().asString().contains("still going on");
        sink.release.countDown();
        training.join();
        assertThat(sink.calls).containsExactly("begin", "0", "end");
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        TrialSink sink = new TrialSink();
        assertThatThrownBy(() -> SinkWorker.start(sink, Samples.RUN, 0, PATIENCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The capacity of the queue is 0, but must be at least 1.");
        for (Duration patience : List.of(Duration.ofNanos(-1), Duration.ofDays(2))) {
            assertThatThrownBy(() -> SinkWorker.start(sink, Samples.RUN, 1, patience))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("The patience is " + patience);
        }
        assertThat(sink.calls).isEmpty();
    }

    private SinkWorker start(Sink sink, int records, Duration patience) {
        return start(sink, records, patience, PATIENCE);
    }

    private SinkWorker start(Sink sink, int records, Duration patience, Duration grace) {
        return new SinkWorker(
                sink,
                Samples.RUN,
                records * LOSS_BYTES,
                patience,
                grace,
                (text, cause) -> warnings.add(text + cause));
    }

    /** A sink that notes what it is asked, and does what a test wants. */
    private static final class TrialSink implements Sink {

        private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

        private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

        private final List<Observation> pictures = Collections.synchronizedList(new ArrayList<>());

        private final CountDownLatch blocked = new CountDownLatch(1);

        private final CountDownLatch release = new CountDownLatch(1);

        private final CountDownLatch ended = new CountDownLatch(1);

        private final Semaphore inside = new Semaphore(1);

        private boolean immediate;

        private boolean keepsAll;

        private long blockAt = -1;

        private long pause;

        private Throwable fault;

        /** The call that throws; empty for all. */
        private String throwAt = "none";

        @Override
        public void begin(RunInfo run) throws IOException {
            call("begin");
        }

        @Override
        public void accept(StepRecord record) throws IOException {
            record.observations().stream()
                    .filter(PictureObservation.class::isInstance)
                    .forEach(pictures::add);
            call(Long.toString(record.step()));
        }

        @Override
        public void end() throws IOException {
            try {
                call("end");
            } finally {
                ended.countDown();
            }
        }

        @Override
        public boolean immediate() {
            return immediate;
        }

        @Override
        public boolean keepsAll() {
            return keepsAll;
        }

        @Override
        public String toString() {
            return "trial sink";
        }

        private void call(String call) throws IOException {
            if (!inside.tryAcquire()) {
                calls.add("two threads at a time");
            }
            try {
                calls.add(call);
                if (!threads.contains(Thread.currentThread())) {
                    threads.add(Thread.currentThread());
                }
                if (call.equals(Long.toString(blockAt))) {
                    blocked.countDown();
                    release.await();
                }
                if (pause > 0) {
                    Thread.sleep(pause);
                }
            } catch (InterruptedException e) {
                calls.add("interrupted");
            } finally {
                inside.release();
            }
            if (call.equals(throwAt) || throwAt.isEmpty()) {
                if (fault instanceof IOException e) {
                    throw e;
                } else if (fault instanceof RuntimeException e) {
                    throw e;
                }
                throw (Error) fault;
            }
        }
    }
}
