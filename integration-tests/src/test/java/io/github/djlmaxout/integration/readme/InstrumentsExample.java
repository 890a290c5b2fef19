// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.readme;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.curvature.GaussNewton;
import io.github.djlmaxout.diagnostics.kernel.EmpiricalNtk;
import io.github.djlmaxout.diagnostics.kernel.KernelMatrix;
import io.github.djlmaxout.diagnostics.kernel.OutputContraction;
import io.github.djlmaxout.diagnostics.probe.LayerJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.region.PiecewiseLinearNetwork;
import io.github.djlmaxout.diagnostics.region.RegionMap;
import io.github.djlmaxout.diagnostics.region.Slice;

import java.io.PrintStream;

/** The example of docs/instruments.md, word for word between the markers. */
final class InstrumentsExample {

    private InstrumentsExample() {}

    static void look(
            Block network,
            NDList batch,
            NDList labels,
            Loss loss,
            double[] p,
            double[] q,
            double[] r,
            PrintStream out) {
        // The page begins
        NetworkWalk walk = NetworkWalk.of(network, batch.getShapes()).withType(DataType.FLOAT64);
        try (NetworkJacobian jacobian = walk.jacobian(batch, Parameter::requiresGradient)) {
            for (LayerJacobian layer : jacobian.layers()) {
                out.println(layer.layer() + ": " + layer.squaredNorms());
            }
        }
        KernelMatrix kernel = EmpiricalNtk.compute(network, batch.head(), OutputContraction.TRACE);
        out.println("condition number " + kernel.spectrum().conditionNumber());
        out.println(GaussNewton.of(network, batch, labels, loss).layers());
        RegionMap regions =
                PiecewiseLinearNetwork.of(network, batch.head().getShape())
                        .regions(Slice.through(p, q, r));
        out.println("linear regions " + regions.linearRegions());
        // The page ends
    }
}
