// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.basicmodelzoo.cv.classification.MobileNetV2;
import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.basicmodelzoo.cv.object_detection.ssd.SingleShotDetection;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SingleShotDetectionLoss;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Networks of DJL's model zoo that look at small images. */
public final class ImageNetworks {

    private static final int CLASSES = 3;
    private static final int SIDE = 16;

    private ImageNetworks() {}

    private static Recipe classifier(Supplier<Block> network, Shape image, float noise) {
        return new Recipe(
                network,
                Loss::softmaxCrossEntropyLoss,
                () -> Recipe.adam(1e-3f),
                List.of(new Shape(Recipe.SAMPLES).addAll(image)),
                Draws.patterns(CLASSES, Recipe.SAMPLES, image, noise));
    }

    /** The smallest one that DJL builds: three residual units. */
    public static Recipe resNet() {
        Shape image = new Shape(1, 8, 8);
        return classifier(
                () ->
                        ResNetV1.builder()
                                .setNumLayers(8)
                                .setOutSize(CLASSES)
                                .setImageShape(image)
                                .build(),
                image,
                3);
    }

    /** All of its stages, with few filters and without most of its strides. */
    public static Recipe mobileNet() {
        return classifier(
                () ->
                        MobileNetV2.builder()
                                .setOutSize(CLASSES)
                                .optFilters(new int[] {8, 4, 6, 6, 8, 8, 8, 8, 16})
                                .optRepeatTimes(new int[] {1, 1, 2, 1, 1, 1, 1, 1, 1})
                                .optStrides(new int[] {1, 1, 2, 1, 1, 1, 1, 1, 1})
                                .optMultiTimes(new int[] {1, 2, 2, 2, 2, 2, 2})
                                .build(),
                new Shape(1, 8, 8),
                1);
    }

    /** Finds one bright square in each image, at three scales. */
    public static Recipe ssd() {
        return ssd(SingleShotDetectionLoss::new);
    }

    /** The same with a loss that PyTorch can do too: all anchors look for the square. */
    public static Recipe ssdWithOwnLoss() {
        return ssd(DetectorLoss::new);
    }

    private static Recipe ssd(Supplier<Loss> loss) {
        return new Recipe(
                ImageNetworks::detector,
                loss,
                () -> Recipe.adam(1e-3f),
                List.of(new Shape(Recipe.SAMPLES, 1, SIDE, SIDE)),
                ImageNetworks::squares);
    }

    private static Block detector() {
        List<Float> ratios = List.of(1f, 2f, 0.5f);
        return SingleShotDetection.builder()
                .setNumClasses(1)
                .optFeatures(
                        new ArrayList<>(
                                List.of(
                                        SingleShotDetection.getDownSamplingBlock(6),
                                        SingleShotDetection.getDownSamplingBlock(8))))
                .optGlobalPool(true)
                .setRatios(List.of(ratios, ratios, ratios))
                .setSizes(
                        List.of(List.of(0.2f, 0.27f), List.of(0.37f, 0.45f), List.of(0.88f, 0.96f)))
                .build();
    }

    private static Examples squares(NDManager manager, Random random) {
        int image = SIDE * SIDE;
        float[] pixels = Draws.gaussians(random, Recipe.SAMPLES * image);
        float[] boxes = new float[Recipe.SAMPLES * 5];
        for (int n = 0; n < Recipe.SAMPLES; n++) {
            int size = 4 + random.nextInt(6);
            int left = random.nextInt(SIDE - size);
            int top = random.nextInt(SIDE - size);
            for (int y = top; y < top + size; y++) {
                for (int x = left; x < left + size; x++) {
                    pixels[n * image + y * SIDE + x] += 3;
                }
            }
            boxes[5 * n + 1] = (float) left / SIDE;
            boxes[5 * n + 2] = (float) top / SIDE;
            boxes[5 * n + 3] = (float) (left + size) / SIDE;
            boxes[5 * n + 4] = (float) (top + size) / SIDE;
        }
        return new Examples(
                new NDList(Draws.array(manager, pixels, Recipe.SAMPLES, 1, SIDE, SIDE)),
                new NDList(Draws.array(manager, boxes, Recipe.SAMPLES, 1, 5)));
    }
}
