// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

/**
 * A layer whose weights are not those of a plan.
 *
 * @param layer the stable name of the layer
 * @param planned the standard deviation that the plan gives its weights
 * @param found the root mean square of the weights it has
 */
public record PlanDifference(String layer, double planned, double found) {}
