package io.github.djlmaxout.diagnostics.region;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;

/** Reads parameters into the JVM. */
final class ParameterValues {

    private ParameterValues() {}

    /**
     * Returns the values of a parameter.
     *
     * @param name its stable name
     * @throws IllegalArgumentException if it has none, or one is not finite
     */
    static double[] of(Parameter parameter, String name) {
        if (!parameter.isInitialized()) {
            throw new IllegalArgumentException(
                    "The parameter "
                            + name
                            + " has no values: initialize the network before its regions are"
                            + " counted.");
        }
        double[] values = values(parameter.getArray());
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new NonFiniteParameterException(name, values[i], i);
            }
        }
        return values;
    }

    /** Returns the values of an array of real numbers. */
    static double[] values(NDArray array) {
        if (array.getDataType() == DataType.FLOAT64) {
            return array.toDoubleArray();
        }
        if (array.getDataType() == DataType.FLOAT32) {
            return wide(array.toFloatArray());
        }
        try (NDArray single = array.toType(DataType.FLOAT32, true)) {
            return wide(single.toFloatArray());
        }
    }

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
