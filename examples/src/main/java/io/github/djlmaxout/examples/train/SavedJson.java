// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import ai.djl.util.JsonUtils;

import java.io.IOException;

/** Records that were saved as JSON. What a record's own constructor refuses is refused here. */
public final class SavedJson {

    private SavedJson() {}

    /**
     * Reads a record.
     *
     * @param <T> its type
     * @param json the text
     * @param type its type
     * @return the record
     * @throws IOException with a sentence that says what is wrong with it
     */
    public static <T> T read(String json, Class<T> type) throws IOException {
        T record;
        try {
            record = JsonUtils.GSON.fromJson(json, type);
        } catch (RuntimeException e) {
            // Gson wraps what a constructor throws as often as records are nested.
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new IOException(sentence(cause), e);
        }
        if (record == null) {
            throw new IOException("it is empty");
        }
        return record;
    }

    private static String sentence(Throwable cause) {
        String message = cause.getMessage();
        if (cause instanceof NullPointerException || message == null) {
            return "something is missing in it";
        }
        return message.lines().findFirst().orElse(message).replaceAll("\\w+(\\.\\w+)+: ", "");
    }

    /**
     * Holds that a number is within bounds.
     *
     * @param field its name
     * @param value the number
     * @param least the least that is right
     * @param most the largest that is right
     * @throws IllegalArgumentException if it is not, or is NaN
     */
    public static void require(String field, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    field
                            + " is "
                            + number(value)
                            + ", expected "
                            + number(least)
                            + (most == Double.MAX_VALUE ? " or more" : " to " + number(most)));
        }
    }

    /**
     * Holds that a whole number is within bounds.
     *
     * @param field its name
     * @param value the number
     * @param least the least that is right
     * @param most the largest that is right
     * @throws IllegalArgumentException if it is not
     */
    public static void require(String field, long value, long least, long most) {
        if (value < least || value > most) {
            boolean open = most >= Integer.MAX_VALUE;
            throw new IllegalArgumentException(
                    field
                            + " is "
                            + value
                            + ", expected "
                            + least
                            + (open ? " or more" : " to " + most));
        }
    }

    /**
     * Holds that something is there.
     *
     * @param field its name
     * @param value what should be there
     * @throws IllegalArgumentException if it is null
     */
    public static void require(String field, Object value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
