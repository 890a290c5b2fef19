/**
 * Training diagnostics for networks of the Deep Java Library: what is measured, when, and where the
 * observations go.
 *
 * <p>This package holds no code yet. What it will hold keeps to one rule: with diagnostics on or
 * off, the parameters after any number of steps are bit-identical.
 */
package io.github.djlmaxout.diagnostics;
