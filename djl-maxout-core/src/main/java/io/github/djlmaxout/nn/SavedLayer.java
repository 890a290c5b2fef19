// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.types.Shape;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A layer as it stands in a file: its settings, its input shapes and its encoded parameters, under
 * one checksum.
 *
 * <p>After the version byte that DJL writes for every block: length of the body (int), body, length
 * of the parameters (int), CRC32C of body and parameters (int), parameters. The body is the number
 * of settings (int), each a key and a value (modified UTF-8), then the number of input shapes (int)
 * and the shapes. Nothing is interpreted, and no native code runs, before the checksum holds; no
 * length is believed before that many bytes were there.
 */
final class SavedLayer {

    static final byte VERSION = 1;

    /** Two counts; the checksum of nothing is 0, so that a run of zeros would pass as a layer. */
    private static final int BODY_LEAST = 2 * Integer.BYTES;

    private static final int BODY_LIMIT = 1 << 16;

    private final Map<String, String> settings;
    private final Shape[] inputShapes;
    private final byte[] parameters;

    SavedLayer(Map<String, String> settings, Shape[] inputShapes, byte[] parameters) {
        this.settings = settings;
        this.inputShapes = inputShapes;
        this.parameters = parameters;
    }

    Shape[] inputShapes() {
        return inputShapes;
    }

    byte[] parameters() {
        return parameters;
    }

    static Map<String, String> settings(Object... keysAndValues) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put((String) keysAndValues[i], String.valueOf(keysAndValues[i + 1]));
        }
        return settings;
    }

    void write(DataOutputStream os) throws IOException {
        byte[] body = body();
        os.writeInt(body.length);
        os.write(body);
        os.writeInt(parameters.length);
        os.writeInt(checksum(body, parameters));
        os.write(parameters);
    }

    /** Reads the byte with which every block begins. */
    static byte readVersion(DataInputStream is) throws IOException, MalformedModelException {
        int version = is.read();
        if (version < 0) {
            throw new MalformedModelException(
                    "The file is truncated: it ends where a layer should begin.");
        }
        return (byte) version;
    }

    static SavedLayer read(byte version, DataInputStream is)
            throws IOException, MalformedModelException {
        return switch (version) {
            case VERSION -> readVersion1(is);
            default ->
                    throw new MalformedModelException(
                            "Unsupported encoding version: the file has "
                                    + version
                                    + ", this layer reads "
                                    + VERSION
                                    + ". Was the file written by another kind of block?");
        };
    }

    private static SavedLayer readVersion1(DataInputStream is)
            throws IOException, MalformedModelException {
        int bodyLength = readInt(is, "header length");
        byte[] body = readBytes(is, bodyLength, BODY_LEAST, BODY_LIMIT, "header");
        int length = readInt(is, "length of the parameters");
        int expected = readInt(is, "checksum");
        byte[] parameters = readBytes(is, length, 0, Integer.MAX_VALUE, "parameters");
        int actual = checksum(body, parameters);
        if (actual != expected) {
            throw new MalformedModelException(
                    String.format(
                            Locale.ROOT,
                            "The file is corrupted: its checksum (CRC32C) says %08x, its content"
                                    + " has %08x.",
                            expected,
                            actual));
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
            Map<String, String> settings = new LinkedHashMap<>();
            for (int i = in.readInt(); i > 0; i--) {
                settings.put(in.readUTF(), in.readUTF());
            }
            Shape[] shapes = new Shape[in.readInt()];
            for (int i = 0; i < shapes.length; i++) {
                shapes[i] = Shape.decode(in);
            }
            return new SavedLayer(settings, shapes, parameters);
        }
    }

    /** Refuses settings that differ from those of the block that reads. */
    void requireFit(Map<String, String> block) throws MalformedModelException {
        List<String> differences = new ArrayList<>();
        block.forEach(
                (key, value) -> {
                    String saved = settings.get(key);
                    if (!value.equals(saved)) {
                        differences.add(
                                key + " is " + saved + " in the file, " + value + " in the block");
                    }
                });
        if (!differences.isEmpty()) {
            throw new MalformedModelException(
                    "The file does not fit this block: "
                            + String.join("; ", differences)
                            + ". Build the block with the file's values"
                            + (settings.containsKey("layout")
                                            && !settings.get("layout").equals(block.get("layout"))
                                    ? ", and convert with PieceLayout.convert after loading."
                                    : "."));
        }
    }

    private byte[] body() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(settings.size());
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                out.writeUTF(setting.getKey());
                out.writeUTF(setting.getValue());
            }
            out.writeInt(inputShapes.length);
            for (Shape shape : inputShapes) {
                out.write(shape.getEncoded());
            }
        }
        return bytes.toByteArray();
    }

    private static int readInt(DataInputStream is, String what)
            throws IOException, MalformedModelException {
        try {
            return is.readInt();
        } catch (EOFException e) {
            throw new MalformedModelException("The file is truncated: its " + what + " ends.", e);
        }
    }

    private static byte[] readBytes(
            DataInputStream is, int length, int least, int limit, String what)
            throws IOException, MalformedModelException {
        if (length < least || length > limit) {
            throw new MalformedModelException(
                    "The file is corrupted: the length of its "
                            + what
                            + " is "
                            + length
                            + ", outside "
                            + least
                            + ".."
                            + limit
                            + ".");
        }
        byte[] bytes = is.readNBytes(length);
        if (bytes.length < length) {
            throw new MalformedModelException(
                    "The file is truncated: its "
                            + what
                            + " should have "
                            + length
                            + " bytes, but end after "
                            + bytes.length
                            + ".");
        }
        return bytes;
    }

    private static int checksum(byte[] body, byte[] parameters) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        crc.update(parameters);
        return (int) crc.getValue();
    }
}
