// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.kernel.MaxoutKernel;
import io.github.djlmaxout.propagation.unit.MaximumDistribution;
import io.github.djlmaxout.propagation.unit.OrthogonalMaximum;
import io.github.djlmaxout.propagation.unit.PooledMaximum;
import io.github.djlmaxout.propagation.unit.SignalTransfer;
import io.github.djlmaxout.propagation.unit.UnitResponse;

import java.util.function.DoubleUnaryOperator;

/**
 * What a layer with weights and what follows it do to a signal, in theory.
 *
 * @param unit what a unit does, up to max-pooling
 * @param activation the second moment after pooling, before normalization and dropout
 * @param output the signal after all that follows the layer
 * @param gain the variance of a weight's share in a pre-activation: a change of the input, by mean
 *     square, becomes so much of a change of the pre-activation
 * @param after the transfer behind the units: average pooling, normalization, dropout
 */
record StageResponse(
        UnitResponse unit, double activation, Signal output, double gain, SignalTransfer after) {

    static final StageResponse UNKNOWN =
            new StageResponse(
                    new UnitResponse(
                            Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN),
                    Double.NaN,
                    Signal.UNKNOWN,
                    Double.NaN,
                    SignalTransfer.UNKNOWN);

    /**
     * The response to a signal.
     *
     * @param stage the layer and what follows
     * @param choice what was chosen for the layer
     * @param in the signal that comes in
     * @param correlation the correlation between the positions of a pooling window
     */
    static StageResponse of(Stage stage, Choice choice, Signal in, double correlation) {
        return switch (choice.distribution()) {
            case NORMAL, FOUND -> of(stage, choice, in, correlation, StageResponse::unit);
            case ORTHOGONAL, WEIGHT_NORM ->
                    of(stage, choice, in, correlation, StageResponse::unitOnSphere);
            case MANY_REGIONS ->
                    normal(PairedScheme.asActivation(stage), choice.c(), 0, in, correlation);
            case SPHERE, UNCHANGED -> UNKNOWN;
        };
    }

    /** Normal weights. */
    static StageResponse normal(Stage stage, double c, double bias, Signal in, double correlation) {
        Choice choice = new Choice(c, bias, Distribution.NORMAL, "");
        return of(stage, choice, in, correlation, StageResponse::unit);
    }

    /** What a unit does, for pre-activations of a given standard deviation. */
    private interface Units {
        UnitResponse respond(Stage stage, double deviation, double bias, double correlation);
    }

    /**
     * Biases that vary from piece to piece add to the variance of a piece. All positions of a
     * pooling window have the same one, which correlates them.
     */
    private static StageResponse of(
            Stage stage, Choice choice, Signal in, double correlation, Units units) {
        double square = square(stage, choice.c(), in);
        double shift = stage.normalizedBefore() ? 0 : choice.bias();
        double spread = stage.normalizedBefore() ? 0 : choice.biasVariance();
        boolean known = stage.unknown().isEmpty() && stage.lost().isEmpty();
        if (!known || (Double.isNaN(square) && !stage.isScaled())) {
            return UNKNOWN;
        }
        // Behind a normalization the size of what comes in does not matter, but for its epsilon.
        double taken = Double.isNaN(square) ? 1 : square;
        double deviation = Math.sqrt(taken + spread);
        double gain = gain(stage, choice.c(), in);
        double share = spread == 0 ? 1 : taken / (taken + spread);
        double common = share * correlation + (1 - share);
        UnitResponse unit =
                stage.between().present()
                        ? scaled(stage, deviation, shift, common, units)
                        : units.respond(stage, deviation, shift, common);
        return of(stage, unit.ofShare(share), deviation, shift, common, gain);
    }

    /**
     * Activations {@code x} that become {@code f((x - m) / sqrt(v + epsilon))}, with the mean
     * {@code m} and the variance {@code v} that they have where they are normalized, and are pooled
     * further. In units of the pre-activation's standard deviation, whose square then divides what
     * becomes of changes.
     */
    private static UnitResponse scaled(
            Stage stage, double deviation, double shift, double correlation, Units units) {
        DoubleUnaryOperator function = function(stage, deviation, shift, correlation, units);
        MaximumDistribution law =
                MaximumDistribution.of(stage.pieces(), stage.maxPositions(), correlation);
        return UnitResponse.of(law, y -> function.applyAsDouble(deviation * y + shift), 1, 0)
                .dividedBy(deviation);
    }

    private static DoubleUnaryOperator function(
            Stage stage, double deviation, double shift, double correlation, Units units) {
        if (!stage.between().present()) {
            return stage.function();
        }
        UnitResponse seen = units.respond(stage.bare(), deviation, shift, correlation);
        double mean = seen.mean();
        double variance = seen.secondMoment() - mean * mean;
        double scale = 1 / Math.sqrt(variance + stage.between().epsilon());
        ScalarFunction first = stage.function();
        ScalarFunction later = stage.later();
        return z -> later.applyAsDouble((first.applyAsDouble(z) - mean) * scale);
    }

    /**
     * Weight vectors of one length: the pre-activations of a unit are the coordinates of a random
     * point on a sphere instead of normal variables, and the largest of them is a little smaller.
     */
    private static UnitResponse unitOnSphere(
            Stage stage, double deviation, double bias, double correlation) {
        if (!stage.isMaxout() || stage.maxPositions() > 1 || stage.normalizedBefore()) {
            return unit(stage, deviation, bias, correlation);
        }
        return UnitResponse.ofMaximum(
                GaussianMaximum.of(stage.pieces()).mean(),
                OrthogonalMaximum.secondMoment(
                        stage.pieces(), Math.toIntExact(stage.weights().fanIn())),
                deviation,
                bias);
    }

    /** The mean square of what the input gives a piece. */
    private static double square(Stage stage, double c, Signal in) {
        double square = c * stage.weights().coverage() * in.secondMoment();
        return stage.normalizedBefore() ? stage.before().share(square) : square;
    }

    private static double gain(Stage stage, double c, Signal in) {
        double gain = c * stage.weights().coverage();
        return stage.normalizedBefore()
                ? gain / (gain * in.secondMoment() + stage.before().epsilon())
                : gain;
    }

    private static StageResponse of(
            Stage stage,
            UnitResponse unit,
            double deviation,
            double shift,
            double correlation,
            double gain) {
        double activation = averaged(stage, unit, deviation, shift, correlation);
        boolean linear =
                stage.pieces() == 1
                        && stage.isIdentity()
                        && stage.maxPositions() == 1
                        && !stage.between().present();
        Signal output = new Signal(activation, unit.mean(), linear && shift == 0, 1);
        SignalTransfer after =
                SignalTransfer.scaling(
                        activation / unit.secondMoment(), 1.0 / stage.averagePositions());
        if (stage.normalizedAfter()) {
            Scaling scaling = stage.after();
            double spread = activation / scaling.keep() - unit.mean() * unit.mean();
            double dropped = 1 / scaling.keep();
            double factor = dropped / (spread + scaling.epsilon());
            after = after.then(SignalTransfer.scaling(factor, factor));
            output = output.normalized(scaling.share(spread));
        }
        if (stage.keep() < 1) {
            after = after.then(SignalTransfer.scaling(1 / stage.keep(), 1 / stage.keep()));
            output = output.dropped(stage.keep());
        }
        return new StageResponse(unit, activation, output, gain, after);
    }

    /** The transfer from the input of the layer to the end of the stage. */
    SignalTransfer transfer(Stage stage) {
        return SignalTransfer.of(gain, unit, stage.directions()).then(after);
    }

    /** What a unit does, for pre-activations of a given standard deviation. */
    static UnitResponse unit(Stage stage, double deviation, double bias, double correlation) {
        int pieces = stage.pieces();
        long positions = stage.maxPositions();
        if (stage.isIdentity()) {
            if (positions == 1) {
                GaussianMaximum maximum = GaussianMaximum.of(pieces);
                return UnitResponse.ofMaximum(
                        maximum.mean(), maximum.secondMoment(), deviation, bias);
            }
            PooledMaximum maximum =
                    PooledMaximum.of(pieces, Math.toIntExact(positions), correlation);
            return UnitResponse.ofMaximum(maximum.mean(), maximum.secondMoment(), deviation, bias);
        }
        MaximumDistribution law = MaximumDistribution.of(pieces, positions, correlation);
        ScalarFunction function = stage.function();
        return function.isHomogeneous() && bias == 0
                ? UnitResponse.ofSlopes(
                        law, function.negativeSlope(), function.positiveSlope(), deviation)
                : UnitResponse.of(law, function, deviation, bias);
    }

    /**
     * The second moment after average pooling: of the {@code P^2} products of two positions of a
     * window, {@code P} are squares, the others products of two values with correlation r.
     */
    private static double averaged(
            Stage stage, UnitResponse unit, double deviation, double bias, double correlation) {
        if (stage.averagePositions() == 1) {
            return unit.secondMoment();
        }
        double share = 1.0 / stage.averagePositions();
        double product = product(stage, unit, deviation, bias, correlation);
        return share * unit.secondMoment() + (1 - share) * product;
    }

    private static double product(
            Stage stage, UnitResponse unit, double deviation, double bias, double correlation) {
        if (correlation == 0) {
            return unit.mean() * unit.mean();
        }
        if (correlation == 1) {
            return unit.secondMoment();
        }
        boolean plain = stage.isIdentity() && !stage.between().present();
        if (stage.maxPositions() > 1 || (stage.pieces() > 1 && !plain)) {
            return Double.NaN;
        }
        if (plain) {
            double kernel = MaxoutKernel.of(stage.pieces()).product(correlation);
            double mean = GaussianMaximum.of(stage.pieces()).mean();
            return deviation * deviation * kernel + 2 * bias * deviation * mean + bias * bias;
        }
        // Given the common part, two positions are independent.
        MaximumDistribution normal = MaximumDistribution.of(1, 1, 0);
        double common = deviation * Math.sqrt(correlation);
        double own = deviation * Math.sqrt(1 - correlation);
        DoubleUnaryOperator f = function(stage, deviation, bias, correlation, StageResponse::unit);
        return normal.expectation(
                z -> {
                    double center = common * z + bias;
                    double given = normal.expectation(y -> f.applyAsDouble(center + own * y));
                    return given * given;
                });
    }
}
