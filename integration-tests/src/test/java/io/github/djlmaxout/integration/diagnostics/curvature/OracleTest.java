// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.curvature.DirectionalDerivative;
import io.github.djlmaxout.diagnostics.curvature.ExtremeEigenvalues;
import io.github.djlmaxout.diagnostics.curvature.GaussNewton;
import io.github.djlmaxout.diagnostics.curvature.HessianOperator;
import io.github.djlmaxout.diagnostics.curvature.Lanczos;
import io.github.djlmaxout.diagnostics.curvature.LayerCurvature;
import io.github.djlmaxout.diagnostics.curvature.SpectralDensity;
import io.github.djlmaxout.diagnostics.curvature.TraceEstimate;
import io.github.djlmaxout.diagnostics.probe.LossSurface;
import io.github.djlmaxout.diagnostics.probe.ParameterSpan;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.stream.IntStream;

/** Curvature of a network of which another program computed the whole Hessian. */
class OracleTest {

    /** Sums of some dozen products near 1 in float64. */
    private static final double ROUNDING = 1e-14;

    /**
     * Entries are up to 0.5, the network's weights have norm 3.4; a unit vector displaces one
     * weight by 1e-5, so the third derivative leaves 1e-10 and rounding 1e-11.
     */
    private static final double DIFFERENCES = 1e-9;

    private static final int PARAMETERS = 38;

    @OnEachEngine
    void lossAndGradient(String engine) {
        try (LossCase tiny = TinyNetwork.open(engine)) {
            LossSurface surface = tiny.surface();
            assertThat(surface.dimension()).isEqualTo(PARAMETERS);
            double[] origin = new double[PARAMETERS];
            assertThat(surface.value(origin))
                    .isCloseTo(TinyNetwork.golden("loss")[0], within(ROUNDING));
            assertThat(surface.gradient(origin))
                    .containsExactly(TinyNetwork.golden("gradient"), within(ROUNDING));
            assertThat(surface.outputs(origin))
                    .containsExactly(TinyNetwork.golden("logits"), within(ROUNDING));
        }
    }

    @OnEachEngine
    void allEntriesOfTheHessian(String engine) {
        try (LossCase tiny = TinyNetwork.open(engine)) {
            HessianOperator hessian = HessianOperator.of(tiny.surface());
            double[] golden = TinyNetwork.golden("hessian");
            for (int i = 0; i < PARAMETERS; i++) {
                double[] unit = new double[PARAMETERS];
                unit[i] = 1;
                DirectionalDerivative column = hessian.product(unit);
                assertThat(column.converged()).isTrue();
                int from = PARAMETERS * i;
                assertThat(column.values())
                        .as("column %d", i)
                        .containsExactly(
                                IntStream.range(from, from + PARAMETERS)
                                        .mapToDouble(j -> golden[j])
                                        .toArray(),
                                within(DIFFERENCES));
            }
            assertThat(hessian.apply(TinyNetwork.v(99, PARAMETERS, 1)))
                    .containsExactly(
                            TinyNetwork.golden("hessianTimesTestVector"), within(DIFFERENCES));
            assertThat(hessian.unresolved()).isZero();
        }
    }

    @OnEachEngine
    void eigenvaluesTraceAndDensity(String engine) {
        try (LossCase tiny = TinyNetwork.open(engine)) {
            HessianOperator hessian = HessianOperator.of(tiny.surface());
            double[] golden = TinyNetwork.golden("hessianEigenvalues");
            ExtremeEigenvalues found = new Lanczos(PARAMETERS, 1e-9, 3).search(hessian, 6, 3);
            assertThat(found.converged()).isTrue();
            for (int i = 0; i < 6; i++) {
                ExtremeEigenvalues.Eigenvalue eigenvalue = found.largest().get(i);
                assertThat(eigenvalue.value()).isCloseTo(golden[i], within(DIFFERENCES));
            }
            for (int i = 0; i < 3; i++) {
                ExtremeEigenvalues.Eigenvalue eigenvalue = found.smallest().get(i);
                assertThat(eigenvalue.value())
                        .isCloseTo(golden[PARAMETERS - 1 - i], within(DIFFERENCES));
            }
            double trace = TinyNetwork.golden("hessianTrace")[0];
            TraceEstimate estimate = TraceEstimate.of(hessian, 30, 4);
            assertThat(estimate.value()).isCloseTo(trace, within(4 * estimate.standardError()));
            SpectralDensity density = SpectralDensity.of(hessian, 30, 6, 4);
            assertThat(density.moment(1) * PARAMETERS).isCloseTo(estimate.value(), within(1e-8));
        }
    }

    /** The Gauss-Newton matrix lacks only what lies across layers: its blocks are the Hessian's. */
    @OnEachEngine
    void closedFormByLayers(String engine) {
        try (LossCase tiny = TinyNetwork.open(engine)) {
            GaussNewton all =
                    GaussNewton.of(
                            tiny.walk(),
                            tiny.batch(),
                            tiny.labels(),
                            tiny.loss(),
                            Parameter::requiresGradient);
            assertThat(all.trace())
                    .isCloseTo(TinyNetwork.golden("hessianTrace")[0], within(ROUNDING));
            GaussNewton weights =
                    GaussNewton.of(
                            tiny.walk(),
                            tiny.batch(),
                            tiny.labels(),
                            tiny.loss(),
                            p -> p.getType() == Parameter.Type.WEIGHT);
            assertThat(weights.layers()).hasSize(2);
            for (LayerCurvature layer : weights.layers()) {
                ParameterSpan span =
                        tiny.surface().spans().stream()
                                .filter(s -> s.name().equals(layer.layer() + "/weight"))
                                .findFirst()
                                .orElseThrow();
                double trace = 0;
                double squares = 0;
                double[] golden = TinyNetwork.golden("hessian");
                for (int i = span.offset(); i < span.end(); i++) {
                    trace += golden[i * PARAMETERS + i];
                    for (int j = span.offset(); j < span.end(); j++) {
                        squares += golden[i * PARAMETERS + j] * golden[i * PARAMETERS + j];
                    }
                }
                assertThat(layer.parameters()).isEqualTo(span.length());
                assertThat(layer.trace()).isCloseTo(trace, within(ROUNDING));
                assertThat(layer.norm()).isCloseTo(Math.sqrt(squares), within(ROUNDING));
            }
        }
    }
}
