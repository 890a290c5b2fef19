package io.github.djlmaxout.initializer;

import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.PieceMaximum;
import io.github.djlmaxout.network.Pooling;
import io.github.djlmaxout.network.Reordering;
import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts the steps of a network into layers with weights, each with what follows it. */
final class Sections {

    private Sections() {}

    /** The sections of a whole network, whose last linear layer is the read-out. */
    static List<Section> of(List<Step> steps) {
        return of(steps, true);
    }

    private static List<Section> of(List<Step> steps, boolean toTheEnd) {
        List<Section> sections = new ArrayList<>();
        int i = 0;
        while (i < steps.size()) {
            Step step = steps.get(i);
            if (step.operation() instanceof Weights) {
                int end = endOfStage(steps, i + 1);
                sections.add(stage(steps, i, end, toTheEnd));
                i = end;
            } else if (step.operation() instanceof Branches branches) {
                List<List<Section>> inner = new ArrayList<>();
                for (List<Step> branch : branches.branches()) {
                    inner.add(of(branch, false));
                }
                sections.add(new Fork(step, List.copyOf(inner), branches.combination()));
                i++;
            } else {
                sections.add(new Loose(step));
                i++;
            }
        }
        return List.copyOf(sections);
    }

    private static int endOfStage(List<Step> steps, int start) {
        int end = start;
        while (end < steps.size()) {
            Operation operation = steps.get(end).operation();
            if (operation instanceof Weights
                    || operation instanceof Branches
                    || operation instanceof Unknown) {
                return end;
            }
            end++;
        }
        return end;
    }

    private static Stage stage(List<Step> steps, int start, int end, boolean toTheEnd) {
        Builder builder = new Builder((Weights) steps.get(start).operation());
        for (Step follower : steps.subList(start + 1, end)) {
            builder.follow(follower);
        }
        boolean last = end == steps.size();
        if (!last && steps.get(end).operation() instanceof Unknown next) {
            builder.unknown = steps.get(end).name() + ": " + next.reason();
        }
        Step output = steps.get(end - 1);
        double outputs = output.output().slice(1).size();
        double directions =
                !last && steps.get(end).operation() instanceof Weights next
                        ? next.fanIn()
                        : outputs;
        boolean readOut = last && toTheEnd && builder.isLinear();
        return builder.build(steps.subList(start, end), readOut, directions);
    }

    /** Collects what follows a layer with weights. */
    private static final class Builder {

        /** As many as the moments of a pooled maximum are checked for. */
        private static final long MOST_MAXIMA = 1_000_000;

        private int pieces;
        private PieceLayout layout;
        private boolean normalizedBefore;
        private boolean normalizedAfter;
        private boolean bent;
        private ScalarFunction function = Stage.IDENTITY;
        private long maxPositions = 1;
        private long averagePositions = 1;
        private double keep = 1;
        private final List<String> followers = new ArrayList<>();
        private String unknown;

        Builder(Weights weights) {
            pieces = weights.pieces();
            layout = weights.layout();
        }

        boolean isLinear() {
            return pieces == 1 && !bent && maxPositions == 1 && averagePositions == 1;
        }

        void follow(Step step) {
            Operation operation = step.operation();
            if (operation instanceof Reordering) {
                return;
            }
            if (operation instanceof PieceMaximum maximum) {
                maximum(step, maximum);
            } else if (operation instanceof Elementwise elementwise) {
                bend(step, elementwise.function());
            } else if (operation instanceof Pooling pooling) {
                pool(step, pooling);
            } else if (operation instanceof Normalization) {
                normalize(step);
            } else if (operation instanceof Dropping dropping) {
                keep *= dropping.keep();
                followers.add("keep " + Digits.of(dropping.keep(), 3));
            }
        }

