// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.nn.Block;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;

import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts the steps of a network into layers with weights, each with what follows it. */
final class Sections {

    private Sections() {}

    /**
     * What is at the end of a sequence.
     *
     * @param ofNetwork whether it is the end of the network
     * @param unknown why it is not known what follows, if it is not
     */
    private record End(boolean ofNetwork, Optional<String> unknown) {

        static final End OF_BRANCH = new End(false, Optional.empty());
    }

    /** The sections of a whole network, whose last linear layer is the read-out. */
    static List<Section> of(List<Step> steps) {
        return of(steps, new End(true, Optional.empty()));
    }

    private static List<Section> of(List<Step> steps, End atEnd) {
        List<Section> sections = new ArrayList<>();
        int i = 0;
        while (i < steps.size()) {
            Step step = steps.get(i);
            if (step.operation() instanceof Weights) {
                int end = endOfStage(steps, i + 1);
                sections.add(stage(steps, i, end, atEnd));
                i = end;
            } else if (step.operation() instanceof Branches branches) {
                List<List<Section>> inner = new ArrayList<>();
                for (List<Step> branch : branches.branches()) {
                    inner.add(of(branch, End.OF_BRANCH));
                }
                sections.add(new Fork(step, List.copyOf(inner), branches.combination()));
                i++;
            } else if (step.operation() instanceof Unknown unknown && !unknown.parts().isEmpty()) {
                End end = endInside(step);
                sections.add(
                        new Inside(step, unknown.parts().stream().map(p -> of(p, end)).toList()));
                i++;
            } else {
                sections.add(new Loose(step));
                i++;
            }
        }
        return List.copyOf(sections);
    }

    /**
     * What follows inside of a block that is not read is known of DJL's own: gates of recurrent
     * layers, scaled products and sums of attention, sums and normalizations of its encoder.
     */
    private static End endInside(Step step) {
        Block block = step.block();
        boolean linear =
                block instanceof RecurrentBlock
                        || block instanceof ScaledDotProductAttentionBlock
                        || block instanceof TransformerEncoderBlock;
        return linear
                ? End.OF_BRANCH
                : new End(
                        false,
                        Optional.of(
                                "the inside of "
                                        + step.name()
                                        + " ("
                                        + block.getClass().getSimpleName()
                                        + ") is not read"));
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

    private static Stage stage(List<Step> steps, int start, int end, End atEnd) {
        StageBuilder builder = new StageBuilder((Weights) steps.get(start).operation());
        for (Step follower : steps.subList(start + 1, end)) {
            builder.follow(follower);
        }
        boolean last = end == steps.size();
        if (!last && steps.get(end).operation() instanceof Unknown next) {
            builder.refuse(steps.get(end).name() + ": " + next.reason());
        } else if (last) {
            atEnd.unknown().ifPresent(builder::refuse);
        }
        Step output = steps.get(end - 1);
        double outputs = output.output().slice(1).size();
        double directions =
                !last && steps.get(end).operation() instanceof Weights next
                        ? next.fanIn()
                        : outputs;
        boolean readOut = last && atEnd.ofNetwork() && builder.isLinear();
        return builder.build(steps.subList(start, end), readOut, directions);
    }
}
