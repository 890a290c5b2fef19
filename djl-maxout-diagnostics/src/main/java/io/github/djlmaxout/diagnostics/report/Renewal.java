// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import java.time.Duration;
import java.time.Instant;

/**
 * A renewal of the page.
 *
 * @param time when it is made
 * @param every the time between two renewals, at least
 * @param pace the time from one record to the next, smoothed; from it the open page tells a slow
 *     run from one that is no more
 */
record Renewal(Instant time, Duration every, Duration pace) {}
