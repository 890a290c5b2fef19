// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.util.JsonUtils;

import io.github.djlmaxout.internal.WholeFile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Everything that a run needs to go on: the parameters, the moments of the optimizer, and how far
 * it has come.
 *
 * <p>On disk it is one zip file, written whole or not at all: {@code progress.json}, {@code
 * parameters} as {@link Block#saveParameters} writes them, {@code moments}. The zip format checks a
 * CRC-32 of each entry.
 */
public final class Checkpoint {

    private static final int VERSION = 1;
    private static final List<String> ENTRIES = List.of("progress.json", "parameters", "moments");

    private final Progress progress;
    private final byte[] parameters;
    private final Map<String, List<float[]>> moments;

    private Checkpoint(Progress progress, byte[] parameters, Map<String, List<float[]>> moments) {
        this.progress = progress;
        this.parameters = parameters;
        this.moments = moments;
    }

    /** Takes a checkpoint of a network in training. */
    static Checkpoint of(Progress progress, Block network, OptimizerState state)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            network.saveParameters(out);
        }
        return new Checkpoint(progress, bytes.toByteArray(), state.read(network));
    }

    /**
     * Reads a checkpoint.
     *
     * @param file the file
     * @return the checkpoint
     * @throws IOException if the file cannot be read, is truncated or damaged, or is of a newer
     *     version
     */
    public static Checkpoint read(Path file) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        try (InputStream in = Files.newInputStream(file);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), readEntry(entry.getName(), zip));
            }
            if (!entries.keySet().containsAll(ENTRIES)) {
                throw new IOException("it holds " + entries.keySet() + ", expected " + ENTRIES);
            }
            String json = new String(entries.get("progress.json"), StandardCharsets.UTF_8);
            Progress progress = SavedJson.read(json, Progress.class);
            return new Checkpoint(
                    progress, entries.get("parameters"), readMoments(entries.get("moments")));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "the checkpoint " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** An archive of a few kilobytes can claim to hold gigabytes. */
    private static byte[] readEntry(String name, InputStream zip) throws IOException {
        long most = Math.min(Runtime.getRuntime().maxMemory() / 4, Integer.MAX_VALUE - 16);
        byte[] bytes = zip.readNBytes((int) most);
        if (zip.read() >= 0) {
            throw new IOException(
                    name + " has more than the " + most + " bytes that there is memory for");
        }
        return bytes;
    }

    /**
     * Writes the checkpoint, whole or not at all.
     *
     * @param file the file; one that exists is replaced
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        WholeFile.write(file, this::writeTo);
    }

    private void writeTo(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setLevel(1);
        zip.putNextEntry(new ZipEntry("progress.json"));
        zip.write(JsonUtils.GSON.toJson(progress).getBytes(StandardCharsets.UTF_8));
        zip.putNextEntry(new ZipEntry("parameters"));
        zip.write(parameters);
        zip.putNextEntry(new ZipEntry("moments"));
        DataOutputStream data = new DataOutputStream(zip);
        data.writeByte(VERSION);
        data.writeInt(moments.size());
        for (Map.Entry<String, List<float[]>> entry : moments.entrySet()) {
            data.writeUTF(entry.getKey());
            data.writeInt(entry.getValue().size());
            for (float[] values : entry.getValue()) {
                data.writeInt(values.length);
                byte[] bytes = new byte[values.length * Float.BYTES];
                ByteBuffer.wrap(bytes).asFloatBuffer().put(values);
                data.write(bytes);
            }
        }
        data.flush();
        zip.finish();
    }

    private static Map<String, List<float[]>> readMoments(byte[] bytes) throws IOException {
        Map<String, List<float[]>> moments = new LinkedHashMap<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readByte();
        if (version != VERSION) {
            throw new IOException("moments of version " + version + ", expected " + VERSION);
        }
        int parameters = in.readInt();
        for (int i = 0; i < parameters; i++) {
            String name = in.readUTF();
            int count = in.readInt();
            List<float[]> arrays = new ArrayList<>();
            for (int j = 0; j < count; j++) {
                int length = in.readInt();
                if (length < 0 || length > in.available() / Float.BYTES) {
                    throw new IOException(
                            name
                                    + " is said to have "
                                    + length
                                    + " moments, but "
                                    + in.available()
                                    + " bytes are left");
                }
                float[] values = new float[length];
                byte[] raw = in.readNBytes(length * Float.BYTES);
                ByteBuffer.wrap(raw).asFloatBuffer().get(values);
                arrays.add(values);
            }
            moments.put(name, arrays);
        }
        return moments;
    }

    /** Returns how far the run had come. */
    public Progress progress() {
        return progress;
    }

    /** Returns the moments of the optimizer by the name of the parameter. */
    Map<String, List<float[]>> moments() {
        return moments;
    }

    /**
     * Loads the parameters into a network.
     *
     * @param network the network
     * @param layout how such a network lays out its parameters
     * @param manager where they go
     * @throws IOException if they do not fit the network
     */
    void loadParameters(Block network, ParameterLayout layout, NDManager manager)
            throws IOException {
        layout.check(parameters);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(parameters))) {
            network.loadParameters(manager, in);
        } catch (MalformedModelException e) {
            throw new IOException(
                    "the parameters of the checkpoint do not fit the network: " + e.getMessage(),
                    e);
        }
    }
}
