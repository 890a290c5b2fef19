/**
 * What all modules stand on and no user calls: it may change in any release.
 *
 * <p>{@link io.github.djlmaxout.internal.Require} checks numbers that users give. Uses the JDK
 * alone.
 */
package io.github.djlmaxout.internal;
