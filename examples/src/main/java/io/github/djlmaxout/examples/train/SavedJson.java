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
}
