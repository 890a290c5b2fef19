// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.diagnostics.internal.EuclideanNorm;
import io.github.djlmaxout.integration.OnEachEngine;

import org.junit.jupiter.api.Tag;

import java.util.Arrays;
import java.util.Random;

/** Norms of arrays of every size, against sums in double that carry what they round off. */
class EuclideanNormTest {

    /** What is documented for sums on the JVM. */
    private static final double EXACT = 1e-12;

    /** What is documented for float32 on the device, for entries of any kind. */
    private static final double REDUCED = 1e-6;

    /** Above this number PyTorch reduces on the device. */
    private static final int LARGE_ON_PYTORCH = 16_384;

    /** Above this number every engine does. */
    private static final int LARGE = 1 << 22;

    private static final float LEAST = Float.MIN_VALUE;

    /** Entries of which sums in float32 go wrong in different ways. */
    private enum Entries {
        EQUAL {
            @Override
            float entry(int i, Random random) {
                return 0.1f;
            }
        },
        HALF_ZERO {
            @Override
            float entry(int i, Random random) {
                return i % 2 == 0 ? 0 : 0.1f;
            }
        },
        ALTERNATING {
            @Override
            float entry(int i, Random random) {
                return i % 2 == 0 ? 1e-3f : -3e3f;
            }
        },
        /** Each square is a little less than half of what 1 rounds to. */
        ONE_HUGE {
            @Override
            float entry(int i, Random random) {
                return i == 0 ? 1 : 0x1p-12f * 0.99f;
            }
        },
        /** The same in every row. */
        SOME_HUGE {
            @Override
            float entry(int i, Random random) {
                return i % 128 == 0 ? 1 : 0x1p-12f * 0.99f;
            }
        },
        NORMAL {
            @Override
            float entry(int i, Random random) {
                return (float) random.nextGaussian();
            }
        };

        abstract float entry(int i, Random random);

        float[] of(int size) {
            Random random = new Random(size);
            float[] entries = new float[size];
            for (int i = 0; i < size; i++) {
                entries[i] = entry(i, random);
            }
            return entries;
        }
    }

    /** The sum of squares with Kahan's correction: exact to a few units in the last place. */
    private static double naive(float[] entries) {
        double sum = 0;
        double lost = 0;
        for (float entry : entries) {
            double term = (double) entry * entry - lost;
            double next = sum + term;
            lost = next - sum - term;
            sum = next;
        }
        return Math.sqrt(sum);
    }

    private static void holds(String engine, Entries kind, int size) {
        float[] entries = kind.of(size);
        double expected = naive(entries);
        boolean reduced = size > ("PyTorch".equals(engine) ? LARGE_ON_PYTORCH : LARGE);
        try (NDManager manager = Engine.getEngine(engine).newBaseManager();
                NDArray array = manager.create(entries, new Shape(size))) {
            assertThat(EuclideanNorm.of(array))
                    .as("%s, %d entries", kind, size)
                    .isCloseTo(expected, within((reduced ? REDUCED : EXACT) * expected));
        }
    }

    /** 16,411 is a prime, so that no rows divide it. */
    @OnEachEngine
    void holdsAtEveryBoundary(String engine) {
        for (int size :
                new int[] {
                    0, 1, 7, 8, 9, 127, 128, 129, 1023, 1024, 1025, 16_383, 16_384, 16_385, 16_411,
                    16_512, 20_480, 327_680
                }) {
            for (Entries kind : Entries.values()) {
                holds(engine, kind, size);
            }
        }
    }

    /** 4,194,319 is a prime. */
    @OnEachEngine
    void holdsForMillions(String engine) {
        for (int size : new int[] {LARGE, LARGE + 128, 4_194_319}) {
            holds(engine, Entries.EQUAL, size);
            holds(engine, Entries.ONE_HUGE, size);
            holds(engine, Entries.SOME_HUGE, size);
        }
        holds(engine, Entries.EQUAL, 17_000_000);
    }

    @OnEachEngine
    @Tag("long")
    void holdsForTensOfMillions(String engine) {
        for (Entries kind : Entries.values()) {
            holds(engine, kind, 17_000_000);
        }
        holds(engine, Entries.HALF_ZERO, 50_000_000);
        holds(engine, Entries.NORMAL, 50_000_001);
    }

    @OnEachEngine
    void whatIsNotFiniteOrOutOfRangeIsReadWell(String engine) {
        for (int size : new int[] {100, 20_480, 16_411, LARGE + 128}) {
            try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
                double root = Math.sqrt(size);
                assertThat(of(manager, size, 0, 0)).isZero();
                assertNear(of(manager, size, 1e-25f, 1e-25f), root * 1e-25f, EXACT);
                assertNear(of(manager, size, 1e25f, 1e25f), root * 1e25f, EXACT);
                assertNear(of(manager, size, LEAST, LEAST), root * LEAST, EXACT);
                // the small ones underflow, and together they matter
                assertNear(
                        of(manager, size, 1e-19f, 5e-21f),
                        Math.hypot(1e-19f, Math.sqrt(size - 1.0) * 5e-21f),
                        REDUCED);
                // one row overflows
                assertNear(of(manager, size, 3e38f, 1), Math.hypot(3e38f, root), REDUCED);
                assertThat(of(manager, size, Float.POSITIVE_INFINITY, 1)).isInfinite();
                assertThat(of(manager, size, Float.NEGATIVE_INFINITY, 1)).isInfinite();
                assertThat(of(manager, size, Float.NaN, 1)).isNaN();
                assertThat(of(manager, size, Float.NaN, Float.POSITIVE_INFINITY)).isNaN();
            }
        }
    }

    /** The last entry, which may not fill a row, is another one than the rest. */
    private static double of(NDManager manager, int size, float last, float rest) {
        float[] entries = new float[size];
        Arrays.fill(entries, rest);
        entries[size - 1] = last;
        try (NDArray array = manager.create(entries, new Shape(size))) {
            return EuclideanNorm.of(array);
        }
    }

    private static void assertNear(double actual, double expected, double tolerance) {
        assertThat(actual).isCloseTo(expected, within(tolerance * expected));
    }

    @OnEachEngine
    void doublesAreExact(String engine) {
        for (int size : new int[] {20_480, 16_411, LARGE + 128, 4_194_319}) {
            try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
                for (double scale : new double[] {0.1, 1e-170, 1e170}) {
                    try (NDArray array =
                            manager.full(new Shape(size), 1, DataType.FLOAT64)
                                    .muli(manager.create(scale))) {
                        assertNear(EuclideanNorm.of(array), Math.sqrt(size) * scale, EXACT);
                    }
                }
            }
        }
    }

    /** MXNet keeps such a weight in a format of its own, which a slice of it may not survive. */
    @OnEachEngine
    void readsTheWeightOfAConvolutionThatHasRun(String engine) {
        int filters = 1031;
        int channels = 521;
        Block block = Conv2d.builder().setFilters(filters).setKernelShape(new Shape(3, 3)).build();
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Shape input = new Shape(1, channels, 4, 4);
            block.initialize(manager, DataType.FLOAT32, input);
            NDArray weight = block.getParameters().get("weight").getArray();
            double expected = naive(weight.toFloatArray());
            ParameterStore store = new ParameterStore(manager, false);
            block.forward(store, new NDList(manager.ones(input)), false).head().toFloatArray();
            assertThat(EuclideanNorm.of(weight)).isCloseTo(expected, within(REDUCED * expected));
        }
    }
}
