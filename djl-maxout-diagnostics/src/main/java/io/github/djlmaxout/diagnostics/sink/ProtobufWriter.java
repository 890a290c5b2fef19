// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A message in the wire format of protocol buffers, version 3: fields that are zero are left out.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
final class ProtobufWriter {

    private static final int VARINT = 0;

    private static final int FIXED64 = 1;

    private static final int BYTES = 2;

    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Appends a field of type {@code int64}. */
    ProtobufWriter int64(int field, long value) {
        if (value != 0) {
            key(field, VARINT);
            varint(value);
        }
        return this;
    }

    /** Appends a field of type {@code double}. */
    ProtobufWriter float64(int field, double value) {
        long bits = Double.doubleToRawLongBits(value);
        if (bits != 0) {
            key(field, FIXED64);
            littleEndian(bits, Double.BYTES);
        }
        return this;
    }

    /** Appends a field of type {@code float} of a {@code oneof}, where a zero is written too. */
    ProtobufWriter chosenFloat32(int field, float value) {
        key(field, FIXED32);
        littleEndian(Float.floatToRawIntBits(value), Float.BYTES);
        return this;
    }

    /** Appends a field of type {@code string}. */
    ProtobufWriter string(int field, String value) {
        return field(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends a field that is a message, an empty one too. */
    ProtobufWriter message(int field, ProtobufWriter value) {
        return field(field, value.toByteArray());
    }

    /** Appends a field of type {@code repeated double}, packed. */
    ProtobufWriter packed(int field, List<? extends Number> values) {
        if (!values.isEmpty()) {
            key(field, BYTES);
            varint((long) values.size() * Double.BYTES);
            for (Number value : values) {
                littleEndian(Double.doubleToRawLongBits(value.doubleValue()), Double.BYTES);
            }
        }
        return this;
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    private ProtobufWriter field(int field, byte[] value) {
        key(field, BYTES);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private void key(int field, int type) {
        varint(((long) field << 3) | type);
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes.write((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        bytes.write((int) left);
    }

    private void littleEndian(long value, int length) {
        for (int i = 0; i < length; i++) {
            bytes.write((int) (value >>> (8 * i)));
        }
    }
}
