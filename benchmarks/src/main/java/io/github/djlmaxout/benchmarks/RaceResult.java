// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.engine.Engine;

import com.google.gson.Gson;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What one race gave.
 *
 * @param engine DJL's name of the engine
 * @param version the engine's version
 * @param subject the layer or the network
 * @param setting its size
 * @param pieces the number of pieces
 * @param pass what was timed
 * @param rounds the number of rounds
 * @param laps how often a contestant did its work in one turn
 * @param entries the contestants, {@link Formulation#BARE} first
 */
record RaceResult(
        String engine,
        String version,
        String subject,
        String setting,
        int pieces,
        String pass,
        int rounds,
        int laps,
        List<Entry> entries) {

    /** The system property that names the file to which every race appends its line. */
    static final String FILE_PROPERTY = "djlmaxout.benchmarks.results";

    /**
     * One contestant.
     *
     * @param formulation what it computes
     * @param micros microseconds of one lap
     * @param toBare its time divided by that of the bare layer, round by round
     * @param maxoutToThis the time of this project's layer divided by its time, round by round
     */
    record Entry(
            Formulation formulation, Quartiles micros, Quartiles toBare, Quartiles maxoutToThis) {}

    static RaceResult of(
            String engine,
            String subject,
            String setting,
            int pieces,
            String pass,
            Collection<Formulation> formulations,
            Race race) {
        List<double[]> rounds = race.rounds();
        List<Formulation> order = List.copyOf(formulations);
        int bare = order.indexOf(Formulation.BARE);
        int maxout = order.indexOf(Formulation.MAXOUT);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            int who = i;
            entries.add(
                    new Entry(
                            order.get(i),
                            quartiles(rounds, times -> times[who] / 1e3),
                            quartiles(rounds, times -> times[who] / times[bare]),
                            quartiles(rounds, times -> times[maxout] / times[who])));
        }
        return new RaceResult(
                engine,
                Engine.getEngine(engine).getVersion(),
                subject,
                setting,
                pieces,
                pass,
                rounds.size(),
                race.laps(),
                List.copyOf(entries));
    }

    private static Quartiles quartiles(
            List<double[]> rounds, Function<double[], Double> valueOfRound) {
        return Quartiles.of(rounds.stream().mapToDouble(valueOfRound::apply).toArray());
    }

    Entry entry(Formulation formulation) {
        return entries.stream()
                .filter(e -> e.formulation() == formulation)
                .findFirst()
                .orElseThrow();
    }

    /** The fastest of the other ways to take the maximum that send ties to the first piece. */
    Entry bestOther() {
        return entries.stream()
                .filter(e -> e.formulation().isExactOn(engine))
                .filter(e -> e.formulation() != Formulation.MAXOUT)
                .min((a, b) -> Double.compare(a.toBare().median(), b.toBare().median()))
                .orElseThrow();
    }

    /** Prints one line, and appends the whole to the file of this run if there is one. */
    void report() {
        StringBuilder line = new StringBuilder();
        line.append(
                String.format(
                        Locale.ROOT,
                        "%s, %s, %s, K=%d, %s:",
                        engine,
                        subject,
                        setting,
                        pieces,
                        pass));
        for (Entry entry : entries) {
            line.append(
                    String.format(
                            Locale.ROOT,
                            " %s %.2f",
                            entry.formulation().title(),
                            entry.toBare().median()));
        }
        line.append(" (").append(rounds).append(" rounds)");
        System.err.println(line);
        String file = System.getProperty(FILE_PROPERTY);
        if (file != null) {
            try {
                Files.writeString(
                        Path.of(file),
                        new Gson().toJson(this) + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND,
                        LinkOption.NOFOLLOW_LINKS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
