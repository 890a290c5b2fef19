// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Parameter;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Adds up the derivatives of layers that share a parameter: the output depends on it by way of each
 * of them.
 */
final class SharedParameters {

    private SharedParameters() {}

    /** The same derivatives, with each parameter in one place. */
    static List<LayerJacobian> summed(List<LayerJacobian> layers, long samples) {
        IdentityHashMap<Parameter, Integer> uses = new IdentityHashMap<>();
        layers.forEach(layer -> layer.parameters().forEach(p -> uses.merge(p, 1, Integer::sum)));
        List<LayerJacobian> summed = new ArrayList<>();
        List<LayerJacobian> sharing = new ArrayList<>();
        for (LayerJacobian layer : layers) {
            boolean alone = layer.parameters().stream().allMatch(p -> uses.get(p) == 1);
            (alone ? summed : sharing).add(layer);
        }
        if (!sharing.isEmpty()) {
            summed.add(0, sum(sharing, samples));
        }
        return summed;
    }

    private static LayerJacobian sum(List<LayerJacobian> sharing, long samples) {
        List<Parameter> parameters = new ArrayList<>();
        List<NDArray> sums = new ArrayList<>();
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            for (LayerJacobian layer : sharing) {
                NDArray columns = layer.matrix().transpose();
                long from = 0;
                for (Parameter parameter : layer.parameters()) {
                    long to = from + parameter.getArray().size();
                    NDArray part =
                            SampleCut.of(columns, from, to - from, columns.getManager())
                                    .transpose();
                    int place = parameters.indexOf(parameter);
                    if (place < 0) {
                        parameters.add(parameter);
                        sums.add(part);
                    } else {
                        sums.set(place, sums.get(place).add(part));
                    }
                    from = to;
                }
            }
            NDArray all = NDArrays.concat(new NDList(sums), 1);
            return new ExplicitRows(
                    sharing.get(0).layer(), parameters, LayerJacobian.kept(all), samples);
        }
    }
}
