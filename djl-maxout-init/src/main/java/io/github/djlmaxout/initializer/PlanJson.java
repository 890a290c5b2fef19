package io.github.djlmaxout.initializer;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

/** A plan as JSON. */
final class PlanJson {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().serializeNulls().create();

    private PlanJson() {}

    static String of(InitializationPlan plan) {
        JsonObject root = new JsonObject();
        root.addProperty("scheme", plan.schemeName());
        root.addProperty("seed", plan.seed());
        add(root, "inputSecondMoment", plan.inputSecondMoment());
        add(root, "jacobian", plan.jacobian());
        JsonArray layers = new JsonArray();
        for (LayerPlan layer : plan.layers()) {
            layers.add(layer(layer));
        }
        root.add("layers", layers);
        return GSON.toJson(root);
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
        add(object, "forward", layer.forward());
        add(object, "gradient", layer.gradient());
        add(object, "measured", layer.measured());
        object.addProperty("note", layer.note());
        return object;
    }

    private static void add(JsonObject object, String name, double value) {
        if (Double.isFinite(value)) {
            object.addProperty(name, value);
        } else {
            object.add(name, JsonNull.INSTANCE);
        }
    }
}
