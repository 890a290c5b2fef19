// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.internal.SignificantDigits;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A plan as a table for people. */
final class PlanTable {

    private static final String NEW_LINE = System.lineSeparator();
    private static final String UNKNOWN = "unknown";

    /**
     * A column; columns of numbers are set flush right.
     *
     * @param heading what stands above it
     * @param right whether it is flush right
     * @param legend what the heading means; empty if it needs no words
     * @param cell the text for a layer, empty for nothing to say
     */
    private record Column(
            String heading, boolean right, String legend, Function<LayerPlan, String> cell) {

        int width(List<LayerPlan> layers) {
            int width = heading.length();
            for (LayerPlan layer : layers) {
                width = Math.max(width, cell.apply(layer).length());
            }
            return width;
        }
    }

    private static final List<Column> COLUMNS =
            List.of(
                    new Column("layer", false, "", LayerPlan::name),
                    new Column("fan-in", true, "", layer -> String.valueOf(layer.fanIn())),
                    new Column("units", true, "", layer -> String.valueOf(layer.units())),
                    new Column("K", true, "", layer -> String.valueOf(layer.pieces())),
                    new Column("then", false, "", LayerPlan::followedBy),
                    new Column("c", true, "", layer -> chosen(layer, layer.c())),
                    new Column("std", true, "", layer -> chosen(layer, layer.deviation())),
                    new Column("bias", true, "", PlanTable::bias),
                    new Column("weights", false, "", PlanTable::law),
                    new Column(
                            "forward",
                            true,
                            "expected second moment of the activations, behind the pool",
                            layer -> number(layer.forward())),
                    new Column(
                            "gradient",
                            true,
                            "expected |d(v.N)/dW|^2, v standard normal, N the outputs",
                            layer -> number(layer.gradient())),
                    new Column(
                            "measured",
                            true,
                            "second moment of the activations on the batch",
                            layer -> SignificantDigits.of(layer.measured(), 4, "")),
                    new Column("note", false, "", LayerPlan::note));

    private PlanTable() {}

    static String of(PlanRequest request, PlanResult result) {
        List<LayerPlan> layers = result.layers();
        // A column that says nothing is left out, with its heading.
        List<Column> columns =
                COLUMNS.stream()
                        .filter(column -> layers.stream().anyMatch(l -> !cell(column, l).isEmpty()))
                        .toList();
        List<String> lines = new ArrayList<>();
        lines.add(
                "Initialization plan: "
                        + request.scheme().name()
                        + ", seed "
                        + request.seed()
                        + ", input "
                        + request.reading().describe()
                        + " with second moment "
                        + SignificantDigits.of(request.secondMoment(), 4));
        if (columns.isEmpty()) {
            lines.add("no layers with weights");
        } else {
            lines.add(line(columns, layers, Column::heading));
            for (LayerPlan layer : layers) {
                lines.add(line(columns, layers, column -> cell(column, layer)));
            }
        }
        for (Column column : columns) {
            if (!column.legend().isEmpty()) {
                lines.add(column.heading() + ": " + column.legend());
            }
        }
        lines.add("E |J u|^2, u a random direction of the input: " + number(result.jacobian()));
        lines.add(
                "a training configuration's optInitializer wins over a plan applied before"
                        + " newTrainer; the plan wins over it if applied after");
        return String.join(NEW_LINE, lines) + NEW_LINE;
    }

    private static String line(
            List<Column> columns, List<LayerPlan> layers, Function<Column, String> text) {
        StringBuilder line = new StringBuilder();
        for (Column column : columns) {
            String format = "%" + (column.right() ? "" : "-") + column.width(layers) + "s  ";
            line.append(String.format(Locale.ROOT, format, text.apply(column)));
        }
        return line.toString().stripTrailing();
    }

    private static String cell(Column column, LayerPlan layer) {
        return column.cell().apply(layer);
    }

    private static String chosen(LayerPlan layer, double value) {
        return layer.distribution() == Distribution.UNCHANGED ? "-" : number(value);
    }

    private static String bias(LayerPlan layer) {
        if (layer.distribution() == Distribution.UNCHANGED) {
            return "-";
        }
        if (Double.isNaN(layer.bias())) {
            return "drawn";
        }
        return layer.bias() == 0 ? "0" : number(layer.bias());
    }

    private static String law(LayerPlan layer) {
        return layer.distribution() == Distribution.UNCHANGED
                ? "left alone"
                : layer.distribution().label();
    }

    private static String number(double value) {
        return SignificantDigits.of(value, 4, UNKNOWN);
    }
}
