// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.plot;

import java.util.List;

/** Colours that those who see few of them tell apart too. */
public final class Palette {

    /** What was measured. */
    public static final String BLUE = "#0072b2";

    /** What is expected. */
    public static final String ORANGE = "#d55e00";

    /** A third thing. */
    public static final String GREEN = "#009e73";

    /** What is told apart by its place. */
    public static final String GREY = "#808080";

    /** What is not as it should be. */
    public static final String RED = "#cc0000";

    private static final List<String> MANY =
            List.of(
                    BLUE, ORANGE, GREEN, "#cc79a7", "#b8860b", "#56b4e9", "#7a5195", GREY,
                    "#882255", "#44aa99", "#999933", "#6a3d9a");

    /** From light to dark, so that it reads in grey too. */
    private static final int[][] SHADES = {{247, 251, 255}, {107, 174, 214}, {8, 48, 107}};

    private Palette() {}

    /** Returns one of a dozen colours, from 0 on. */
    public static String of(int number) {
        return MANY.get(number % MANY.size());
    }

    /**
     * Returns a shade.
     *
     * @param share from 0, light, to 1, dark
     * @return red, green and blue in a byte each; orange for NaN
     */
    public static int shade(double share) {
        if (Double.isNaN(share)) {
            return 0xd55e00;
        }
        double place = Math.max(0, Math.min(1, share)) * (SHADES.length - 1);
        int below = Math.min(SHADES.length - 2, (int) place);
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
            double mix =
                    SHADES[below][c] + (place - below) * (SHADES[below + 1][c] - SHADES[below][c]);
            rgb = (rgb << 8) + (int) Math.round(mix);
        }
        return rgb;
    }
}
