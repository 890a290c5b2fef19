// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.Wording;
import io.github.djlmaxout.network.EngineFault;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether an initialized network will train, told before it does: what becomes of signals and
 * gradients in it, layer by layer, beside what theory expects.
 *
 * <pre>{@code
 * network.initialize(manager, DataType.FLOAT32, new Shape(32, 784));
 * SignalCheck check = SignalCheck.run(network, new NDList(images));
 * System.out.println(check);
 * if (!check.verdict().equals(Verdict.FINE)) { ... }
 * }</pre>
 *
 * <p>The second moment of a signal is the mean of the squares of all its values. It should be about
 * the same behind all layers, and so should the sensitivity of the outputs to the pre-activations
 * of each layer, which the gradients show. A network is called sick when activations grow by more
 * than 10,000 (a factor of 100 in size) or fall by more than a million, or when that sensitivity
 * changes by more than a million between two layers (a factor of 1000 in the size of gradients).
 * Unless theory expects such a change of the activations, it has to be more than chance does: 4
 * standard deviations of the random walk that the logarithm of a second moment does over random
 * weights, of a variance of {@code (E x^4 / (E x^2)^2 - 1) / n} for a layer of {@code n} units. For
 * comparison, ReLU networks with half of He's variance learned late with 22 layers and not at all
 * with 30, where the second moment falls by 10^9 (He et al. 2015). Also found are NaN and infinity,
 * layers and units that are silent, pieces that cannot win, pieces that are equal, and a batch of
 * zeros or of a second moment far from 1.
 *
 * <p>Gradients are those of {@code v . N(x)} with independent standard normal {@code v} for each
 * sample, so no loss is needed: the mean of their squared norm is the sum over the outputs {@code
 * N}. Since the {@code v} of two samples are independent, one backward pass of the sum over the
 * batch, divided by its size, has the mean over samples as its expectation.
 *
 * <p>The network is run in evaluation mode on detached copies of its parameters; normalizations
 * take the statistics of the batch, as they do in training (the running ones for a single sample,
 * of which the mean is the sample itself). Network, gradients and the engine's random stream stay
 * as they are. Dropout is off, in measurement and expectation; in training it makes signals larger
 * by {@code 1 / keep} each time, so that c should be smaller by as much.
 *
 * <p>Expected values are those of {@link io.github.djlmaxout.initializer.Scheme#asFound()}. A
 * single network differs from the expectation by chance, and the gradients of convolutions by a
 * factor of about two besides. Blocks that are not known, such as recurrent ones, are run but not
 * judged: what is expected behind them is unknown.
 *
 * <p>Cost: a forward pass to measure, another for the plan, and {@code draws} backward passes.
 *
 * @param layers the layers with weights, in the order of the signal
 * @param findings what speaks against training, the worst first; empty if nothing does
 * @param verdict the worst of all, {@link Verdict#UNKNOWN} if nothing is wrong with what was seen,
 *     but signals or gradients could not be
 * @param note what could not be measured, and why; may be empty
 * @param input the shape of the batch
 * @param inputSecondMoment the mean square of its values
 * @param draws how many cotangents the gradients were averaged over
 * @param seed the seed of the cotangents
 * @param loss the loss of the batch; empty if none was given or it could not be had
 * @param lossOfGuessing the loss of a network that guesses; empty if it is not known
 */
public record SignalCheck(
        List<LayerCheck> layers,
        List<Alarm> findings,
        Verdict verdict,
        String note,
        Shape input,
        double inputSecondMoment,
        int draws,
        long seed,
        OptionalDouble loss,
        OptionalDouble lossOfGuessing) {

    private static final int DRAWS = 8;

    /**
     * Keeps unchangeable copies.
     *
     * @param layers the layers with weights
     * @param findings what speaks against training
     * @param verdict the worst of all
     * @param note what could not be measured, and why; may be empty
     * @param input the shape of the batch
     * @param inputSecondMoment the mean square of its values
     * @param draws how many cotangents the gradients were averaged over
     * @param seed the seed of the cotangents
     * @param loss the loss of the batch; empty if none was given or it could not be had
     * @param lossOfGuessing the loss of a network that guesses; empty if it is not known
     */
    public SignalCheck {
        layers = List.copyOf(layers);
        findings = List.copyOf(findings);
    }

    /**
     * Checks a network with 8 draws and seed 0.
     *
     * @param network the network, initialized
     * @param batch a batch of its input, normalized as in training, float32 or float64; a few dozen
     *     samples do
     * @return the result
     * @throws IllegalStateException if a parameter is not initialized
     * @throws IllegalArgumentException if the batch is empty, of another type or engine, holds NaN
     *     or infinity, or is not what the network takes
     */
    public static SignalCheck run(Block network, NDList batch) {
        return run(network, batch, DRAWS, 0);
    }

    /**
     * Checks a network.
     *
     * @param network the network, initialized
     * @param batch a batch of its input
     * @param draws how many cotangents to average gradients over, at least 2
     * @param seed their seed
     * @return the result
     * @throws IllegalStateException if a parameter is not initialized
     * @throws IllegalArgumentException if the batch is empty, of another type or engine, holds NaN
     *     or infinity, or is not what the network takes, or there are fewer than 2 draws
     */
    public static SignalCheck run(Block network, NDList batch, int draws, long seed) {
        return of(network, new Labelled(batch, new NDList(), Optional.empty()), draws, seed);
    }

    /**
     * Checks a network and its loss: one step is measured on detached copies, forward, loss and
     * backward, and all rules of a watched training that need no history are asked, besides what
     * {@link #run(Block, NDList)} looks at.
     *
     * @param network the network, initialized
     * @param data a batch of its inputs, as many arrays as it takes
     * @param labels what the outputs are compared with
     * @param loss how
     * @return the result
     * @throws IllegalStateException if a parameter is not initialized
     * @throws IllegalArgumentException if the batch is empty, of another type or engine, holds NaN
     *     or infinity, or is not what the network takes
     */
    public static SignalCheck run(Block network, NDList data, NDList labels, Loss loss) {
        return of(network, new Labelled(data, labels, Optional.of(loss)), DRAWS, 0);
    }

    private static SignalCheck of(Block network, Labelled batch, int draws, long seed) {
        SignalCheck check = Examination.of(network, batch, draws, seed);
        return EngineFault.of(network).map(check::notTrusted).orElse(check);
    }

    /** Of numbers that the engine computes wrong nothing is known. */
    private SignalCheck notTrusted(EngineFault fault) {
        return new SignalCheck(
                layers,
                findings,
                verdict.equals(Verdict.FINE) ? Verdict.UNKNOWN : verdict,
                Wording.sentences(fault.evidence(), fault.cause(), fault.remedy(), note),
                input,
                inputSecondMoment,
                draws,
                seed,
                loss,
                lossOfGuessing);
    }

    /** Returns the check as a table for people, in lines of at most 100 characters. */
    @Override
    public String toString() {
        return CheckTable.of(this);
    }
}
