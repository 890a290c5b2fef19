// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.diagnostics.Wording;

/**
 * Something that speaks against training a network as it is.
 *
 * @param verdict what is wrong
 * @param layer the stable name of the layer where it begins; {@code input} for the batch, {@code
 *     output} for what comes out of the network
 * @param evidence what was measured, with numbers
 * @param cause the likely cause
 * @param remedy what to do
 */
public record Finding(Verdict verdict, String layer, String evidence, String cause, String remedy) {

    /** Returns the finding as sentences for people. */
    @Override
    public String toString() {
        return Wording.sentences(evidence, cause, remedy);
    }
}
