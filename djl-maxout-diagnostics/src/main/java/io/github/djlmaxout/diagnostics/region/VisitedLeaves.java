// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

/** Hands regions on to a visitor. */
final class VisitedLeaves implements Leaves {

    private final RegionVisitor visitor;

    VisitedLeaves(RegionVisitor visitor) {
        this.visitor = visitor;
    }

    @Override
    public void region(Cell cell, double[] outputs) {
        double[] corners = new double[2 * cell.size()];
        for (int i = 0; i < corners.length; i++) {
            corners[i] = cell.corner(i / 2, i % 2);
        }
        int count = outputs.length / 3;
        double[][] map = new double[count][3];
        for (int i = 0; i < outputs.length; i++) {
            map[i % count][i / count] = outputs[i];
        }
        visitor.region(corners, map);
    }

    /** Not followed: a visitor is not stopped. */
    @Override
    public double covered() {
        return Double.NaN;
    }
}
