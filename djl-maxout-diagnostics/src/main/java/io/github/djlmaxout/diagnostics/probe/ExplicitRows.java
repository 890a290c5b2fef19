package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;

import java.util.List;

/** Under construction. */
final class ExplicitRows extends LayerJacobian {

    ExplicitRows(String layer, List<Parameter> parameters) {
        super(layer, parameters);
    }

    @Override
    public long columns() {
        throw new UnsupportedOperationException();
    }

    @Override
    public NDArray products(LayerJacobian other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public NDArray traces(LayerJacobian other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public NDArray squaredNorms() {
        throw new UnsupportedOperationException();
    }

    @Override
    public NDArray matrix() {
        throw new UnsupportedOperationException();
    }

    @Override
    public NDArray weightedSum(NDArray weights) {
        throw new UnsupportedOperationException();
    }
}
