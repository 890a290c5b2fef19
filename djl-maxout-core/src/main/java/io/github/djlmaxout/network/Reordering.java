// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

/** The same values in another order or shape, such as flattening; the identity is one too. */
public record Reordering() implements Operation {}
