// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.internal.Entries;
import io.github.djlmaxout.propagation.GradientMoments;
import io.github.djlmaxout.propagation.MaxoutNetwork;
import io.github.djlmaxout.propagation.kernel.KernelLayer;
import io.github.djlmaxout.propagation.kernel.KernelPair;
import io.github.djlmaxout.propagation.kernel.KernelRecursion;
import io.github.djlmaxout.propagation.kernel.MaxoutKernel;
import io.github.djlmaxout.propagation.kernel.Parametrization;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The tangent kernel that a dense network would have if its layers were wide and its weights random
 * with the mean squares that they have now; and its exact mean at the width that it has.
 *
 * <p>With {@code A = x.y / n_0} of the inputs and {@code T = 0} at the start, each layer with
 * {@code n} inputs a unit, {@code c = n mean(W^2)} and {@code v = mean(b^2)} makes
 *
 * <pre>
 * S = c A + v,   Theta = n A + 1 + c T                                       pre-activations
 * A' = sqrt(S(x, x) S(y, y)) G_K(rho),   T' = P_K(rho) Theta                 activations
 * </pre>
 *
 * with {@code rho} the correlation in {@code S} and {@code G_K}, {@code P_K} those of {@link
 * MaxoutKernel}; {@code n A} is what the weights and 1 what the biases bring, each only if they are
 * among the parameters. A ReLU has {@code A'} and {@code T'} of two pieces, both halved. Biases
 * that are all the same shift the maximum instead. The kernel is that of one output: compare it
 * with {@link OutputContraction#TRACE}.
 *
 * <p>Weights count as they are, not in units of their standard deviation ({@link
 * Parametrization#STANDARD}): the part of a layer grows with its width, and so does the kernel. In
 * networks of width {@code n} the empirical kernel lies around this one, off by about {@code
 * 1/sqrt(n)} of it.
 *
 * <p>Cost: about 100 multiplications for each layer and two samples.
 *
 * <p>Source: see {@link KernelRecursion} and {@link GradientMoments}.
 */
public final class InfiniteWidthKernel {

    private final List<ChainLayer> stages;
    private final List<KernelLayer> layers;
    private final KernelRecursion signals;

    private InfiniteWidthKernel(List<ChainLayer> stages) {
        this.stages = stages;
        layers = new ArrayList<>();
        for (ChainLayer stage : stages) {
            layers.add(stage.wide(layers.size() == stages.size() - 1));
        }
        signals = KernelRecursion.of(Parametrization.NTK, layers);
    }

    /**
     * Reads a network, with all parameters that are trained.
     *
     * @param network the network, initialized; it is not kept
     * @param input the shape of its input, with the batch as first axis
     * @return the kernel; empty if none is known, see {@link #of(Block, Shape, Predicate)}
     */
    public static Optional<InfiniteWidthKernel> of(Block network, Shape input) {
        return of(network, input, Parameter::requiresGradient);
    }

    /**
     * Reads a network.
     *
     * @param network the network, initialized; it is not kept
     * @param input the shape of its input, with the batch as first axis
     * @param which the parameters that count
     * @return the kernel; empty if the network is anything but dense layers on flat samples one
     *     after the other, each with its own weights, followed by a maximum over at most 100
     *     pieces, a ReLU or nothing, the last one by nothing; or if weights are all zero or not
     *     finite; or if a ReLU layer has biases that are all the same and not 0
     */
    public static Optional<InfiniteWidthKernel> of(
            Block network, Shape input, Predicate<Parameter> which) {
        return DenseChain.read(network, input, which)
                .filter(stages -> stages.stream().allMatch(ChainLayer::isKnown))
                .map(InfiniteWidthKernel::new);
    }

    /**
     * Returns the kernel of networks of which the law of the weights is known.
     *
     * @param network the network, its last layer with one piece
     * @param biases whether biases, which are zero, are among the parameters
     * @return the kernel
     * @throws IllegalArgumentException if the last layer has more than one piece, or another more
     *     than 100
     */
    public static InfiniteWidthKernel of(MaxoutNetwork network, boolean biases) {
        List<ChainLayer> stages = new ArrayList<>();
        for (int i = 0; i < network.layers().size(); i++) {
            MaxoutNetwork.Layer layer = network.layers().get(i);
            stages.add(
                    new ChainLayer(
                            network.fanIn(i),
                            layer.units(),
                            layer.pieces(),
                            false,
                            layer.varianceFactor(),
                            0,
                            0,
                            true,
                            biases));
        }
        return new InfiniteWidthKernel(List.copyOf(stages));
    }

    /**
     * Returns the kernel of a batch.
     *
     * @param batch the input, of shape {@code (N, ...)}; it stays as it is
     * @return the kernel, with one output; NaN where an input is not finite
     * @throws IllegalArgumentException if the samples have another size than the network's input
     */
    public KernelMatrix at(NDArray batch) {
        int samples = Math.toIntExact(batch.getShape().get(0));
        double[] all = Entries.all(batch);
        double[][] inputs = new double[samples][samples == 0 ? 0 : all.length / samples];
        for (int i = 0; i < samples; i++) {
            System.arraycopy(all, i * inputs[i].length, inputs[i], 0, inputs[i].length);
        }
        return at(inputs);
    }

    /**
     * Returns the kernel of a batch.
     *
     * @param inputs the input, of shape {@code (N, n_0)}
     * @return the kernel, with one output; NaN where an input is not finite
     * @throws IllegalArgumentException if there are no samples, or they have another size than the
     *     network's input
     */
    public KernelMatrix at(double[][] inputs) {
        checkSize(inputs);
        int n = inputs.length;
        double[] norms = new double[n];
        for (int i = 0; i < n; i++) {
            norms[i] = product(inputs[i], inputs[i]);
        }
        double[] kernel = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double cross = i == j ? norms[i] : product(inputs[i], inputs[j]);
                kernel[i * n + j] = tangent(norms[i], norms[j], cross);
                kernel[j * n + i] = kernel[i * n + j];
            }
        }
        return new KernelMatrix(OutputContraction.TRACE, n, n, 1, true, kernel);
    }

    private void checkSize(double[][] inputs) {
        if (inputs.length == 0) {
            throw new IllegalArgumentException("There are 0 samples, but at least 1 is needed.");
        }
        for (double[] input : inputs) {
            if (input.length != stages.get(0).fanIn()) {
                throw new IllegalArgumentException(
                        "A sample has "
                                + input.length
                                + " numbers, but the network takes "
                                + stages.get(0).fanIn()
                                + ".");
            }
        }
    }

    private static double product(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum / x.length;
    }

    private double tangent(double first, double second, double cross) {
        if (!Double.isFinite(first + second + cross)) {
            return Double.NaN;
        }
        // A correlation of 1 up to rounding would cost half the digits of the agreement.
        boolean same = first == second && first == cross;
        List<KernelRecursion.Kernels> all =
                signals.atEveryLayer(new KernelPair(first, second, cross));
        double input = cross;
        double theta = 0;
        for (int i = 0; i < stages.size(); i++) {
            ChainLayer stage = stages.get(i);
            KernelLayer layer = layers.get(i);
            theta = stage.ofWeights() * input + stage.ofBiases() + layer.c() * theta;
            if (i < stages.size() - 1) {
                KernelPair sigma = all.get(i).covariance();
                theta *= same ? 1 : agreement(layer.pieces(), sigma);
                KernelLayer next = layers.get(i + 1);
                KernelPair after = all.get(i + 1).covariance();
                double ofSame = same ? after.first() : after.cross();
                input = (ofSame - next.biasVariance()) / next.c();
            }
        }
        return theta;
    }

    /** Two zero inputs tie alike, whatever the weights. */
    private static double agreement(int pieces, KernelPair sigma) {
        boolean zero = sigma.first() == 0 && sigma.second() == 0;
        return zero ? 1 : MaxoutKernel.of(pieces).agreement(sigma.correlation());
    }

    /**
     * Returns the exact mean of the kernel of an input with itself at the width that the network
     * has, over Gaussian weights with the mean squares that they have now. For several inputs, that
     * of the mean squared norm is the mean over them.
     *
     * @param squaredNorm {@code |x|^2}, or its mean over a batch
     * @return {@code E K(x, x)} of one output; NaN if it is not known: with biases that are not
     *     zero, for a norm that is not positive and finite, or where more than two pieces follow a
     *     ReLU
     */
    public double finiteWidthDiagonal(double squaredNorm) {
        boolean known = squaredNorm > 0 && Double.isFinite(squaredNorm);
        boolean relu = false;
        List<MaxoutNetwork.Layer> finite = new ArrayList<>();
        for (ChainLayer stage : stages) {
            boolean readOut = finite.size() == stages.size() - 1;
            // What follows a ReLU must not care where the zeros are: see DirectionEnergies.
            known &= (readOut || stage.isUnbiased()) && !(relu && stage.pieces() > 2);
            relu |= stage.relu();
            finite.add(stage.finite());
        }
        if (!known) {
            return Double.NaN;
        }
        MaxoutNetwork network = new MaxoutNetwork(stages.get(0).fanIn(), finite);
        GradientMoments moments = GradientMoments.of(network, squaredNorm);
        double sum = 0;
        for (int i = 0; i < stages.size(); i++) {
            ChainLayer stage = stages.get(i);
            sum += stage.countsWeights() ? stage.share() * moments.weights().get(i) : 0;
            sum += stage.countsBiases() ? stage.share() * moments.biases().get(i) : 0;
        }
        return sum / moments.outputs();
    }

    @Override
    public String toString() {
        return "infinitely wide network of " + layers;
    }
}
