/**
 * What all modules stand on and no user calls: it may change in any release.
 *
 * <p>{@link io.github.djlmaxout.internal.Require} checks numbers that users give, {@link
 * io.github.djlmaxout.internal.FileClaim} keeps a file for one writer, {@link
 * io.github.djlmaxout.internal.WholeFile} writes one whole, {@link
 * io.github.djlmaxout.internal.VisibleText} shows names and {@link
 * io.github.djlmaxout.internal.SignificantDigits} numbers. Uses the JDK alone.
 */
package io.github.djlmaxout.internal;
