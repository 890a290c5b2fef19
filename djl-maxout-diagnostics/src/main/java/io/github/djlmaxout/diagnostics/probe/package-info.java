/**
 * Runs a network without touching it: detached copies, evaluation mode, no draw from the engine.
 */
package io.github.djlmaxout.diagnostics.probe;
