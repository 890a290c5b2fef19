// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.saving;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Saves blocks to bytes and loads them from bytes. */
final class SavedBytes {

    private SavedBytes() {}

    static byte[] of(Block block) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            block.saveParameters(out);
        }
        return bytes.toByteArray();
    }

    static void load(byte[] bytes, Block block, NDManager manager)
            throws IOException, MalformedModelException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            block.loadParameters(manager, in);
        }
    }

    /** How many bytes DJL's sequential block writes before its first child. */
    static int sequentialHeader(int axes) {
        int shape = Integer.BYTES + axes * Long.BYTES + Integer.BYTES + axes * Character.BYTES;
        int version = 1;
        int shapes = Integer.BYTES;
        int returnIntermediate = 1;
        return version + shapes + shape + returnIntermediate;
    }

    /**
     * Where the lengths stand that a file of one layer, or of the first layers of a sequence,
     * holds: that of the settings, and that of the parameters.
     */
    static List<Integer> lengthFields(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file);
        List<Integer> places = new ArrayList<>();
        int layer = file[0] == 1 ? 0 : sequentialHeader(3);
        while (layer < file.length) {
            int settings = layer + 1;
            int parameters = settings + Integer.BYTES + buffer.getInt(settings);
            int checksum = parameters + Integer.BYTES;
            places.add(settings);
            places.add(parameters);
            layer = checksum + Integer.BYTES + buffer.getInt(parameters);
        }
        return places;
    }
}
