// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.picture;

import io.github.djlmaxout.diagnostics.region.RegionMap;

/**
 * A colour for each region that depends on its affine map alone, so that equal maps look alike and
 * maps that change little change their colour little.
 *
 * <p>The gradient of a generic combination of the outputs is compared with its mean over the
 * window: the hue is the direction of the difference, the strength of the colour its length. So a
 * linear network is grey.
 */
final class RegionColours {

    private static final double LIGHTNESS = 0.86;
    private static final double CHROMA = 0.13;

    private final RegionMap regions;
    private final double[] mean = new double[2];
    private final double scale;

    RegionColours(RegionMap regions) {
        this.regions = regions;
        int count = regions.activationRegions();
        double area = 0;
        double[] squares = new double[2];
        for (int i = 0; i < count; i++) {
            double share = regions.area(i);
            area += share;
            for (int axis = 0; axis < 2; axis++) {
                double slope = regions.coefficient(i, axis);
                mean[axis] += share * slope;
                squares[axis] += share * slope * slope;
            }
        }
        double variance = 0;
        for (int axis = 0; axis < 2; axis++) {
            mean[axis] /= area;
            variance += Math.max(0, squares[axis] / area - mean[axis] * mean[axis]);
        }
        scale = Math.sqrt(variance);
    }

    /** The colour of a region as 0xRRGGBB. */
    int of(int region) {
        double a = regions.coefficient(region, 0) - mean[0];
        double b = regions.coefficient(region, 1) - mean[1];
        double strength = scale > 0 ? Math.hypot(a, b) / scale : 0;
        double chroma = CHROMA * strength / (0.7 + strength);
        // Equal steps of these two are about equal steps to the eye (B. Ottosson's Oklab).
        double hue = Math.atan2(b, a);
        double lightness = LIGHTNESS - 0.16 * strength / (1 + strength);
        return rgb(lightness, chroma * Math.cos(hue), chroma * Math.sin(hue));
    }

    private static int rgb(double lightness, double a, double b) {
        double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
        double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
        double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
        int red = channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
        int green = channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
        int blue = channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
        return red << 16 | green << 8 | blue;
    }

    private static double cube(double x) {
        return x * x * x;
    }

    private static int channel(double linear) {
        double value = Math.max(0, Math.min(1, linear));
        double encoded =
                value <= 0.0031308 ? 12.92 * value : 1.055 * Math.pow(value, 1 / 2.4) - 0.055;
        return (int) Math.rint(255 * encoded);
    }
}
