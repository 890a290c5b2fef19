// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;

/** The cross entropy of all words of all sentences, as one long list of samples. */
final class WordsLoss extends Loss {

    WordsLoss() {
        super("WordsLoss");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        NDArray scores = predictions.head();
        long words = scores.getShape().tail();
        return Loss.softmaxCrossEntropyLoss()
                .evaluate(
                        new NDList(labels.head().flatten()), new NDList(scores.reshape(-1, words)));
    }
}
