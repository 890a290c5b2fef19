// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.saving;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A way in which a file goes wrong. Draws where and how from a seeded generator. */
enum Corruption {
    BIT_FLIP {
        @Override
        byte[] apply(byte[] file, int at, Random random) {
            byte[] copy = file.clone();
            copy[at] ^= (byte) (1 << random.nextInt(8));
            return copy;
        }
    },
    OVERWRITTEN_BYTE {
        @Override
        byte[] apply(byte[] file, int at, Random random) {
            byte[] copy = file.clone();
            copy[at] = (byte) random.nextInt(256);
            return copy;
        }
    },
    TRUNCATION {
        @Override
        byte[] apply(byte[] file, int at, Random random) {
            return Arrays.copyOf(file, at);
        }
    },
    INSERTION {
        @Override
        byte[] apply(byte[] file, int at, Random random) {
            byte[] inserted = new byte[1 + random.nextInt(40)];
            random.nextBytes(inserted);
            return join(file, at, inserted, at);
        }
    },
    DELETED_RANGE {
        @Override
        byte[] apply(byte[] file, int at, Random random) {
            return join(file, at, new byte[0], end(file, at, random));
        }
    },
    DUPLICATED_RANGE {
        @Override
        byte[] apply(byte[] file, int at, Random random) {
            return join(file, at, Arrays.copyOfRange(file, at, end(file, at, random)), at);
        }
    },
    ZEROED_RANGE {
        @Override
        byte[] apply(byte[] file, int at, Random random) {
            byte[] copy = file.clone();
            Arrays.fill(copy, at, end(file, at, random), (byte) 0);
            return copy;
        }
    },
    HUGE_NUMBER {
        @Override
        byte[] apply(byte[] file, int at, Random random) {
            return overwrite(file, at, random);
        }
    },
    HUGE_LENGTH {
        @Override
        byte[] apply(byte[] file, int at, Random random) {
            List<Integer> lengths = SavedBytes.lengthFields(file);
            return overwrite(file, lengths.get(at % lengths.size()), random);
        }
    };

    /** The smallest number, as an unsigned one, that takes the place of a length. */
    static final int LEAST_HUGE_NUMBER = 1 << 24;

    private static final int[] HUGE_NUMBERS = {
        Integer.MAX_VALUE, Integer.MAX_VALUE - 8, 1 << 30, LEAST_HUGE_NUMBER, -1, Integer.MIN_VALUE
    };

    abstract byte[] apply(byte[] file, int at, Random random);

    private static int end(byte[] file, int at, Random random) {
        return Math.min(file.length, at + 1 + random.nextInt(64));
    }

    private static byte[] join(byte[] file, int head, byte[] middle, int tail) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, head);
        out.write(middle, 0, middle.length);
        out.write(file, tail, file.length - tail);
        return out.toByteArray();
    }

    private static byte[] overwrite(byte[] file, int at, Random random) {
        byte[] number =
                ByteBuffer.allocate(Integer.BYTES)
                        .putInt(HUGE_NUMBERS[random.nextInt(HUGE_NUMBERS.length)])
                        .array();
        byte[] copy = file.clone();
        System.arraycopy(number, 0, copy, at, Math.min(Integer.BYTES, file.length - at));
        return copy;
    }
}
