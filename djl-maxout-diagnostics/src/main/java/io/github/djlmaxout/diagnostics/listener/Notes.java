// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import io.github.djlmaxout.internal.VisibleText;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Sentences for the reader: each goes to the log once, and with the next record to the sinks. */
final class Notes {

    private static final Logger logger = LoggerFactory.getLogger(DiagnosticsListener.class);

    private final Set<String> said = new HashSet<>();
    private List<String> waiting = new ArrayList<>();

    /** Says a sentence, unless it was said before. */
    void say(String sentence) {
        if (said.add(sentence)) {
            logger.info("{}", VisibleText.of(sentence));
            waiting.add(sentence);
        }
    }

    /** Gives what no record has had yet. */
    List<String> take() {
        List<String> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }
}
