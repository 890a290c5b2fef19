// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Shift and scale of each channel of an image, or each column of a table, to mean 0 and standard
 * deviation 1.
 *
 * @param mean a channel's mean
 * @param deviation a channel's standard deviation
 */
public record InputNormalization(List<Float> mean, List<Float> deviation) {

    /** Copies the lists. */
    public InputNormalization {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.isEmpty() || mean.size() != deviation.size()) {
            throw new IllegalArgumentException(
                    mean.size()
                            + " means and "
                            + deviation.size()
                            + " deviations, expected as many");
        }
    }

    /**
     * Measures the channels of some samples.
     *
     * @param samples the training samples; never the test samples
     * @return the normalization; a constant channel is only shifted
     */
    public static InputNormalization of(Samples samples) {
        int channels = Math.toIntExact(samples.shape().get(0));
        int values = Math.toIntExact(samples.shape().size());
        int area = values / channels;
        double[] sum = new double[channels];
        double[] squares = new double[channels];
        float[] sample = new float[values];
        for (int i = 0; i < samples.size(); i++) {
            samples.read(i, sample, 0);
            for (int j = 0; j < values; j++) {
                sum[j / area] += sample[j];
                squares[j / area] += (double) sample[j] * sample[j];
            }
        }
        double count = (double) samples.size() * area;
        List<Float> mean = new ArrayList<>();
        List<Float> deviation = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            double center = sum[c] / count;
            double variance = Math.max(0, squares[c] / count - center * center);
            mean.add((float) center);
            deviation.add(variance == 0 ? 1f : (float) Math.sqrt(variance));
        }
        return new InputNormalization(mean, deviation);
    }

    /** Returns all samples one after the other, normalized. */
    public float[] values(Samples samples) {
        int length = Math.toIntExact(samples.shape().size());
        float[] values = new float[Math.multiplyExact(samples.size(), length)];
        for (int i = 0; i < samples.size(); i++) {
            samples.read(i, values, i * length);
            apply(values, i * length, length);
        }
        return values;
    }

    /** Normalizes one sample of {@code length} values in place. */
    void apply(float[] values, int offset, int length) {
        int area = length / mean.size();
        for (int c = 0; c < mean.size(); c++) {
            int start = offset + c * area;
            float shift = mean.get(c);
            float scale = deviation.get(c);
            for (int i = start; i < start + area; i++) {
                values[i] = (values[i] - shift) / scale;
            }
        }
    }
}
