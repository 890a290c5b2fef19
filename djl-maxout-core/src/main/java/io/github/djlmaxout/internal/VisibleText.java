// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.internal;

/**
 * Text of users as it can be shown: what has no look of its own, or changes that of its neighbours,
 * is written out, such as {@code \n}, {@code \u001b} or {@code \u202e}.
 *
 * <p>That are control characters, line and paragraph separators, marks of direction and others
 * without width, halves of surrogate pairs, and code points for private or no use. The two joiners
 * of scripts and emoji stay, as does all else.
 */
public final class VisibleText {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private VisibleText() {}

    /**
     * Writes out what cannot be seen.
     *
     * @param text the text
     * @return the same where all can be seen
     */
    public static String of(String text) {
        int first = 0;
        while (first < text.length() && isSeen(text.codePointAt(first))) {
            first += Character.charCount(text.codePointAt(first));
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.substring(0, first));
        text.substring(first).codePoints().forEach(c -> append(shown, c));
        return shown.toString();
    }

    private static void append(StringBuilder shown, int c) {
        if (isSeen(c)) {
            shown.appendCodePoint(c);
            return;
        }
        switch (c) {
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            default -> {
                String digits = Integer.toHexString(c);
                shown.append("\\u");
                if (digits.length() > 4) {
                    shown.append('{').append(digits).append('}');
                } else {
                    shown.append("0".repeat(4 - digits.length())).append(digits);
                }
            }
        }
    }

    private static boolean isSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    false;
            case Character.FORMAT -> c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER;
            default -> true;
        };
    }
}
