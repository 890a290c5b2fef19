// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.SpectrumObservation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** Made-up kernels, Hessians, Jacobians, gradient noise, ranks and linear regions. */
final class SyntheticDerivatives {

    private static final int OUTPUTS = 10;
    private static final int SAMPLES = 128;
    private static final int SIDE = 16;

    private final Random random;
    private final List<Observation> out = new ArrayList<>();
    private final long step;
    private final double progress;

    private SyntheticDerivatives(long step, double progress) {
        this.step = step;
        this.progress = progress;
        random = new Random(step);
    }

    /**
     * Makes all that can be seen at one step.
     *
     * @param progress how much of the training is over, 0 to 1
     * @param layers their names
     * @param broken whether everything is NaN
     */
    static List<Observation> at(long step, double progress, List<String> layers, boolean broken) {
        SyntheticDerivatives all = new SyntheticDerivatives(step, progress);
        // A network that is large has a whole spectrum, others the largest of it.
        all.kernel(layers.size() > 20 ? OUTPUTS * SAMPLES : 32, broken);
        all.curvature(layers, broken);
        all.jacobian(layers, broken);
        all.noise(layers);
        all.regions();
        return all.out;
    }

    private void kernel(int length, boolean broken) {
        double steepness = 1.1 - 0.4 * progress;
        List<Double> eigenvalues =
                IntStream.rangeClosed(1, length)
                        .mapToObj(
                                rank ->
                                        broken
                                                ? Double.NaN
                                                : 4000 * Math.pow(rank, -steepness) * noise(0.01))
                        .sorted((a, b) -> Double.compare(b, a))
                        .toList();
        out.add(new SpectrumObservation(step, "kernel eigenvalue", Place.NETWORK, eigenvalues));
        double largest = eigenvalues.get(0);
        double trace = eigenvalues.stream().mapToDouble(Double::doubleValue).sum();
        network("kernel trace", trace, 21_000);
        network("kernel condition number", largest / eigenvalues.get(eigenvalues.size() - 1));
        network("kernel effective rank", trace / largest);
        network("kernel alignment", 0.12 + 0.4 * progress * noise(0.02));
        network("centred kernel alignment", 0.02 + 0.5 * progress * noise(0.02));
        network("kernel turn", 0.3 * Math.sqrt(progress));
        network("kernel drift", step == 0 ? 0 : 0.8 * Math.sqrt(progress) * noise(0.02));
        network("kernel distance to infinite width", 0.15 + 0.7 * Math.sqrt(progress));
    }

    private void curvature(List<String> layers, boolean broken) {
        double top = broken ? Double.NaN : 12 + 60 * (1 - Math.exp(-6 * progress)) * noise(0.05);
        List<Double> eigenvalues =
                IntStream.range(0, 5).mapToObj(i -> top * Math.pow(0.7, i)).toList();
        out.add(new SpectrumObservation(step, "hessian eigenvalue", Place.NETWORK, eigenvalues));
        network("sharpness", top);
        network("unconverged hessian eigenvalues", 0);
        network("hessian trace", 3 * top);
        for (int i = 0; i < layers.size(); i++) {
            layer("hessian trace", layers.get(i), top * (1 + i) * noise(0.1), 11 * (1 + i));
            layer("hessian norm", layers.get(i), top / (1 + i) * noise(0.1), Double.NaN);
        }
    }

    private void jacobian(List<String> layers, boolean broken) {
        double end = 1;
        for (int i = 0; i < layers.size(); i++) {
            double expected = Math.pow(0.93, i + 1);
            end = broken ? Double.NaN : expected * (1 + progress * i) * noise(0.05);
            layer("jacobian growth", layers.get(i), end, expected);
        }
        network("jacobian norm", end, Math.pow(0.93, layers.size()));
        double norm = end;
        List<Double> values =
                IntStream.range(0, OUTPUTS)
                        .mapToObj(i -> norm * Math.exp(-0.5 * i * (1 - progress / 2)))
                        .toList();
        out.add(new SpectrumObservation(step, "jacobian singular value", Place.NETWORK, values));
    }

    private void noise(List<String> layers) {
        double scale = 40 * Math.exp(4 * progress);
        network("gradient noise scale", scale * noise(0.2));
        network("gradient signal to noise", 5 / scale * noise(0.2));
        for (String layer : layers) {
            layer("gradient noise scale", layer, scale * noise(0.4), Double.NaN);
            layer("gradient signal to noise", layer, 5 / scale * noise(0.4), Double.NaN);
        }
        network("jacobian rank", OUTPUTS * SAMPLES - (step == 0 ? 60 : 5), OUTPUTS * SAMPLES);
        out.add(
                new SpectrumObservation(
                        step,
                        "spectrum of my own",
                        Place.layer(layers.get(0)),
                        List.of(2.0, 1.0, -1.0)));
    }

    private void regions() {
        network("linear regions", SIDE * SIDE * (1 + progress));
        network("boundary length", 3 + 8 * progress * noise(0.05));
        out.add(
                new PictureObservation(
                        step,
                        "linear regions",
                        Place.NETWORK,
                        SIDE * SIDE + " regions on a plane through three examples",
                        svg()));
    }

    /** A crooked chess-board. */
    private String svg() {
        StringBuilder svg =
                new StringBuilder(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 100\">"
                                + "<rect width=\"100\" height=\"100\" fill=\"#fff\"/>");
        double wave = 4 * progress;
        for (int i = 0; i < SIDE; i++) {
            for (int k = 0; k < SIDE; k++) {
                svg.append("<path fill=\"")
                        .append(
                                String.format(
                                        "hsl(%d 60%% %d%%)",
                                        (i * 37 + k * 11) % 360, 45 + random.nextInt(40)))
                        .append("\" d=\"M")
                        .append(corner(i, k, wave))
                        .append('L')
                        .append(corner(i + 1, k, wave))
                        .append('L')
                        .append(corner(i + 1, k + 1, wave))
                        .append('L')
                        .append(corner(i, k + 1, wave))
                        .append("z\"/>");
            }
        }
        // Nothing of this may run in the page.
        return svg + "<script>parent.document.title='intruder';alert(3)</script></svg>";
    }

    private static String corner(int i, int k, double wave) {
        double cell = 100.0 / SIDE;
        return String.format(
                Locale.ROOT,
                "%.1f %.1f",
                cell * i + wave * Math.sin(k),
                cell * k + wave * Math.sin(1.7 * i));
    }

    private double noise(double deviation) {
        return Math.exp(deviation * random.nextGaussian());
    }

    private void network(String series, double value) {
        network(series, value, Double.NaN);
    }

    private void network(String series, double value, double expected) {
        out.add(new ScalarObservation(step, series, Place.NETWORK, value, expected));
    }

    private void layer(String series, String layer, double value, double expected) {
        out.add(new ScalarObservation(step, series, Place.layer(layer), value, expected));
    }
}
