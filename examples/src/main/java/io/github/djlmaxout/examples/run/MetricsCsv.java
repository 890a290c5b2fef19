// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.run;

import io.github.djlmaxout.examples.train.EpochResult;

import java.util.List;

/** The table of epochs as comma-separated values. */
final class MetricsCsv {

    private static final String HEADER =
            "epoch,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy,seconds\n";

    private MetricsCsv() {}

    /** Returns the table; numbers are written so that they read back exactly. */
    static String text(List<EpochResult> epochs) {
        StringBuilder text = new StringBuilder(HEADER);
        for (EpochResult e : epochs) {
            text.append(e.epoch())
                    .append(',')
                    .append(e.learningRate())
                    .append(',')
                    .append(e.trainLoss())
                    .append(',')
                    .append(e.trainAccuracy())
                    .append(',')
                    .append(e.testLoss())
                    .append(',')
                    .append(e.testAccuracy())
                    .append(',')
                    .append(e.seconds())
                    .append('\n');
        }
        return text.toString();
    }
}
