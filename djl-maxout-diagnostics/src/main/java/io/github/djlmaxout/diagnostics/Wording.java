// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import io.github.djlmaxout.internal.SignificantDigits;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How numbers, names and sentences are written in all that is said to people. */
public final class Wording {

    private static final int MOST_DIGITS = 17;

    private Wording() {}

    /**
     * Writes a number in three significant digits.
     *
     * @param value any number
     * @return such as {@code 3.6}, {@code 0.556}, {@code 1.2e-7}, {@code NaN}, {@code infinity}
     */
    public static String number(double value) {
        return number(value, 3);
    }

    /**
     * Writes a number in so many significant digits.
     *
     * @param value any number
     * @param digits how many, at least 1
     * @return the number in words for people
     */
    public static String number(double value, int digits) {
        return SignificantDigits.of(value, digits);
    }

    /**
     * Writes a share as a percentage.
     *
     * @param share from 0 to 1
     * @return such as {@code 99.2 %}; what is not quite 1 is never written as 100
     */
    public static String percent(double share) {
        int digits = 3;
        while (share < 1 && digits < MOST_DIGITS && number(100 * share, digits).equals("100")) {
            digits++;
        }
        return number(100 * share, digits) + " %";
    }

    /**
     * Puts texts behind each other as sentences.
     *
     * @param texts each a sentence, whether or not it ends as one; those that are empty are left
     *     out
     * @return all of them, each with a capital in front and one full stop
     */
    public static String sentences(String... texts) {
        List<String> sentences = new ArrayList<>();
        for (String text : texts) {
            String bare = text.strip();
            if (!bare.isEmpty()) {
                boolean ends = bare.endsWith(".") || bare.endsWith("!") || bare.endsWith("?");
                sentences.add(
                        Character.toUpperCase(bare.charAt(0))
                                + bare.substring(1)
                                + (ends ? "" : "."));
            }
        }
        return String.join(" ", sentences);
    }

    /**
     * Names the first of some layers, and says how many others there are.
     *
     * @param names the stable names, at least one
     * @return such as {@code 01Linear and 29 other layers}
     */
    public static String layers(List<String> names) {
        int others = names.size() - 1;
        return names.get(0)
                + (others == 0
                        ? ""
                        : " and " + others + " other " + (others == 1 ? "layer" : "layers"));
    }

    /**
     * Shortens the names of layers so that no two are alike.
     *
     * @param names stable names, such as {@code 02Encoder/01Linear}, none twice
     * @return for each the fewest last parts of its path that no other name ends with
     */
    public static Map<String, String> shortNames(List<String> names) {
        Map<String, Integer> ends = new HashMap<>();
        for (String name : names) {
            ends.merge(name, 1, Integer::sum);
            for (int at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
                ends.merge(name.substring(at + 1), 1, Integer::sum);
            }
        }
        Map<String, String> shortened = new HashMap<>();
        for (String name : names) {
            String found = name;
            for (int at = name.lastIndexOf('/'); at >= 0; at = name.lastIndexOf('/', at - 1)) {
                String end = name.substring(at + 1);
                if (ends.getOrDefault(end, 0) == 1) {
                    found = end;
                    break;
                }
            }
            shortened.put(name, found);
        }
        return shortened;
    }
}
