// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import com.google.gson.GsonBuilder;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The results of a run, as JSON and as Markdown.
 *
 * @param machine where and how the run was made
 * @param results one entry a race
 */
record Report(Machine machine, List<RaceResult> results) {

    String json() {
        return new GsonBuilder().setPrettyPrinting().create().toJson(this) + "\n";
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# Benchmarks\n\n");
        text.append(
                String.format(
                        Locale.ROOT,
                        "%s; %s, %d cores; %s; %s.%n%nVersions: %s.%nEnvironment: %s.%n%n",
                        machine.time(),
                        machine.processor(),
                        machine.cores(),
                        machine.system(),
                        machine.java(),
                        list(machine.versions()),
                        list(machine.environment())));
        text.append(
                """
                Ratios are times divided by that of the bare layer (or network) in the same round:
                median [quartiles] over the rounds. 'best other' is the fastest of the other exact
                ways to take the maximum; 'maxout to it' below 1 means that this project is faster.

                | engine | what | size | K | pass | bare, us | ReLU | maxout | reshape+max \
                | best other | maxout to it | rounds |
                |---|---|---|---|---|---|---|---|---|---|---|---|
                """);
        results.forEach(result -> text.append(row(result)));
        return text.toString();
    }

    private static String row(RaceResult result) {
        RaceResult.Entry best = result.bestOther();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %d | %s | %.0f | %.2f | %s | %.2f | %s %.2f | %s | %d |%n",
                result.engine(),
                result.subject(),
                result.setting(),
                result.pieces(),
                result.pass(),
                result.entry(Formulation.BARE).micros().median(),
                result.entry(Formulation.RELU).toBare().median(),
                result.entry(Formulation.MAXOUT).toBare(),
                result.entry(Formulation.REDUCED).toBare().median(),
                best.formulation().title(),
                best.toBare().median(),
                best.maxoutToThis(),
                result.rounds());
    }

    private static String list(Map<String, String> entries) {
        return String.join(
                ", ",
                entries.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    }
}
