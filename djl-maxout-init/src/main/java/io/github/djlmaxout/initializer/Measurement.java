// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

/**
 * What a batch said of a layer.
 *
 * @param choice what the layer got in the end
 * @param secondMoment the second moment behind the layer and its pool
 * @param correlation the correlation between the positions of its pooling window, 0 without one
 * @param attempts how often the layer was measured
 * @param converged whether the second moment is within the tolerance of the one wanted; true where
 *     none was
 */
record Measurement(
        Choice choice, double secondMoment, double correlation, int attempts, boolean converged) {}
