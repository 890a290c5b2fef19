// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import io.github.djlmaxout.diagnostics.jacobian.AngleStudy;
import io.github.djlmaxout.diagnostics.jacobian.InputJacobian;
import io.github.djlmaxout.diagnostics.jacobian.JacobianGrowth;
import io.github.djlmaxout.diagnostics.jacobian.JacobianTheory;
import io.github.djlmaxout.examples.plot.PlainTable;
import io.github.djlmaxout.internal.SignificantDigits;
import io.github.djlmaxout.propagation.MomentBounds;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What was found out about the Jacobians of a network.
 *
 * @param title what the network is called
 * @param jacobians the Jacobian at each sample
 * @param growth how directions grow layer by layer
 * @param theory what is expected of random weights of the network's variances
 * @param study networks of fresh weights, if there was a study
 * @param studied what the study drew, or why there is none
 * @param freshTheory what is expected of them
 */
record JacobianReport(
        String title,
        List<InputJacobian> jacobians,
        JacobianGrowth growth,
        JacobianTheory theory,
        Optional<AngleStudy> study,
        String studied,
        JacobianTheory freshTheory) {

    private static final int PRINTED_VALUES = 10;

    /** The growth of the layers, and that of the output where it is not the last layer's. */
    List<JacobianGrowth.Layer> places() {
        List<JacobianGrowth.Layer> places = new ArrayList<>(growth.layers());
        if (places.isEmpty()
                || places.get(places.size() - 1).meanSquare() != growth.output().meanSquare()) {
            places.add(growth.output());
        }
        return places;
    }

    double expected(JacobianGrowth.Layer place) {
        return theory.secondMoment(place.layer(), growth.squaredCosine());
    }

    /** The mean over samples of {@code E |J u|^2} at an angle to the sample. */
    double atAngle(double angle) {
        return jacobians.stream().mapToDouble(j -> j.meanSquare(angle)).sum() / jacobians.size();
    }

    /** Singular values, each the root mean square over samples. */
    List<Double> spectrum() {
        List<Double> spectrum = new ArrayList<>();
        for (int i = 0; i < jacobians.get(0).singularValues().length; i++) {
            double squares = 0;
            for (InputJacobian jacobian : jacobians) {
                squares += Math.pow(jacobian.singularValues()[i], 2);
            }
            spectrum.add(Math.sqrt(squares / jacobians.size()));
        }
        return spectrum;
    }

    String table() {
        List<String> lines = new ArrayList<>();
        lines.add("Jacobians of " + title);
        lines.add("");
        lines.add(
                "J_l: derivative of the signal behind layer l by the input x; u: unit vectors, "
                        + growth.rows()
                        + " in all");
        lines.addAll(PlainTable.lines(1, GROWTH_HEADER, growthRows()));
        lines.add("");
        if (growth.leftOut() > 0) {
            lines.add(growth.leftOut() + " directions are left out: too close to a bend.");
        }
        if (!growth.bendsKnown()) {
            lines.add("Bends were not looked for: the network cannot be read or differentiated.");
        }
        if (!theory.explanation().isEmpty()) {
            lines.add("Nothing is expected from " + theory.explanation() + ".");
        }
        lines.add(
                String.format(
                        Locale.ROOT,
                        "|J u|^2 of the output, u uniform: %s; along x: %s; across x: %s",
                        number(mean()),
                        number(atAngle(0)),
                        number(atAngle(Math.PI / 2))));
        StringJoiner values = new StringJoiner(" ");
        List<Double> spectrum = spectrum();
        spectrum.stream().limit(PRINTED_VALUES).forEach(value -> values.add(number(value)));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Singular values, root mean squares over %d samples: %s%s",
                        jacobians.size(),
                        values,
                        spectrum.size() > PRINTED_VALUES ? " .." : ""));
        lines.add("");
        lines.add(studied);
        if (study.isPresent()) {
            lines.addAll(PlainTable.lines(0, ANGLE_HEADER, angleRows(study.get().at(""))));
        }
        return String.join("\n", lines) + "\n";
    }

    private static final List<String> GROWTH_HEADER =
            List.of("layer", "n", "|J_l u|^2", "expected", "ratio", "lower", "upper", "cos^2");

    private static final List<String> ANGLE_HEADER =
            List.of("angle", "|J u|^2", "+-", "expected", "ratio", "wide limit");

    private double mean() {
        return jacobians.stream().mapToDouble(j -> j.moment(1)).sum() / jacobians.size();
    }

    private List<List<String>> growthRows() {
        List<List<String>> rows = new ArrayList<>();
        for (JacobianGrowth.Layer place : places()) {
            MomentBounds bounds = theory.bounds(place.layer());
            rows.add(
                    List.of(
                            place.layer().isEmpty() ? "output" : place.layer(),
                            "" + place.width(),
                            number(place.meanSquare()),
                            number(expected(place)),
                            number(place.meanSquare() / expected(place)),
                            number(bounds.lower()),
                            number(bounds.upper()),
                            number(place.squaredCosine())));
        }
        return rows;
    }

    private static List<List<String>> angleRows(List<AngleStudy.Point> points) {
        List<List<String>> rows = new ArrayList<>();
        for (AngleStudy.Point point : points) {
            rows.add(
                    List.of(
                            Math.round(Math.toDegrees(point.angle())) + "°",
                            number(point.mean()),
                            number(point.standardError()),
                            number(point.expected()),
                            number(point.mean() / point.expected()),
                            number(point.wideLimit())));
        }
        return rows;
    }

    private static String number(double value) {
        return SignificantDigits.of(value, 3, "-");
    }

    /** All of it in full precision; cells of what is unknown are empty. */
    String csv() {
        StringBuilder csv =
                new StringBuilder(
                        "kind,layer,number,value,deviation,expected,wide_limit,lower,upper,"
                                + "paper_lower,paper_upper,squared_cosine\n");
        for (JacobianGrowth.Layer place : places()) {
            MomentBounds bounds = theory.bounds(place.layer());
            MomentBounds paper = theory.paperBounds(place.layer());
            row(
                    csv,
                    "growth",
                    place.layer(),
                    place.width(),
                    place.meanSquare(),
                    place.deviation(),
                    expected(place),
                    theory.wideLimit(place.layer(), growth.squaredCosine()),
                    bounds.lower(),
                    bounds.upper(),
                    paper.lower(),
                    paper.upper(),
                    place.squaredCosine());
        }
        List<Double> spectrum = spectrum();
        for (int i = 0; i < spectrum.size(); i++) {
            row(csv, "singular value", "", i + 1.0, spectrum.get(i));
        }
        for (AngleStudy.Point point : study.map(AngleStudy::points).orElse(List.of())) {
            double cosine = Math.cos(point.angle());
            row(
                    csv,
                    "angle",
                    point.layer(),
                    Math.toDegrees(point.angle()),
                    point.mean(),
                    point.standardError(),
                    point.expected(),
                    point.wideLimit(),
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    cosine * cosine);
        }
        return csv.toString();
    }

    private static void row(StringBuilder csv, String kind, String layer, double... values) {
        csv.append(kind).append(',').append(layer);
        for (int i = 0; i < 10; i++) {
            csv.append(',');
            if (i < values.length && !Double.isNaN(values[i])) {
                csv.append(values[i]);
            }
        }
        csv.append('\n');
    }
}
