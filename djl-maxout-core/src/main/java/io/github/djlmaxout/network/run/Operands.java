// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;

import java.util.ArrayList;
import java.util.List;

/**
 * The arrays that an operation works on.
 *
 * @param data the first one that is not a parameter, or null
 * @param weight the first one that is a parameter, or null
 */
record Operands(TracedArray data, TracedArray weight) {

    static Operands of(Interception call, TracedArray on) {
        List<TracedArray> arrays = new ArrayList<>();
        for (Object argument : call.arguments()) {
            add(argument, arrays);
        }
        // An operation of a layer is asked of any array, and works on those that it is given.
        boolean ofArguments = call.isOf(NDArrayEx.class) && !arrays.isEmpty();
        if (on != null && !ofArguments) {
            arrays.add(0, on);
        }
        TracedArray data = null;
        TracedArray weight = null;
        for (TracedArray array : arrays) {
            if (array.parameter() == null) {
                data = data == null ? array : data;
            } else {
                weight = weight == null ? array : weight;
            }
        }
        return new Operands(data, weight);
    }

    private static void add(Object argument, List<TracedArray> arrays) {
        if (Trace.behind(argument) instanceof TracedArray array) {
            arrays.add(array);
        } else if (argument instanceof NDList list) {
            list.forEach(array -> add(array, arrays));
        }
    }

    /** Sees whether a layer begins or goes on here; each weight is seen at work once. */
    void look(String operation, TracedArray result, List<OpenCall> layers) {
        if (data == null) {
            return;
        }
        if (CallKinds.isLayer(operation)) {
            if (weight != null
                    && layers.stream().noneMatch(seen -> seen.weight() == weight.parameter())) {
                OpenCall layer =
                        new OpenCall(weight.parameter(), operation, data.plain(), result.plain());
                layers.add(layer);
                result.belongTo(layer);
            }
        } else if (data.layer() != null
                && CallKinds.follows(operation, weight != null)
                && data.layer().follow(data.plain(), result.plain())) {
            result.belongTo(data.layer());
        }
    }
}
