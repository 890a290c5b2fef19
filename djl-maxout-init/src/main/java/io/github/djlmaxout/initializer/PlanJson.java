// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.types.Shape;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

/** A plan as JSON, with all that is needed to make it again but the network and the batch. */
final class PlanJson {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().serializeNulls().create();

    private PlanJson() {}

    static String of(PlanRequest request, PlanResult result) {
        JsonObject root = new JsonObject();
        // Known from the jar's manifest only.
        root.addProperty("version", PlanJson.class.getPackage().getImplementationVersion());
        root.addProperty("engine", request.engine());
        root.addProperty("scheme", request.scheme().name());
        root.addProperty("seed", request.seed());
        root.add("input", shape(request.input()));
        if (request.reading().inputs().size() > 1) {
            JsonArray inputs = new JsonArray();
            request.reading().inputs().forEach(input -> inputs.add(shape(input)));
            root.add("inputs", inputs);
        }
        add(root, "inputSecondMoment", request.secondMoment());
        add(root, "toldCorrelation", request.correlation());
        root.add("batch", request.batch().map(PlanJson::batch).orElse(JsonNull.INSTANCE));
        add(root, "jacobian", result.jacobian());
        JsonArray layers = new JsonArray();
        for (LayerPlan layer : result.layers()) {
            layers.add(layer(layer));
        }
        root.add("layers", layers);
        return GSON.toJson(root);
    }

    private static JsonElement batch(BatchValues batch) {
        JsonObject object = new JsonObject();
        object.add("shape", shape(batch.shape()));
        add(object, "secondMoment", batch.secondMoment());
        return object;
    }

    private static JsonObject layer(LayerPlan layer) {
        JsonObject object = new JsonObject();
        object.addProperty("name", layer.name());
        object.addProperty("kind", layer.kind().name());
        object.addProperty("fanIn", layer.fanIn());
        object.addProperty("units", layer.units());
        object.addProperty("pieces", layer.pieces());
        object.addProperty("followedBy", layer.followedBy());
        add(object, "c", layer.c());
        add(object, "deviation", layer.deviation());
        add(object, "bias", layer.bias());
        object.addProperty("distribution", layer.distribution().name());
        add(object, "correlation", layer.correlation());
        add(object, "forward", layer.forward());
        add(object, "gradient", layer.gradient());
        add(object, "measured", layer.measured());
        object.addProperty("note", layer.note());
        return object;
    }

    private static JsonArray shape(Shape shape) {
        JsonArray lengths = new JsonArray();
        for (long length : shape.getShape()) {
            lengths.add(length);
        }
        return lengths;
    }

    private static void add(JsonObject object, String name, double value) {
        if (Double.isFinite(value)) {
            object.addProperty(name, value);
        } else {
            object.add(name, JsonNull.INSTANCE);
        }
    }
}
