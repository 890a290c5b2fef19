package io.github.djlmaxout.diagnostics.alarm;

import java.util.List;

/** The rules that come with this library. */
public final class AlarmRules {

    private AlarmRules() {}

    /**
     * Returns new rules of every kind, causes before what follows from them.
     *
     * <p>Each has its thresholds in its documentation. They were set such that ten healthy
     * trainings of different kinds raise no alarm and ten sick ones the right one.
     *
     * @return the rules, for one run
     */
    public static List<AlarmRule> standard() {
        return List.of(
                new FrozenLayers(),
                new TiedPieces(),
                new ActivationFlow(),
                new GradientFlow(),
                new UpdateRatios(),
                new Divergence(),
                new NonFiniteValues(),
                new DeadPieces(),
                new DeadUnits(),
                new CollapsedLoss(),
                new ZeroGradients());
    }
}
