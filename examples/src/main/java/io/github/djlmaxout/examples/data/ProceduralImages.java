// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import ai.djl.ndarray.types.Shape;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Ten classes of colour images of 32 x 32 pixels, drawn by this program.
 *
 * <p>An image shows one {@link Pattern} of random position, size, turn, stretch and colours on a
 * shaded background, among strokes and spots of other colours, under noise. The class is decided by
 * outline or texture alone: colours, position and size are drawn alike for all classes.
 *
 * <p>Image {@code i} of a set depends on the seed, the kind of set and {@code i} only, and all
 * arithmetic is in {@link StrictMath} and {@link Random}, whose results are the same on every
 * machine: the set is the same everywhere, bit for bit.
 */
public final class ProceduralImages {

    /** The name of the data set. */
    public static final String NAME = "procedural";

    private static final int SIZE = 32;
    private static final int PIXELS = 3 * SIZE * SIZE;
    private static final double CONTRAST = 0.55;

    /** The outlines of textures; thin ones would leave too little of a texture to see. */
    private static final List<Pattern> OUTLINES =
            List.of(Pattern.DISC, Pattern.SQUARE, Pattern.TRIANGLE, Pattern.CROSS);

    private static final long SEED = 20230117;

    private ProceduralImages() {}

    /**
     * Generates a data set; it does not depend on the seed of a training run.
     *
     * @param trainSize the number of training images
     * @param testSize the number of test images
     * @return the data set; classes take turns, so any beginning of it is balanced
     */
    public static TrainingData generate(int trainSize, int testSize) {
        return new TrainingData(
                NAME,
                "generated: 10 classes of shapes and textures, " + trainSize + "+" + testSize,
                draw(trainSize, 0),
                draw(testSize, 1));
    }

    private static Samples draw(int count, int kind) {
        byte[] pixels = new byte[Math.multiplyExact(count, PIXELS)];
        byte[] labels = new byte[count];
        Pattern[] patterns = Pattern.values();
        IntStream.range(0, count)
                .parallel()
                .forEach(
                        i -> {
                            labels[i] = (byte) (i % patterns.length);
                            Random random = new Random(Seeds.derive(SEED, kind, i));
                            drawImage(patterns[labels[i]], random).write(pixels, i * PIXELS);
                        });
        return new ByteImages(pixels, labels, new Shape(3, SIZE, SIZE), patterns.length);
    }

    private static Canvas drawImage(Pattern pattern, Random random) {
        Canvas canvas = new Canvas(SIZE);
        double[] background = colour(random);
        paintBackground(canvas, background, random);
        int clutter = 2 + random.nextInt(3);
        for (int i = 0; i < clutter; i++) {
            paintClutter(canvas, random);
        }
        paintObject(canvas, pattern, background, random);
        int over = random.nextInt(2);
        for (int i = 0; i < over; i++) {
            paintClutter(canvas, random);
        }
        canvas.addNoise(random, 0.03 + 0.05 * random.nextDouble());
        return canvas;
    }

    private static void paintBackground(Canvas canvas, double[] background, Random random) {
        double angle = 2 * StrictMath.PI * random.nextDouble();
        double strength = 0.3 * random.nextDouble();
        double across = strength * StrictMath.cos(angle);
        double down = strength * StrictMath.sin(angle);
        canvas.paint(
                (x, y) -> {
                    double shade = across * x + down * y;
                    return new double[] {
                        background[0] + shade, background[1] + shade, background[2] + shade
                    };
                });
    }

    private static void paintObject(
            Canvas canvas, Pattern pattern, double[] background, Random random) {
        double[] first = colourAwayFrom(random, background, background);
        double[] second = colourAwayFrom(random, background, first);
        Pattern shape = OUTLINES.get(random.nextInt(OUTLINES.size()));
        double radius = 0.5 + 0.25 * random.nextDouble();
        double centerX = 0.25 * (2 * random.nextDouble() - 1);
        double centerY = 0.25 * (2 * random.nextDouble() - 1);
        double angle = 2 * StrictMath.PI * random.nextDouble();
        double stretch = 0.85 + 0.3 * random.nextDouble();
        double period = (0.34 + 0.12 * random.nextDouble()) / radius;
        double cos = StrictMath.cos(angle) / radius;
        double sin = StrictMath.sin(angle) / radius;
        canvas.paint(
                (x, y) -> {
                    double dx = x - centerX;
                    double dy = y - centerY;
                    double u = (cos * dx + sin * dy) * stretch;
                    double v = (cos * dy - sin * dx) / stretch;
                    return switch (pattern.at(u, v, shape, period)) {
                        case NOTHING -> null;
                        case FIRST -> first;
                        case SECOND -> second;
                    };
                });
    }

    /** A short stroke, or a spot when its length comes out near zero. */
    private static void paintClutter(Canvas canvas, Random random) {
        double[] colour = colour(random);
        double x = 2 * random.nextDouble() - 1;
        double y = 2 * random.nextDouble() - 1;
        double angle = 2 * StrictMath.PI * random.nextDouble();
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double length = random.nextBoolean() ? 0 : 0.5 * random.nextDouble();
        double width = 0.04 + 0.06 * random.nextDouble();
        canvas.paint(
                (px, py) -> {
                    double along = cos * (px - x) + sin * (py - y);
                    double beside = cos * (py - y) - sin * (px - x);
                    double beyond = Math.max(0, Math.abs(along) - length);
                    return beyond * beyond + beside * beside < width * width ? colour : null;
                });
    }

    private static double[] colour(Random random) {
        return new double[] {random.nextDouble(), random.nextDouble(), random.nextDouble()};
    }

    /** Draws until both other colours are far enough away; black or white ends a long search. */
    private static double[] colourAwayFrom(Random random, double[] one, double[] other) {
        for (int i = 0; i < 100; i++) {
            double[] colour = colour(random);
            if (distance(colour, one) > CONTRAST && distance(colour, other) > CONTRAST) {
                return colour;
            }
        }
        double brightness = one[0] + one[1] + one[2] + other[0] + other[1] + other[2];
        return brightness > 3 ? new double[3] : new double[] {1, 1, 1};
    }

    private static double distance(double[] a, double[] b) {
        double red = a[0] - b[0];
        double green = a[1] - b[1];
        double blue = a[2] - b[2];
        return StrictMath.sqrt(red * red + green * green + blue * blue);
    }
}
