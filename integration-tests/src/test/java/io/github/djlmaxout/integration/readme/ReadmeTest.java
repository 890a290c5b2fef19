// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.readme;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutLinear;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

class ReadmeTest {

    @OnEachEngine
    void theExampleTrains(String name, @TempDir Path folder) throws Exception {
        Engine engine = Engine.getEngine(name);
        engine.setRandomSeed(7);
        try (NDManager manager = engine.newBaseManager()) {
            double accuracy = ReadmeExample.train(name, bars(manager), folder);
            assertThat(accuracy).isGreaterThan(0.5); // guessing gives 0.1
            assertThat(folder.resolve("maxout-0000.params")).exists();
            assertThat(folder.resolve("report.html")).content().contains("MaxoutConv2d");
        }
    }

    @OnEachEngine
    void theInstrumentsLook(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Block network =
                    new SequentialBlock()
                            .add(MaxoutLinear.builder().setUnits(5).setPieces(3).build())
                            .add(Linear.builder().setUnits(2).build());
            network.initialize(manager, DataType.FLOAT32, new Shape(3, 4));
            float[] inputs = {1, 0, 2, 0, 0, 1, 0, -1, -1, 2, 1, 0.5f};
            NDList batch = new NDList(manager.create(inputs, new Shape(3, 4)));
            NDList labels = new NDList(manager.create(new float[] {0, 1, 1}));
            ByteArrayOutputStream seen = new ByteArrayOutputStream();
            InstrumentsExample.look(
                    network,
                    batch,
                    labels,
                    Loss.softmaxCrossEntropyLoss(),
                    new double[] {1, 0, 2, 0},
                    new double[] {0, 1, 0, -1},
                    new double[] {-1, 2, 1, 0.5},
                    new PrintStream(seen, true, StandardCharsets.UTF_8));
            assertThat(seen.toString(StandardCharsets.UTF_8))
                    .contains("01MaxoutLinear: ND: (3, 2)", "02Linear: ND: (3, 2)")
                    .containsPattern("condition number \\d")
                    .contains("LayerCurvature[layer=01MaxoutLinear")
                    .containsPattern("linear regions \\d");
        }
    }

    @Test
    void thePagesShowTheExamples() throws IOException {
        Path root = Path.of(System.getProperty("maven.multiModuleProjectDirectory", ".."));
        String example =
                between(source(ReadmeExample.class), "// README begins\n", "// README ends");
        String shown = between(Files.readString(root.resolve("README.md")), "```java\n", "```");
        assertThat(words(shown)).isEqualTo(words(example) + " } }");
        String page = Files.readString(root.resolve("docs/instruments.md"));
        String looked =
                between(
                        source(InstrumentsExample.class),
                        "// The page begins\n",
                        "// The page ends");
        String there = between(page.substring(page.indexOf("## From Java")), "```java\n", "```");
        assertThat(words(there)).isEqualTo(words(looked));
    }

    private static String source(Class<?> type) throws IOException {
        return Files.readString(
                Path.of("src/test/java").resolve(type.getName().replace('.', '/') + ".java"));
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin);
        assertThat(from).as(begin).isNotNegative();
        return text.substring(from + begin.length(), text.indexOf(end, from + begin.length()));
    }

    /** The formatter breaks lines by its own rules; the README may break them by others. */
    private static String words(String code) {
        return code.replaceAll("\\s+", " ").replace(" .", ".").replace("( ", "(").trim();
    }

    /** Images of a bright bar on noise; the row of the bar is the class. */
    private static Dataset bars(NDManager manager) {
        int count = 640;
        Random random = new Random(1);
        float[] pixels = new float[count * 28 * 28];
        long[] labels = new long[count];
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(10);
            for (int p = 0; p < 28 * 28; p++) {
                boolean bright = p / 28 / 2 - 2 == labels[i];
                pixels[i * 28 * 28 + p] = random.nextFloat() + (bright ? 0.5f : 0f);
            }
        }
        return new ArrayDataset.Builder()
                .setData(manager.create(pixels, new Shape(count, 1, 28, 28)))
                .optLabels(manager.create(labels))
                .setSampling(32, true)
                .build();
    }
}
