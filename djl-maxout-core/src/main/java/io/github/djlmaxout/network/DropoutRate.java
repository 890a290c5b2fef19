// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import ai.djl.util.passthrough.PassthroughNDArray;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * The rate of DJL's {@link Dropout}, which has no getter for it.
 *
 * <p>A dropout that ran would draw from the engine's random stream, which belongs to its user, and
 * MXNet refuses it outside of a gradient collector. So the block gets an array without values whose
 * operations only note what is asked of them. DJL asks an array for its operations through {@link
 * NDArrayEx}, an interface of some eighty methods; a proxy answers the one of interest and refuses
 * the others. No private member of anything is looked at.
 */
final class DropoutRate {

    private DropoutRate() {}

    /** Returns the probability to drop a value. */
    static double of(Dropout block, Shape input, NDManager manager) throws NotFoundOutException {
        List<Float> rates = new ArrayList<>();
        try {
            NDArray array = new Noting(manager, input, rates);
            block.forward(new ParameterStore(manager, false), new NDList(array), false);
        } catch (RuntimeException e) {
            throw new NotFoundOutException("its rate cannot be read: " + e, e);
        }
        if (rates.size() != 1) {
            throw new NotFoundOutException("it drops values " + rates.size() + " times");
        }
        return rates.get(0);
    }

    /** An array without values that notes the rates of the dropouts asked of it. */
    private static final class Noting extends PassthroughNDArray {

        private final List<Float> rates;

        Noting(NDManager manager, Shape shape, List<Float> rates) {
            super(manager, null, shape, DataType.FLOAT32);
            this.rates = rates;
        }

        /** {@inheritDoc} */
        @Override
        public NDArrayEx getNDArrayInternal() {
            return (NDArrayEx)
                    Proxy.newProxyInstance(
                            NDArrayEx.class.getClassLoader(),
                            new Class<?>[] {NDArrayEx.class},
                            (proxy, method, arguments) -> {
                                if (!"dropout".equals(method.getName())) {
                                    throw new UnsupportedOperationException(method.getName());
                                }
                                rates.add((Float) arguments[1]);
                                return new NDList((NDArray) arguments[0]);
                            });
        }
    }
}
