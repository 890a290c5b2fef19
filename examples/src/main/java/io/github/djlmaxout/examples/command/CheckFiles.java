// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.check.LayerCheck;
import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.examples.run.ProjectVersion;
import io.github.djlmaxout.internal.WholeFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;

/** A check as files. */
final class CheckFiles {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().serializeNulls().create();

    private final SignalCheck check;

    CheckFiles(SignalCheck check) {
        this.check = check;
    }

    void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        WholeFile.write(folder.resolve("check.json"), json() + System.lineSeparator());
        WholeFile.write(folder.resolve("check.csv"), csv());
    }

    private String json() {
        JsonObject root = new JsonObject();
        root.addProperty("version", ProjectVersion.get());
        root.addProperty("verdict", check.verdict().toString());
        JsonArray input = new JsonArray();
        for (long length : check.input().getShape()) {
            input.add(length);
        }
        root.add("input", input);
        add(root, "inputSecondMoment", check.inputSecondMoment());
        add(root, "loss", check.loss().orElse(Double.NaN));
        add(root, "lossOfGuessing", check.lossOfGuessing().orElse(Double.NaN));
        root.addProperty("draws", check.draws());
        root.addProperty("seed", check.seed());
        JsonArray layers = new JsonArray();
        check.layers().forEach(layer -> layers.add(json(layer)));
        root.add("layers", layers);
        JsonArray findings = new JsonArray();
        check.findings().forEach(finding -> findings.add(json(finding)));
        root.add("findings", findings);
        return GSON.toJson(root);
    }

    private static JsonObject json(LayerCheck layer) {
        JsonObject object = new JsonObject();
        object.addProperty("name", layer.name());
        object.addProperty("pieces", layer.pieces());
        add(object, "c", layer.c());
        add(object, "input", layer.input());
        add(object, "forward", layer.forward());
        add(object, "expectedForward", layer.expectedForward());
        add(object, "growth", layer.growth());
        add(object, "gradient", layer.gradient());
        add(object, "gradientError", layer.gradientError());
        add(object, "expectedGradient", layer.expectedGradient());
        object.addProperty("verdict", layer.verdict().toString());
        object.addProperty("note", layer.note());
        return object;
    }

    private static JsonObject json(Alarm finding) {
        JsonObject object = new JsonObject();
        object.addProperty("verdict", finding.kind().label());
        Place place = finding.place();
        object.addProperty("layer", (place.equals(Place.NETWORK) ? Place.OUTPUT : place).name());
        object.addProperty("evidence", finding.evidence());
        object.addProperty("cause", finding.cause());
        object.addProperty("remedy", finding.remedy());
        return object;
    }

    /** JSON has no word for NaN and infinity. */
    private static void add(JsonObject object, String name, double value) {
        object.add(name, Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE);
    }

    private String csv() {
        StringJoiner rows = new StringJoiner(System.lineSeparator(), "", System.lineSeparator());
        rows.add(
                "layer,pieces,c,input,forward,expected_forward,growth,gradient,gradient_error,"
                        + "expected_gradient,verdict");
        for (LayerCheck layer : check.layers()) {
            rows.add(
                    layer.name()
                            + ","
                            + layer.pieces()
                            + ","
                            + layer.c()
                            + ","
                            + layer.input()
                            + ","
                            + layer.forward()
                            + ","
                            + layer.expectedForward()
                            + ","
                            + layer.growth()
                            + ","
                            + layer.gradient()
                            + ","
                            + layer.gradientError()
                            + ","
                            + layer.expectedGradient()
                            + ","
                            + layer.verdict());
        }
        return rows.toString();
    }
}
