// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.propagation.DirectionEnergies;
import io.github.djlmaxout.propagation.JacobianMoments;
import io.github.djlmaxout.propagation.MaxoutNetwork;
import io.github.djlmaxout.propagation.MomentBounds;
import io.github.djlmaxout.propagation.TseranMontufarJacobianBounds;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * What theory expects of {@code |J_l u|^2} in a network of random weights, {@code J_l} the Jacobian
 * of the signal after layer {@code l} with respect to the input {@code x}, {@code u} a unit vector.
 *
 * <p>It covers dense layers with independent normal weights of variance {@code c / fan-in}, with
 * maxout units, ReLU or nothing after them, from the first layer on until something else comes:
 * there {@link #explanation} says what, and all is NaN from there on. Dropout is off. Exact values
 * are for zero biases, and NaN where others matter: those of a linear layer do after the next one
 * only. The {@link #bounds} hold also if all pieces of a layer have the same bias.
 *
 * <p>All of it depends on {@code x} and {@code u} through {@code cos^2(x, u)} only, and is linear
 * in it, so that for a mean over directions the mean of {@code cos^2} will do: {@code 1 / n_0} for
 * the whole sphere in {@code n_0} dimensions.
 *
 * <p>Sources: {@link JacobianMoments} and {@link TseranMontufarJacobianBounds}; for ReLU derived in
 * the same way. Cost: constant per layer.
 */
public final class JacobianTheory {

    private final List<DenseLayer> layers;
    private final String explanation;

    JacobianTheory(List<DenseLayer> layers, String explanation) {
        this.layers = layers;
        this.explanation = explanation;
    }

    /**
     * Reads variances and biases of an initialized network as they are.
     *
     * @param network the network
     * @param input the shape of its input, with the batch as first axis
     * @return what is expected of random weights of these variances
     * @throws IllegalStateException if a layer is not initialized
     */
    public static JacobianTheory of(Block network, Shape input) {
        try {
            return of(
                    NetworkStructure.read(network, input),
                    InitializationPlan.of(network, input, Scheme.asFound()).layers());
        } catch (IllegalArgumentException e) {
            return new JacobianTheory(List.of(), "The network cannot be read: " + e.getMessage());
        }
    }

    /**
     * Takes variances and biases from a plan.
     *
     * @param structure what the network is made of
     * @param plans what its layers are given
     * @return what is expected
     */
    public static JacobianTheory of(NetworkStructure structure, List<LayerPlan> plans) {
        Map<String, LayerPlan> named = new HashMap<>();
        plans.forEach(plan -> named.put(plan.name(), plan));
        DenseLayers read = DenseLayers.of(structure.steps(), named);
        return new JacobianTheory(read.layers(), read.explanation());
    }

    /** Of a network that may not be readable. */
    static JacobianTheory of(NetworkWalk walk, List<LayerPlan> plans) {
        return walk.structure()
                .map(structure -> of(structure, plans))
                .orElseGet(
                        () -> new JacobianTheory(List.of(), walk.explanation().orElse("unknown")));
    }

    /**
     * Returns the layers that are covered.
     *
     * @return their stable names, in the order of the signal
     */
    public List<String> layers() {
        return layers.stream().map(DenseLayer::name).toList();
    }

    /**
     * Returns what ended the layers that are covered.
     *
     * @return the name of the place and the reason; empty if all layers are covered
     */
    public String explanation() {
        return explanation;
    }

    /**
     * Returns the mean of {@code |J_l u|^2} over weights.
     *
     * @param layer the stable name of a layer; empty for the last one, if all are covered
     * @param squaredCosine {@code cos^2(x, u)}, 0 to 1; it does not matter where {@code n_0 = 1}
     * @return the exact mean; NaN where it is unknown
     * @throws IllegalArgumentException if {@code squaredCosine} is outside 0..1
     */
    public double secondMoment(String layer, double squaredCosine) {
        int last = exact(layer);
        if (last < 0) {
            return Double.NaN;
        }
        DirectionEnergies state = DirectionEnergies.ofUnitVector(cosine(squaredCosine));
        for (DenseLayer passed : layers.subList(0, last + 1)) {
            state = passed.through(state);
        }
        return state.total();
    }

    /**
     * Returns the mean of {@code |J_l u|^4} over weights.
     *
     * @param layer the stable name of a layer; empty for the last one, if all are covered
     * @param squaredCosine {@code cos^2(x, u)}, 0 to 1, of one direction: this moment is not linear
     * @return the exact mean; NaN where it is unknown, or a ReLU comes before
     * @throws IllegalArgumentException if {@code squaredCosine} is outside 0..1
     */
    public double fourthMoment(String layer, double squaredCosine) {
        int last = exact(layer);
        return last < 0 || hasRectifier(last)
                ? Double.NaN
                : JacobianMoments.of(network(last), cosine(squaredCosine)).fourth();
    }

    /**
     * Returns what {@link #secondMoment} tends to as all layers before this one widen: {@code (n_l
     * / n_0) (cos^2 prod c M + sin^2 prod c)}, with c / 2 for c before a ReLU.
     *
     * @param layer the stable name of a layer; empty for the last one, if all are covered
     * @param squaredCosine {@code cos^2(x, u)}, 0 to 1
     * @return the limit; NaN where it is unknown
     * @throws IllegalArgumentException if {@code squaredCosine} is outside 0..1
     */
    public double wideLimit(String layer, double squaredCosine) {
        int last = exact(layer);
        if (last < 0) {
            return Double.NaN;
        }
        DirectionEnergies start = DirectionEnergies.ofUnitVector(cosine(squaredCosine));
        MomentBounds limits = products(last);
        return start.along() * limits.upper() + start.across() * limits.lower();
    }

    /**
     * Returns bounds of the mean of {@code |J_l u|^2} for every direction: a layer multiplies by
     * {@code c n / fan-in} times a number from 1 to {@code M(K)}, by half of {@code c n / fan-in}
     * if a ReLU follows.
     *
     * @param layer the stable name of a layer; empty for the last one, if all are covered
     * @return the bounds; NaN where they are unknown
     */
    public MomentBounds bounds(String layer) {
        int last = index(layer);
        boolean held =
                last >= 0 && layers.subList(0, last + 1).stream().allMatch(JacobianTheory::isBound);
        return held ? products(last) : new MomentBounds(Double.NaN, Double.NaN);
    }

    /**
     * Returns the much wider bounds of {@link TseranMontufarJacobianBounds}, which hold for all
     * biases.
     *
     * @param layer the stable name of a layer; empty for the last one, if all are covered
     * @return the bounds; NaN where they are unknown, or a ReLU comes before
     */
    public MomentBounds paperBounds(String layer) {
        int last = index(layer);
        return last < 0 || hasRectifier(last)
                ? new MomentBounds(Double.NaN, Double.NaN)
                : TseranMontufarJacobianBounds.of(network(last)).secondMoment();
    }

    private static boolean isBound(DenseLayer layer) {
        return switch (layer.bias()) {
            case ZERO -> true;
            case EQUAL -> !layer.rectified();
            case VARIED -> layer.isLinear();
        };
    }

    private MomentBounds products(int last) {
        DoubleBinaryOperator product = (x, y) -> x * y;
        List<DenseLayer> passed = layers.subList(0, last + 1);
        return new MomentBounds(
                passed.stream().mapToDouble(DenseLayer::across).reduce(1, product),
                passed.stream().mapToDouble(DenseLayer::along).reduce(1, product));
    }

    private boolean hasRectifier(int last) {
        return layers.subList(0, last + 1).stream().anyMatch(DenseLayer::rectified);
    }

    /**
     * The index of a layer after which exact values are known. A bias moves the winners, those of a
     * linear layer in the layers after it.
     */
    private int exact(String layer) {
        int last = index(layer);
        for (int i = 0; i <= last; i++) {
            DenseLayer passed = layers.get(i);
            if (passed.bias() != DenseLayer.Bias.ZERO && (i < last || !passed.isLinear())) {
                return -1;
            }
        }
        return last;
    }

    private int index(String layer) {
        if (layer.isEmpty()) {
            return explanation.isEmpty() ? layers.size() - 1 : -1;
        }
        return layers().indexOf(layer);
    }

    private double cosine(double squaredCosine) {
        return layers.get(0).fanIn() == 1 ? 1 : squaredCosine;
    }

    private MaxoutNetwork network(int last) {
        List<MaxoutNetwork.Layer> described = new ArrayList<>();
        for (DenseLayer layer : layers.subList(0, last + 1)) {
            described.add(new MaxoutNetwork.Layer(layer.units(), layer.pieces(), layer.c()));
        }
        return new MaxoutNetwork(layers.get(0).fanIn(), described);
    }

    @Override
    public String toString() {
        return "theory of " + layers + (explanation.isEmpty() ? "" : "; " + explanation);
    }
}
