package io.github.djlmaxout.diagnostics.listener;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;

/** What is said of a training of which no batch was heard. */
final class Unheard {

    /** A trainer that evaluates a test set trains nothing, and nothing is wrong with it. */
    static final String VALIDATED =
            "The listener was told of batches of a validation, and of none of a training. If this"
                    + " trainer trains, in a loop of your own: "
                    + LoopCheck.CALL
                    + ".";

    private Unheard() {}

    static Alarm alarm(long step) {
        return new Alarm(
                step,
                AlarmKind.SETUP,
                Place.NETWORK,
                "The training ended, and the listener was not told of any batch",
                "A loop of one's own does not call the listeners by itself, or it ended before the"
                        + " first batch",
                LoopCheck.CALL);
    }
}
