// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

/**
 * The ten classes of the procedural images: seven outlines filled with one colour, and three
 * textures of two colours whose outline says nothing.
 *
 * <p>Coordinates are those of the object: its centre is (0, 0) and it lies within the unit circle,
 * unturned.
 */
enum Pattern {
    DISC,
    RING,
    SQUARE,
    TRIANGLE,
    STAR,
    CROSS,
    CRESCENT,
    STRIPES,
    CHECKERS,
    DOTS;

    private static final Polygon SQUARE_OUTLINE = Polygon.regular(4, 1, 1);
    private static final Polygon TRIANGLE_OUTLINE = Polygon.regular(3, 1, 1);
    private static final Polygon STAR_OUTLINE = Polygon.regular(10, 1, 0.42);
    private static final double ARM = 0.3;

    /** What is at a point of an object. */
    enum Paint {
        NOTHING,
        FIRST,
        SECOND
    }

    /** Returns whether the object has two colours, within the outline of another pattern. */
    boolean isTexture() {
        return this == STRIPES || this == CHECKERS || this == DOTS;
    }

    /**
     * Returns what is at a point.
     *
     * @param u the first coordinate
     * @param v the second coordinate
     * @param outline the outline of a texture; without meaning for the other patterns
     * @param period the distance after which a texture repeats
     */
    Paint at(double u, double v, Pattern outline, double period) {
        if (!isTexture()) {
            return covers(u, v) ? Paint.FIRST : Paint.NOTHING;
        }
        if (!outline.covers(u, v)) {
            return Paint.NOTHING;
        }
        double s = u / period;
        double t = v / period;
        boolean first =
                switch (this) {
                    case STRIPES -> fraction(s) < 0.5;
                    case CHECKERS -> (fraction(s) < 0.5) == (fraction(t) < 0.5);
                    default -> {
                        double x = fraction(s) - 0.5;
                        double y = fraction(t) - 0.5;
                        yield x * x + y * y < 0.09;
                    }
                };
        return first ? Paint.FIRST : Paint.SECOND;
    }

    private boolean covers(double u, double v) {
        double square = u * u + v * v;
        return switch (this) {
            case DISC -> square < 0.72;
            case RING -> square < 1 && square > 0.36;
            case SQUARE -> SQUARE_OUTLINE.contains(u, v);
            case TRIANGLE -> TRIANGLE_OUTLINE.contains(u, v);
            case STAR -> STAR_OUTLINE.contains(u, v);
            case CROSS ->
                    (Math.abs(u) < 1 && Math.abs(v) < ARM)
                            || (Math.abs(u) < ARM && Math.abs(v) < 1);
            case CRESCENT -> square < 1 && (u - 0.5) * (u - 0.5) + v * v > 0.64;
            default -> throw new IllegalArgumentException(this + " has no outline of its own");
        };
    }

    private static double fraction(double value) {
        return value - Math.floor(value);
    }
}
