// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for the weights of one run after the other.
 *
 * <p>PyTorch uses it as it is, so nothing is copied, and no run leaves garbage of the size of its
 * weights, which the JVM's collector would let grow to that of the whole network. It stays where it
 * is as long as this object.
 */
final class WeightMemory {

    private static final int LEAST = 1 << 22;

    /** What vector instructions like. */
    private static final int ALIGNMENT = 64;

    private final List<ByteBuffer> pieces = new ArrayList<>();
    private int piece;

    /** Takes all back: what was there before is overwritten from now on. */
    void reuse() {
        pieces.forEach(ByteBuffer::clear);
        piece = 0;
    }

    /** Hands out so many bytes, in the order of the machine. */
    ByteBuffer take(long bytes) {
        int length = Math.toIntExact(bytes);
        while (piece < pieces.size() && pieces.get(piece).remaining() < length) {
            piece++;
        }
        if (piece == pieces.size()) {
            pieces.add(
                    ByteBuffer.allocateDirect(Math.max(LEAST, length) + ALIGNMENT)
                            .alignedSlice(ALIGNMENT));
        }
        ByteBuffer memory = pieces.get(piece);
        int start = memory.position();
        int end =
                Math.min(memory.limit(), (start + length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        memory.position(end);
        return memory.slice(start, length).order(ByteOrder.nativeOrder());
    }
}
