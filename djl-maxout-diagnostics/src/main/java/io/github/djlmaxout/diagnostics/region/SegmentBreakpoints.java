// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import java.util.List;

/**
 * Where a network bends on a segment of its input space.
 *
 * @param length the length of the segment
 * @param imageLength the length of its image in the space of the outputs
 * @param breakpoints the changes of active pieces, in their order on the segment
 */
public record SegmentBreakpoints(double length, double imageLength, List<Breakpoint> breakpoints) {

    /**
     * Keeps an unchangeable copy of the list.
     *
     * @param length the length of the segment
     * @param imageLength the length of its image
     * @param breakpoints the changes of active pieces
     */
    public SegmentBreakpoints {
        breakpoints = List.copyOf(breakpoints);
    }

    /**
     * A change of the active piece of one unit.
     *
     * @param position where it is, 0 at the start of the segment and 1 at its end
     * @param block the stable name of the unit's block
     */
    public record Breakpoint(double position, String block) {}

    /**
     * Returns how many breakpoints a block adds.
     *
     * @param block its stable name
     * @return the number
     */
    public int count(String block) {
        return (int) breakpoints.stream().filter(point -> point.block().equals(block)).count();
    }

    /**
     * Returns the number of parts on which no piece changes.
     *
     * @return one more than there are breakpoints
     */
    public int parts() {
        return breakpoints.size() + 1;
    }
}
