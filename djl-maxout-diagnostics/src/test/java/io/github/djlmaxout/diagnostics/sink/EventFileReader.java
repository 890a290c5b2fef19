// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A naive reader of event files: checks each CRC bit by bit, and takes messages apart field by
 * field. It knows nothing of the writer.
 */
final class EventFileReader {

    /** A scalar if {@code histogram} is null. */
    record Value(String tag, float number, Histogram histogram) {}

    record Histogram(
            double min,
            double max,
            double num,
            double sum,
            double sumOfSquares,
            List<Double> limits,
            List<Double> counts) {}

    record Event(double wallTime, long step, String version, List<Value> values) {}

    /** Fields that are missing have their default. */
    private record Field(int number, long bits, ByteBuffer bytes) {

        double real() {
            return Double.longBitsToDouble(bits);
        }

        String text() {
            return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        }
    }

    private EventFileReader() {}

    /** Reads the whole records of a file; a torn one at its end is left out. */
    static List<Event> read(Path file) throws IOException {
        return read(Files.readAllBytes(file));
    }

    /** Reads whole records; a torn one at the end is left out. */
    static List<Event> read(byte[] file) {
        List<Event> events = new ArrayList<>();
        ByteBuffer left = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        while (left.remaining() >= 12) {
            byte[] head = new byte[8];
            left.get(head);
            check(head, left.getInt());
            long length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
            if (left.remaining() < length + 4) {
                break;
            }
            byte[] payload = new byte[(int) length];
            left.get(payload);
            check(payload, left.getInt());
            events.add(event(ByteBuffer.wrap(payload)));
        }
        return events;
    }

    /** CRC-32C (Castagnoli), one bit at a time, with the reflected polynomial 0x82F63B78. */
    static int crc(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xFF;
            for (int i = 0; i < 8; i++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82F63B78;
            }
        }
        return ~crc;
    }

    private static void check(byte[] bytes, int masked) {
        int crc = crc(bytes);
        int expected = ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
        if (masked != expected) {
            throw new AssertionError("CRC " + masked + " instead of " + expected);
        }
    }

    private static Event event(ByteBuffer payload) {
        double wallTime = 0;
        long step = 0;
        String version = "";
        List<Value> values = new ArrayList<>();
        for (Field field : fields(payload)) {
            switch (field.number) {
                case 1 -> wallTime = field.real();
                case 2 -> step = field.bits;
                case 3 -> version = field.text();
                case 5 -> fields(field.bytes).forEach(f -> values.add(value(f.bytes)));
                default -> throw new AssertionError("Event has no field " + field.number);
            }
        }
        return new Event(wallTime, step, version, values);
    }

    private static Value value(ByteBuffer payload) {
        String tag = "";
        float number = 0;
        Histogram histogram = null;
        for (Field field : fields(payload)) {
            switch (field.number) {
                case 1 -> tag = field.text();
                case 2 -> number = Float.intBitsToFloat((int) field.bits);
                case 5 -> histogram = histogram(field.bytes);
                default -> throw new AssertionError("Value has no field " + field.number);
            }
        }
        return new Value(tag, number, histogram);
    }

    private static Histogram histogram(ByteBuffer payload) {
        double[] real = new double[6];
        List<Double> limits = List.of();
        List<Double> counts = List.of();
        for (Field field : fields(payload)) {
            switch (field.number) {
                case 1, 2, 3, 4, 5 -> real[field.number] = field.real();
                case 6 -> limits = doubles(field.bytes);
                case 7 -> counts = doubles(field.bytes);
                default -> throw new AssertionError("HistogramProto has no " + field.number);
            }
        }
        return new Histogram(real[1], real[2], real[3], real[4], real[5], limits, counts);
    }

    private static List<Double> doubles(ByteBuffer packed) {
        List<Double> values = new ArrayList<>();
        ByteBuffer left = packed.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (left.hasRemaining()) {
            values.add(left.getDouble());
        }
        return values;
    }

    private static List<Field> fields(ByteBuffer message) {
        List<Field> fields = new ArrayList<>();
        ByteBuffer left = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (left.hasRemaining()) {
            long key = varint(left);
            int number = (int) (key >> 3);
            switch ((int) (key & 7)) {
                case 0 -> fields.add(new Field(number, varint(left), ByteBuffer.allocate(0)));
                case 1 -> fields.add(new Field(number, left.getLong(), ByteBuffer.allocate(0)));
                case 2 -> {
                    byte[] bytes = new byte[(int) varint(left)];
                    left.get(bytes);
                    fields.add(new Field(number, 0, ByteBuffer.wrap(bytes)));
                }
                case 5 -> fields.add(new Field(number, left.getInt(), ByteBuffer.allocate(0)));
                default -> throw new AssertionError("There is no wire type " + (key & 7));
            }
        }
        return fields;
    }

    private static long varint(ByteBuffer left) {
        ByteArrayOutputStream groups = new ByteArrayOutputStream();
        byte next;
        do {
            next = left.get();
            groups.write(next & 0x7F);
        } while (next < 0);
        long value = 0;
        byte[] sevens = groups.toByteArray();
        for (int i = sevens.length - 1; i >= 0; i--) {
            value = (value << 7) | sevens[i];
        }
        return value;
    }
}
