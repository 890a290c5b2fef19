// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Fisher's iris table as a CSV file: four lengths in cm, then the species; a header is skipped.
 *
 * <p>Every fifth flower of each species is a test sample, so the split is the same in every run.
 */
public final class IrisFile {

    private static final List<String> SPECIES = List.of("setosa", "versicolor", "virginica");
    private static final int COLUMNS = 5;
    private static final int TEST_EVERY = 5;
    private static final int MOST_BYTES = 1 << 24;

    /** So much of a bad line is shown. */
    private static final int SHOWN = 60;

    private IrisFile() {}

    /**
     * Reads a file, or the file {@code iris.csv} of a folder.
     *
     * @param path the file or folder
     * @return the data set
     * @throws DataNotFoundException if there is no such file
     * @throws IOException if a row is not four numbers and a species
     */
    public static TrainingData read(Path path) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve("iris.csv") : path;
        if (!Files.isRegularFile(file)) {
            throw new DataNotFoundException("iris: no file " + file + ". Expected a CSV file.");
        }
        List<float[]> rows = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            boolean header = number == 1 && !line.isEmpty() && Character.isLetter(line.charAt(0));
            if (!line.isBlank() && !header) {
                parse(file, number, line, rows, labels);
            }
        }
        TableRows train = select(rows, labels, false);
        TableRows test = select(rows, labels, true);
        if (train.size() == 0 || test.size() == 0) {
            throw new IOException(
                    file + " has " + rows.size() + " rows, expected at least 5 of a species");
        }
        return new TrainingData("iris", "table " + file, train, test);
    }

    private static List<String> lines(Path file) throws IOException {
        byte[] bytes = DataFile.read(file, MOST_BYTES, "16 MB of text");
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.replaceFirst("^\\uFEFF", "").lines().toList();
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not text in UTF-8", e);
        }
    }

    private static void parse(
            Path file, int number, String line, List<float[]> rows, List<Integer> labels)
            throws IOException {
        String[] fields = line.split(",", -1);
        String name = fields[fields.length - 1].strip().toLowerCase(Locale.ROOT);
        int label = SPECIES.indexOf(name.replace("iris-", "").replace("\"", ""));
        if (fields.length != COLUMNS || label < 0) {
            throw new IOException(
                    file
                            + ", line "
                            + number
                            + ": \""
                            + line.substring(0, Math.min(line.length(), SHOWN))
                            + "\" is not four numbers and one of "
                            + SPECIES);
        }
        float[] row = new float[COLUMNS - 1];
        for (int i = 0; i < row.length; i++) {
            try {
                row[i] = Float.parseFloat(fields[i].strip());
            } catch (NumberFormatException e) {
                row[i] = Float.NaN;
            }
            if (!Float.isFinite(row[i])) {
                throw new IOException(
                        file + ", line " + number + ": \"" + fields[i] + "\" is not a number");
            }
        }
        rows.add(row);
        labels.add(label);
    }

    private static TableRows select(List<float[]> rows, List<Integer> labels, boolean test) {
        int[] seen = new int[SPECIES.size()];
        List<float[]> chosen = new ArrayList<>();
        List<Integer> chosenLabels = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            boolean isTest = ++seen[labels.get(i)] % TEST_EVERY == 0;
            if (isTest == test) {
                chosen.add(rows.get(i));
                chosenLabels.add(labels.get(i));
            }
        }
        return new TableRows(
                chosen.toArray(new float[0][]),
                chosenLabels.stream().mapToInt(Integer::intValue).toArray(),
                SPECIES.size());
    }
}
