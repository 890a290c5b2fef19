// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

/** A part of a network as its initialization sees it, in the order of the signal. */
sealed interface Section permits Stage, Loose, Fork, Inside {}
