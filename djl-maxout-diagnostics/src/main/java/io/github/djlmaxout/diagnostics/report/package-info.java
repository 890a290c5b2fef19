/** One self-contained page that shows a run. */
package io.github.djlmaxout.diagnostics.report;
