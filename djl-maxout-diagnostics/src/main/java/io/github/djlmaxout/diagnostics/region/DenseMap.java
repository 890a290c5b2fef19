package io.github.djlmaxout.diagnostics.region;

/** A dense layer, applied to each of several positions. */
final class DenseMap implements Instruction.Affine {

    private final int positions;
    private final int inputs;
    private final int rows;
    private final double[] columns;
    private final double[] bias;

    /**
     * Creates the map.
     *
     * @param weight of shape (rows, inputs)
     * @param bias of length rows, or empty
     */
    DenseMap(int positions, int inputs, int rows, double[] weight, double[] bias) {
        this.positions = positions;
        this.inputs = inputs;
        this.rows = rows;
        this.bias = bias.clone();
        columns = new double[weight.length];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < inputs; i++) {
                columns[i * rows + r] = weight[r * inputs + i];
            }
        }
    }

    @Override
    public int inputs() {
        return positions * inputs;
    }

    @Override
    public int outputs() {
        return positions * rows;
    }

    @Override
    public void addConstant(double[] out, int at) {
        for (int i = 0; bias.length > 0 && i < positions * rows; i++) {
            out[at + i] += bias[i % rows];
        }
    }

    @Override
    public void addColumn(int input, double[] in, double[] out, int planes) {
        int from = input % inputs * rows;
        int to = input / inputs * rows;
        for (int plane = 0; plane < planes; plane++) {
            double x = in[plane * inputs() + input];
            if (x != 0) {
                int at = plane * outputs() + to;
                for (int r = 0; r < rows; r++) {
                    out[at + r] += columns[from + r] * x;
                }
            }
        }
    }
}