        private void maximum(Step step, PieceMaximum maximum) {
            if (pieces > 1) {
                refuse(step, "a second maximum over pieces");
                return;
            }
            if (bent || maxPositions > 1 || averagePositions > 1 || keep < 1) {
                refuse(
                        step,
                        "a maximum over pieces behind an activation function, pooling or dropout");
                return;
            }
            pieces = maximum.pieces();
            layout = maximum.layout();
            followers.add("maximum of " + pieces);
        }

        private void bend(Step step, ScalarFunction next) {
            if (Stage.isIdentity(next)) {
                return;
            }
            if (averagePositions > 1 || normalizedAfter || keep < 1) {
                refuse(step, "an activation function behind pooling, normalization or dropout");
                return;
            }
            if (maxPositions > 1 && !increases(next)) {
                refuse(step, "an activation function that falls somewhere, behind max-pooling");
                return;
            }
            function = bent ? composed(function, next) : next;
            bent = true;
            followers.add(describe(next));
        }

        private static ScalarFunction composed(ScalarFunction first, ScalarFunction next) {
            if (first.isHomogeneous() && next.isHomogeneous()) {
                return ScalarFunction.ofSlopes(
                        -next.applyAsDouble(first.applyAsDouble(-1)),
                        next.applyAsDouble(first.applyAsDouble(1)));
            }
            return ScalarFunction.of(x -> next.applyAsDouble(first.applyAsDouble(x)));
        }

        private static String describe(ScalarFunction function) {
            if (!function.isHomogeneous()) {
                return "activation";
            }
            return function.negativeSlope() == 0 && function.positiveSlope() == 1
                    ? "ReLU"
                    : "slopes "
                            + Digits.of(function.negativeSlope(), 3)
                            + ", "
                            + Digits.of(function.positiveSlope(), 3);
        }

        private void pool(Step step, Pooling pooling) {
            long positions = pooling.positions();
            if (pooling.kind() == Pooling.Kind.AVERAGE) {
                if (averagePositions > 1 || normalizedAfter || keep < 1) {
                    refuse(step, "average pooling behind other pooling, normalization or dropout");
                    return;
                }
                averagePositions = positions;
                followers.add("average of " + positions);
                return;
            }
            boolean commutes = !bent || increases(function);
            if (averagePositions > 1 || normalizedAfter || keep < 1 || !commutes) {
                refuse(step, "max-pooling behind something it cannot be exchanged with");
                return;
            }
            if (positions > MOST_MAXIMA / maxPositions / pieces) {
                refuse(step, "max-pooling over more than a million pieces and positions");
                return;
            }
            maxPositions *= positions;
            followers.add("max-pool of " + positions);
        }

        private void normalize(Step step) {
            boolean bare = !bent && pieces == 1 && maxPositions == 1 && averagePositions == 1;
            if (keep < 1) {
                refuse(step, "normalization behind dropout");
            } else if (bare) {
                normalizedBefore = true;
                followers.add("normalization");
            } else {
                normalizedAfter = true;
                followers.add("normalization");
            }
        }

        /** Whether a larger argument never gives a smaller value, on a grid. */
        private static boolean increases(ScalarFunction f) {
            if (f.isHomogeneous()) {
                return f.negativeSlope() >= 0 && f.positiveSlope() >= 0;
            }
            double before = f.applyAsDouble(-10);
            for (int i = 1; i <= 400; i++) {
                double value = f.applyAsDouble(-10 + i / 20.0);
                if (value < before - 1e-6) {
                    return false;
                }
                before = value;
            }
            return true;
        }

        private void refuse(Step step, String what) {
            if (unknown == null) {
                unknown = step.name() + " is " + what;
            }
        }

        Stage build(List<Step> steps, boolean readOut, double directions) {
            return new Stage(
                    List.copyOf(steps),
                    pieces,
                    layout,
                    normalizedBefore,
                    function,
                    maxPositions,
                    averagePositions,
                    normalizedAfter,
                    keep,
                    readOut,
                    directions,
                    List.copyOf(followers),
                    Optional.ofNullable(unknown));
        }
    }
}
