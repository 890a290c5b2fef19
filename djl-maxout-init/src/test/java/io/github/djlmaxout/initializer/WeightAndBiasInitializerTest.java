// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.nn.PieceLayout;

import org.junit.jupiter.api.Test;

class WeightAndBiasInitializerTest {

    private static final Shape WEIGHT = new Shape(12, 5);
    private static final Shape BIAS = new Shape(12);

    private static double[] weight(WeightAndBiasInitializer pair, Shape shape) {
        return DrawnWeights.of(
                (int) shape.size(), DataType.FLOAT64, pair.nextWeight(shape, DataType.FLOAT64));
    }

    private static double[] bias(WeightAndBiasInitializer pair) {
        return DrawnWeights.of(12, DataType.FLOAT64, pair.nextBias(BIAS, DataType.FLOAT64));
    }

    /** Each row and its bias are those that the law gives to that unit and piece. */
    @Test
    void weightAndBiasBelongTogether() {
        WeightAndBiasInitializer pair =
                WeightAndBiasInitializer.sphere(3, 7).withLayout(PieceLayout.UNIT_MAJOR, 2);
        for (int layer = 0; layer < 3; layer++) {
            double[] weight = weight(pair, WEIGHT);
            double[] bias = bias(pair);
            for (int unit = 0; unit < 4; unit++) {
                UnitLaw.Unit expected =
                        SphereLaw.CORRECTED.draw(DrawStream.of(7).child(layer), unit, 3, 5, 1);
                for (int piece = 0; piece < 3; piece++) {
                    int row = unit * 3 + piece;
                    assertThat(bias[row]).isEqualTo(expected.biases()[piece]);
                    for (int i = 0; i < 5; i++) {
                        assertThat(weight[row * 5 + i]).isEqualTo(expected.weights()[piece][i]);
                    }
                }
            }
        }
    }

    @Test
    void aLayerWithoutBiasIsNoObstacle() {
        WeightAndBiasInitializer pair = WeightAndBiasInitializer.manyRegions(3, 7);
        weight(pair, new Shape(30, 9));
        double[] weight = weight(pair, WEIGHT);
        double[] bias = bias(pair);
        WeightAndBiasInitializer again = WeightAndBiasInitializer.manyRegions(3, 7);
        weight(again, new Shape(6, 2));
        assertThat(weight(again, WEIGHT)).isEqualTo(weight);
        assertThat(bias(again)).isEqualTo(bias);
    }

    @Test
    void theVarianceFactorScalesDirectionsAndCancelsOnASphere() {
        double[] sphere = weight(WeightAndBiasInitializer.sphereAsPublished(3, 7), WEIGHT);
        assertThat(
                        weight(
                                WeightAndBiasInitializer.sphereAsPublished(3, 7)
                                        .withVarianceFactor(9),
                                WEIGHT))
                .isEqualTo(sphere);
        double[] one =
                weight(WeightAndBiasInitializer.manyRegions(3, 7).withVarianceFactor(1), WEIGHT);
        double[] four =
                weight(WeightAndBiasInitializer.manyRegions(3, 7).withVarianceFactor(4), WEIGHT);
        for (int i = 0; i < one.length; i++) {
            assertThat(four[i]).isCloseTo(2 * one[i], withPercentage(1e-12));
        }
    }

    @Test
    void refusesABiasWithoutItsWeight() {
        WeightAndBiasInitializer pair = WeightAndBiasInitializer.sphere(3, 7);
        assertThatThrownBy(() -> bias(pair))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("weight()");
        weight(pair, new Shape(6, 5));
        assertThatThrownBy(() -> bias(pair))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(12)")
                .hasMessageContaining("6 rows");
        weight(pair, WEIGHT);
        bias(pair);
        assertThatThrownBy(() -> bias(pair)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesWhatNativeCodeWouldChokeOn() {
        WeightAndBiasInitializer pair = WeightAndBiasInitializer.sphere(3, 7);
        assertThatThrownBy(() -> pair.nextWeight(WEIGHT, DataType.FLOAT16))
                .hasMessageContaining("float16");
        assertThatThrownBy(() -> pair.nextWeight(BIAS, DataType.FLOAT32))
                .hasMessageContaining("2 axes");
        weight(pair, WEIGHT);
        assertThatThrownBy(() -> pair.nextBias(BIAS, DataType.INT32)).hasMessageContaining("int32");
        assertThatThrownBy(() -> WeightAndBiasInitializer.manyRegions(0, 1))
                .hasMessageContaining("pieces is 0");
        assertThatThrownBy(() -> pair.withVarianceFactor(0)).hasMessageContaining("0.0");
    }
}
