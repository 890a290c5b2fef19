/**
 * Training diagnostics for networks of the Deep Java Library: the contracts of what is measured,
 * when, and where the observations go.
 *
 * <p>All of it keeps to one rule: with diagnostics on or off, the parameters after any number of
 * steps of one loop are bit-identical, as long as blocks that are run for a probe, and losses that
 * {@code DEEP} evaluates, neither draw from the engine nor keep state.
 */
package io.github.djlmaxout.diagnostics;
