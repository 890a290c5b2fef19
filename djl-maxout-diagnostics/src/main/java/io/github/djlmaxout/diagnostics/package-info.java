/**
 * Training diagnostics for networks of the Deep Java Library: the contracts of what is measured,
 * when, and where the observations go.
 *
 * <p>All of it keeps to one rule: with diagnostics on or off, the parameters after any number of
 * steps are bit-identical.
 */
package io.github.djlmaxout.diagnostics;
