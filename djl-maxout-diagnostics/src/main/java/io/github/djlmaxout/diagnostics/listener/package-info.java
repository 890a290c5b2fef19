/**
 * The one place that knows DJL's training listeners: it watches a training and calls what measures.
 */
package io.github.djlmaxout.diagnostics.listener;
