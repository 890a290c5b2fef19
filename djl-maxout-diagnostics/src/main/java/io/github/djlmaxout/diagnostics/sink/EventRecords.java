// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.HistogramObservation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * The records of a TensorBoard event file.
 *
 * <p>A record is a TFRecord: the length of its payload as a 64-bit number, the masked CRC-32C of
 * these 8 bytes, the payload, and the masked CRC-32C of the payload, all little-endian. The payload
 * is a message {@code Event} with a version or a {@code Summary} of {@code Value}s, of which some
 * hold a {@code HistogramProto}.
 *
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord">TFRecord</a>
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto">event.proto,
 *     summary.proto, histogram.proto</a>
 */
final class EventRecords {

    private static final String VERSION = "brain.Event:2";

    private static final int MASK_DELTA = 0xa282ead8;

    private EventRecords() {}

    /** Returns the record with which each file begins. */
    static byte[] version(Instant time) {
        return record(event(time).string(3, VERSION));
    }

    /** Returns a record with the values of a step. */
    static byte[] summary(Instant time, long step, ProtobufWriter summary) {
        return record(event(time).int64(2, step).message(5, summary));
    }

    /** Appends a number to a summary. TensorBoard keeps 32 bits of it. */
    static void addScalar(ProtobufWriter summary, String tag, double value) {
        summary.message(1, new ProtobufWriter().string(1, tag).chosenFloat32(2, (float) value));
    }

    /** Appends a histogram to a summary. */
    static void addHistogram(ProtobufWriter summary, String tag, HistogramObservation histogram) {
        ProtobufWriter values =
                new ProtobufWriter()
                        .float64(1, histogram.min())
                        .float64(2, histogram.max())
                        .float64(3, (double) histogram.sampled())
                        .float64(4, histogram.sum())
                        .float64(5, histogram.sumOfSquares())
                        .packed(6, histogram.limits())
                        .packed(7, histogram.counts());
        summary.message(1, new ProtobufWriter().string(1, tag).message(5, values));
    }

    private static ProtobufWriter event(Instant time) {
        return new ProtobufWriter()
                .float64(1, (double) time.getEpochSecond() + time.getNano() * 1e-9);
    }

    private static byte[] record(ProtobufWriter event) {
        byte[] payload = event.toByteArray();
        ByteBuffer record =
                ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + payload.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(payload.length);
        record.putInt(maskedCrc(record.array(), Long.BYTES)).put(payload);
        return record.putInt(maskedCrc(payload, payload.length)).array();
    }

    /** Returns the CRC of the first bytes, rotated and shifted as TFRecord asks. */
    private static int maskedCrc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    }
}
