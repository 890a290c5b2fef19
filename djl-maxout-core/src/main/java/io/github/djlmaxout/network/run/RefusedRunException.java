package io.github.djlmaxout.network.run;

/**
 * That the run of a block was ended before something that must not happen: a draw from the engine's
 * random stream, or a wrong gradient. The message is what may follow the name of the block in a
 * sentence, such as {@code draws random numbers in evaluation mode}.
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

    static RefusedRunException stackedRecurrence(String engine) {
        return new RefusedRunException(
                "has stacked recurrent layers, whose gradients are wrong on "
                        + engine
                        + " in double precision");
    }
}
