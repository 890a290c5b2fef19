// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.Batchifier;
import ai.djl.util.Progress;

import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/**
 * One pass over samples in batches, as a DJL data set.
 *
 * <p>A batch is put together on the JVM from the samples in memory and handed to the engine in one
 * piece; it is several hundred times faster than reading engine arrays sample by sample. The order
 * of a pass depends on the seed and the epoch alone.
 */
public final class SampleBatches implements Dataset {

    private static final long ORDER = 1;

    private final Samples samples;
    private final InputNormalization normalization;
    private final Augmentation augmentation;
    private final int batchSize;
    private final int epoch;
    private final int[] order;
    private final int first;
    private final int last;

    private SampleBatches(
            Samples samples,
            InputNormalization normalization,
            Augmentation augmentation,
            int batchSize,
            int epoch,
            int[] order,
            int first,
            int last) {
        this.samples = samples;
        this.normalization = normalization;
        this.augmentation = augmentation;
        this.batchSize = batchSize;
        this.epoch = epoch;
        this.order = order;
        this.first = first;
        this.last = last;
    }

    /**
     * Returns a pass in the order of the samples, unchanged but for normalization; the last batch
     * may be smaller.
     */
    public static SampleBatches inOrder(
            Samples samples, InputNormalization normalization, int batchSize) {
        int[] order = identity(samples.size());
        int batches = (samples.size() + batchSize - 1) / batchSize;
        return new SampleBatches(samples, normalization, null, batchSize, 0, order, 0, batches);
    }

    /**
     * Returns a shuffled pass of full batches; what is left over at the end is left out of this
     * epoch.
     *
     * @param samples the training samples
     * @param normalization the normalization of each sample
     * @param augmentation what to change in each sample, or null for nothing
     * @param batchSize the size of a batch, at most the number of samples
     * @param seed the seed of the run
     * @param epoch the epoch, from 0
     * @return the pass
     */
    public static SampleBatches shuffled(
            Samples samples,
            InputNormalization normalization,
            Augmentation augmentation,
            int batchSize,
            long seed,
            int epoch) {
        if (batchSize < 1 || batchSize > samples.size()) {
            throw new IllegalArgumentException(
                    "batch size "
                            + batchSize
                            + " does not lie between 1 and the number of samples, "
                            + samples.size());
        }
        int[] order = identity(samples.size());
        SplittableRandom random = new SplittableRandom(Seeds.derive(seed, ORDER, epoch));
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        int batches = samples.size() / batchSize;
        return new SampleBatches(
                samples, normalization, augmentation, batchSize, epoch, order, 0, batches);
    }

    /** Returns the same pass without the batches before {@code from} and from {@code to} on. */
    public SampleBatches range(int from, int to) {
        return new SampleBatches(
                samples,
                normalization,
                augmentation,
                batchSize,
                epoch,
                order,
                Math.min(from, last),
                Math.min(to, last));
    }

    /** Returns how many batches this pass has. */
    public int batches() {
        return last - first;
    }

    @Override
    public Iterable<Batch> getData(NDManager manager) {
        return () -> new Pass(manager);
    }

    @Override
    public void prepare(Progress progress) {
        // The samples are in memory already.
    }

    private static int[] identity(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        return order;
    }

    /** The batches one after the other, each with a manager of its own that it closes. */
    private final class Pass implements Iterator<Batch> {

        private final NDManager parent;
        private final int values = Math.toIntExact(samples.shape().size());
        private final float[] scratch = new float[values];
        private int next = first;

        Pass(NDManager parent) {
            this.parent = parent;
        }

        @Override
        public boolean hasNext() {
            return next < last;
        }

        @Override
        public Batch next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the pass has " + batches() + " batches");
            }
            int start = next * batchSize;
            int size = Math.min(batchSize, samples.size() - start);
            float[] data = new float[size * values];
            float[] labels = new float[size];
            for (int i = 0; i < size; i++) {
                int index = order[start + i];
                samples.read(index, data, i * values);
                normalization.apply(data, i * values, values);
                if (augmentation != null) {
                    augmentation.apply(data, i * values, samples.shape(), epoch, index, scratch);
                }
                labels[i] = samples.label(index);
            }
            NDManager manager = parent.newSubManager();
            Shape shape = new Shape(size).addAll(samples.shape());
            Batch batch =
                    new Batch(
                            manager,
                            new NDList(manager.create(FloatBuffer.wrap(data), shape)),
                            new NDList(manager.create(labels)),
                            size,
                            Batchifier.STACK,
                            Batchifier.STACK,
                            next - first,
                            batches());
            next++;
            return batch;
        }
    }
}
