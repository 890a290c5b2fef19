// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a network will train, told before it does.
 *
 * <p>To begin with: {@link io.github.djlmaxout.diagnostics.check.SignalCheck}. It measures one
 * step, asks the rules of {@code alarm} that need no history, and judges what a check alone can
 * see, such as gradients without a loss, by the same limits.
 */
package io.github.djlmaxout.diagnostics.check;
