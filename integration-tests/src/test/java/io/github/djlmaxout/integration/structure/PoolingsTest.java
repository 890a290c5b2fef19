// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.structure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.pooling.Pool;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.Pooling;
import io.github.djlmaxout.network.Pooling.Kind;
import io.github.djlmaxout.network.Unknown;

/** Windows of pooling blocks, found by trying them, against the windows they were made with. */
class PoolingsTest {

    private static final Shape SERIES = new Shape(3, 2, 11);
    private static final Shape IMAGE = new Shape(3, 2, 9, 8);
    private static final Shape VOLUME = new Shape(3, 2, 5, 6, 7);

    private static void assertPooling(
            String engine, Block block, Shape input, Kind kind, long... window) {
        assertThat(Description.only(block, input, engine))
                .as("%s on %s", ((LambdaBlock) block).getName(), input)
                .isEqualTo(new Pooling(kind, new Shape(window)));
    }

    @OnEachEngine
    void findWindowsOfMaxima(String engine) {
        assertPooling(engine, Pool.maxPool1dBlock(s(3)), SERIES, Kind.MAX, 3);
        assertPooling(engine, Pool.maxPool1dBlock(s(3), s(2), s(1)), SERIES, Kind.MAX, 3);
        assertPooling(engine, Pool.maxPool2dBlock(s(2, 2)), IMAGE, Kind.MAX, 2, 2);
        assertPooling(engine, Pool.maxPool2dBlock(s(3, 2), s(2, 1)), IMAGE, Kind.MAX, 3, 2);
        assertPooling(
                engine, Pool.maxPool2dBlock(s(3, 3), s(1, 1), s(1, 1)), IMAGE, Kind.MAX, 3, 3);
        assertPooling(
                engine,
                Pool.maxPool2dBlock(s(3, 3), s(2, 2), s(1, 1), true),
                IMAGE,
                Kind.MAX,
                3,
                3);
        assertPooling(engine, Pool.maxPool3dBlock(s(2, 3, 1)), VOLUME, Kind.MAX, 2, 3, 1);
        assertPooling(
                engine,
                Pool.maxPool3dBlock(s(3, 3, 3), s(2, 2, 2), s(1, 1, 1)),
                VOLUME,
                Kind.MAX,
                3,
                3,
                3);
    }

    @OnEachEngine
    void findWindowsOfAverages(String engine) {
        assertPooling(engine, Pool.avgPool1dBlock(s(4)), SERIES, Kind.AVERAGE, 4);
        assertPooling(engine, Pool.avgPool1dBlock(s(3), s(2), s(1)), SERIES, Kind.AVERAGE, 3);
        assertPooling(engine, Pool.avgPool2dBlock(s(2, 2)), IMAGE, Kind.AVERAGE, 2, 2);
        assertPooling(engine, Pool.avgPool2dBlock(s(3, 2), s(1, 2)), IMAGE, Kind.AVERAGE, 3, 2);
        assertPooling(
                engine,
                Pool.avgPool2dBlock(s(3, 3), s(1, 1), s(1, 1), false, true),
                IMAGE,
                Kind.AVERAGE,
                3,
                3);
        assertPooling(
                engine,
                Pool.avgPool2dBlock(s(3, 3), s(2, 2), s(1, 1), false, false),
                IMAGE,
                Kind.AVERAGE,
                3,
                3);
        assertPooling(
                engine, Pool.avgPool3dBlock(s(2, 1, 3), s(1, 2, 2)), VOLUME, Kind.AVERAGE, 2, 1, 3);
    }

    @OnEachEngine
    void findGlobalPooling(String engine) {
        assertPooling(engine, Pool.globalMaxPool1dBlock(), SERIES, Kind.MAX, 11);
        assertPooling(engine, Pool.globalMaxPool2dBlock(), IMAGE, Kind.MAX, 9, 8);
        assertPooling(engine, Pool.globalMaxPool3dBlock(), VOLUME, Kind.MAX, 5, 6, 7);
        assertPooling(engine, Pool.globalAvgPool1dBlock(), SERIES, Kind.AVERAGE, 11);
        assertPooling(engine, Pool.globalAvgPool2dBlock(), IMAGE, Kind.AVERAGE, 9, 8);
        assertPooling(engine, Pool.globalAvgPool3dBlock(), VOLUME, Kind.AVERAGE, 5, 6, 7);
        assertPooling(
                engine,
                LambdaBlock.singleton(array -> array.max(new int[] {2}), "max(2)"),
                SERIES,
                Kind.MAX,
                11);
    }

    @OnEachEngine
    void findWindowsWithinALargeImage(String engine) {
        assertPooling(
                engine,
                Pool.avgPool2dBlock(s(3, 3), s(2, 2), s(1, 1)),
                new Shape(1, 4, 224, 224),
                Kind.AVERAGE,
                3,
                3);
    }

    /** With every window over the same zeros of the padding, the mean is of no fixed size. */
    @OnEachEngine
    void leaveAveragesThatAlwaysReachIntoThePadding(String engine) {
        assertUnknown(
                engine, Pool.avgPool2dBlock(s(3, 3), s(2, 2), s(1, 1)), new Shape(2, 1, 2, 2));
    }

    /** What a window holds beside the padding is what counts: here the whole input. */
    @OnEachEngine
    void countThePositionsInsideForMaxima(String engine) {
        assertPooling(
                engine,
                Pool.maxPool2dBlock(s(3, 3), s(2, 2), s(1, 1)),
                new Shape(2, 1, 2, 2),
                Kind.MAX,
                2,
                2);
    }

    @OnEachEngine
    void leaveOtherPooling(String engine) {
        assertUnknown(engine, Pool.lpPool2dBlock(2, s(2, 2)), IMAGE);
        assertUnknown(engine, Pool.globalLpPool2dBlock(2), IMAGE);
        assertUnknown(
                engine,
                LambdaBlock.singleton(array -> array.max(new int[] {1}), "over channels"),
                SERIES);
        assertUnknown(
                engine, LambdaBlock.singleton(array -> array.sum(new int[] {2}), "sum"), SERIES);
    }

    private static void assertUnknown(String engine, Block block, Shape input) {
        assertThat(Description.only(block, input, engine))
                .as(((LambdaBlock) block).getName())
                .isInstanceOf(Unknown.class);
    }

    private static Shape s(long... sizes) {
        return new Shape(sizes);
    }
}
