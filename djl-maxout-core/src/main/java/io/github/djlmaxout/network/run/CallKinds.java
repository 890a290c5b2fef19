// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What is known of methods by their names. */
final class CallKinds {

    /** Their result may share memory with what they are called on. */
    private static final Set<String> VIEWS =
            Set.of(
                    "reshape",
                    "flatten",
                    "squeeze",
                    "expandDims",
                    "transpose",
                    "swapAxes",
                    "get",
                    "getScalar",
                    "split",
                    "broadcast",
                    "stopGradient",
                    "toType",
                    "toDevice",
                    "diagonal",
                    "real");

    /** They change what they are called on, and have a counterpart without the last letter. */
    private static final Set<String> IN_PLACE =
            Set.of(
                    "addi", "subi", "muli", "divi", "modi", "powi", "signi", "negi", "rdivi",
                    "rsubi", "rmodi", "rpowi");

    /** They write into what they are called on. */
    private static final Set<String> WRITES = Set.of("set", "setScalar", "put");

    /** Operations with a weight among their arguments. */
    private static final Set<String> LAYERS =
            Set.of(
                    "linear",
                    "convolution",
                    "deconvolution",
                    "embedding",
                    "lstm",
                    "gru",
                    "rnn",
                    "matMul",
                    "dot",
                    "batchDot",
                    "batchMatMul");

    /** They belong to the layer that stands before them. */
    private static final Set<String> FOLLOWERS =
            Set.of(
                    "relu",
                    "sigmoid",
                    "tanh",
                    "softPlus",
                    "softSign",
                    "leakyRelu",
                    "elu",
                    "selu",
                    "gelu",
                    "swish",
                    "mish",
                    "prelu",
                    "maxPool",
                    "avgPool",
                    "lpPool",
                    "batchNorm",
                    "layerNorm",
                    "dropout");

    /** They do so where the other operand is a parameter. */
    private static final Set<String> WITH_PARAMETER = Set.of("add", "sub", "mul", "div");

    private static final Pattern RANDOM_OPERATION =
            Pattern.compile(
                    "random|sample(?!r)|multinomial|shuffle|dropout|bernoulli|normal(?!iz)|uniform"
                            + "|choice|exponential|gumbel|pareto|rayleigh|weibull|laplace");

    private CallKinds() {}

    static boolean isView(String name) {
        return VIEWS.contains(name);
    }

    static boolean isInPlace(String name) {
        return IN_PLACE.contains(name);
    }

    static boolean isWrite(String name) {
        return WRITES.contains(name);
    }

    static boolean isLayer(String name) {
        return LAYERS.contains(name);
    }

    static boolean isRecurrence(String name) {
        return name.equals("lstm") || name.equals("gru") || name.equals("rnn");
    }

    static boolean follows(String name, boolean withParameter) {
        return FOLLOWERS.contains(name) || (withParameter && WITH_PARAMETER.contains(name));
    }

    /** A method of a manager or of an array that draws from the engine's random stream. */
    static boolean draws(String method) {
        return method.startsWith("random")
                || method.startsWith("truncatedNormal")
                || method.startsWith("sample");
    }

    /** An operation that is invoked by its name in the engine, and draws. */
    static boolean drawsByName(String operation) {
        return RANDOM_OPERATION.matcher(operation.toLowerCase(Locale.ROOT)).find();
    }
}
