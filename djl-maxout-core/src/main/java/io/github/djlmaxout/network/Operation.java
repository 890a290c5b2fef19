// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

/**
 * What a block does to a signal, as far as its size is concerned.
 *
 * <p>Each kind is a record that can be made by hand too, to tell what cannot be found out.
 */
public sealed interface Operation
        permits Weights,
                PieceMaximum,
                Elementwise,
                Pooling,
                Dropping,
                Normalization,
                Reordering,
                Branches,
                Unknown {}
