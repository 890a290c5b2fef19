// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

/**
 * How a network does after an epoch.
 *
 * @param trainLoss the mean loss of the epoch's batches, each before its update, in nats
 * @param testLoss the mean loss of the test samples after the epoch
 * @param testAccuracy the share of them classified correctly
 * @param seconds the time of training and testing
 */
public record EpochScore(double trainLoss, double testLoss, double testAccuracy, double seconds) {}
