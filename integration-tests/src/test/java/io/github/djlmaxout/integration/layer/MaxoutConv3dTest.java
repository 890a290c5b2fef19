// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import java.util.stream.Stream;

final class MaxoutConv3dTest extends MaxoutLayerContract {

    @Override
    Stream<LayerCase> cases() {
        return ConvolutionCase.variants(3);
    }
}
