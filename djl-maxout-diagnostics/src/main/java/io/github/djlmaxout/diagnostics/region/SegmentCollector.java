// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import io.github.djlmaxout.diagnostics.internal.Vectors;
import io.github.djlmaxout.diagnostics.region.internal.Instruction;
import io.github.djlmaxout.diagnostics.region.internal.Program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Gathers the breakpoints of a segment. */
final class SegmentCollector implements RegionConsumer {

    private final List<String> layers;
    private final int limit;
    private final List<SegmentBreakpoints.Breakpoint> points = new ArrayList<>();
    private double image;
    private double covered;

    SegmentCollector(Program program, int limit) {
        this.limit = limit;
        layers =
                program.instructions().stream()
                        .filter(Instruction.Activation.class::isInstance)
                        .map(instruction -> ((Instruction.Activation) instruction).name())
                        .toList();
    }

    @Override
    public void cut(int layer, List<Cell> parts) {
        if (points.size() + parts.size() > limit) {
            throw new RegionLimitException(limit, covered);
        }
        parts.stream()
                .map(part -> part.corner(0, 0))
                .sorted()
                .skip(1)
                .forEach(
                        at -> points.add(new SegmentBreakpoints.Breakpoint(at, layers.get(layer))));
    }

    @Override
    public void region(Cell cell, double[] outputs) {
        image += Vectors.length(Arrays.copyOf(outputs, outputs.length / 2)) * cell.measure();
        covered += cell.measure();
    }

    @Override
    public double covered() {
        return covered;
    }

    SegmentBreakpoints result(double length) {
        points.sort(Comparator.comparingDouble(SegmentBreakpoints.Breakpoint::position));
        return new SegmentBreakpoints(length, image, points);
    }
}
