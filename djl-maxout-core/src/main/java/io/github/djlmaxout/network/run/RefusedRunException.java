// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

/**
 * That the run of a block was ended before something that must not happen: a draw from the engine's
 * random stream, a wrong gradient, or the end of the process. The message is what may follow the
 * name of the block in a sentence, such as {@code draws random numbers in evaluation mode}.
 */
public final class RefusedRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private RefusedRunException(String clause) {
        super(clause);
    }

    static RefusedRunException draws(String operation) {
        return new RefusedRunException(
                "draws random numbers in evaluation mode (" + operation + ")");
    }

    /** DJL 0.36.0 hands PyTorch the parameters of one direction: the process ends, or worse. */
    static RefusedRunException bidirectional(String engine) {
        return new RefusedRunException(
                "has a bidirectional recurrent layer, which with DJL reads memory that is not its own"
                        + " on "
                        + engine);
    }

    static RefusedRunException stackedRecurrence(String engine) {
        return new RefusedRunException(
                "has stacked recurrent layers, whose gradients are wrong on "
                        + engine
                        + " in double precision");
    }
}
