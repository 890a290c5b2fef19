// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Switches all watching of a JVM off, for production. */
final class Switch {

    /** The system property; {@code off} switches off, {@code on} or nothing leaves on. */
    static final String PROPERTY = "djlmaxout.diagnostics";

    private static final Logger logger = LoggerFactory.getLogger(DiagnosticsListener.class);

    private Switch() {}

    /** Tells whether watching is off, and says so in the log. */
    static boolean isOff() {
        String value = System.getProperty(PROPERTY, "on");
        if ("off".equalsIgnoreCase(value)) {
            logger.info("-D{}=off: nothing is measured and nothing is written.", PROPERTY);
            return true;
        }
        if (!"on".equalsIgnoreCase(value)) {
            logger.warn(
                    "-D{}={} is neither off nor on, so trainings are watched.", PROPERTY, value);
        }
        return false;
    }
}
