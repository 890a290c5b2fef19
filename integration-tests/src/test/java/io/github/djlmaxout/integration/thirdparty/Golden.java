// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.thirdparty;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;

/**
 * Numbers that other programs computed, as they wrote them: {@code thinc-8.3.13.json} came from
 * running Thinc 8.3.13, {@code tiny-network-libtorch-2.7.1.json} from libtorch 2.7.1 (CPU, MKL, in
 * float64), checked against NumPy; the formulas of its weights and inputs are in the file.
 */
public final class Golden {

    private Golden() {}

    static JsonObject thinc(String name) {
        return read("thinc-8.3.13.json").getAsJsonObject(name);
    }

    /** A 4-3-2 maxout network: logits, loss, gradient, kernel, Hessian and its eigenvalues. */
    public static JsonObject tinyNetwork() {
        return read("tiny-network-libtorch-2.7.1.json");
    }

    private static JsonObject read(String name) {
        try (Reader reader =
                new InputStreamReader(
                        Golden.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers of nested arrays, row by row; one number is an array of one. */
    public static double[] numbers(JsonObject object, String name) {
        return flat(object.get(name)).toArray();
    }

    private static DoubleStream numbers(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false).flatMapToDouble(Golden::flat);
    }

    private static DoubleStream flat(JsonElement element) {
        return element.isJsonArray()
                ? numbers(element.getAsJsonArray())
                : DoubleStream.of(element.getAsDouble());
    }
}
