// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
/**
 * One self-contained page that shows a run.
 *
 * <p>To begin with: {@link io.github.djlmaxout.diagnostics.report.HtmlReportSink}. {@code
 * RunHistory} keeps what is shown, {@code RunJson} writes it for the scripts, and {@code
 * Vocabulary} hands them the names of the series. It knows observations and alarms, and no
 * quantity.
 */
package io.github.djlmaxout.diagnostics.report;
