// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.loss.Loss;

/** Asks every anchor of a detector for the distance of the one box, and whether it is wide. */
final class DetectorLoss extends Loss {

    DetectorLoss() {
        super("DetectorLoss");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        NDArray anchors = predictions.get(0);
        NDArray kinds = predictions.get(1);
        NDArray offsets = predictions.get(2).reshape(kinds.size(0), kinds.size(1), 4);
        NDArray boxes = labels.head().get(":, :, 1:");
        NDArray wide =
                boxes.get(":, :, 2")
                        .sub(boxes.get(":, :, 0"))
                        .gt(0.4)
                        .toType(DataType.FLOAT32, false)
                        .repeat(1, kinds.size(1));
        NDArray found = offsets.sub(boxes.sub(anchors)).abs().mean();
        return Loss.softmaxCrossEntropyLoss()
                .evaluate(new NDList(wide.flatten()), new NDList(kinds.reshape(-1, 2)))
                .add(found);
    }
}
