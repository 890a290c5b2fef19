package io.github.djlmaxout.integration.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;

import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/**
 * Networks that are probed. All are sequences, so that what their blocks give one after the other
 * is known without a probe.
 */
@SuppressWarnings("ImmutableEnumChecker") // shapes and recipes do not change
public enum ProbedNetwork {
    DENSE(
            new Shape(6, 5),
            List.of("01MaxoutLinear 1", "02MaxoutLinear 2", "03Linear 3"),
            () -> sequence(maxout(7, 3), maxout(4, 2), linear(3))),
    CONVOLUTION(
            new Shape(3, 2, 8, 8),
            List.of("01MaxoutConv2d 2", "03MaxoutConv2d 4", "05MaxoutLinear 5", "06Linear 6"),
            () ->
                    sequence(
                            convolution(4, 3, 1),
                            Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)),
                            convolution(3, 2, 1),
                            Blocks.batchFlattenBlock(),
                            maxout(5, 3),
                            linear(3))),
    GROUPED(
            new Shape(3, 4, 5, 5),
            List.of("01MaxoutConv2d 1", "02MaxoutConv2d 3", "04Linear 4"),
            () ->
                    sequence(
                            convolution(6, 3, 2),
                            grouped(4, 2, PieceLayout.UNIT_MAJOR),
                            Blocks.batchFlattenBlock(),
                            linear(3))),
    RELU(
            new Shape(6, 5),
            List.of("01Linear 2", "03Linear 4", "05Linear 5"),
            () ->
                    sequence(
                            linear(8),
                            Activation.reluBlock(),
                            linear(4),
                            Activation.reluBlock(),
                            linear(3))),
    MAXIMUM_BLOCKS(
            new Shape(6, 5),
            List.of("01Linear 2", "03Linear 4", "05Linear 5"),
            () ->
                    sequence(
                            linear(12),
                            Maxout.block(3),
                            linear(8),
                            Maxout.block(2, -1, PieceLayout.UNIT_MAJOR),
                            linear(3))),
    NORMALIZED(
            new Shape(6, 5),
            List.of("01Linear 4", "05MaxoutLinear 6", "07Linear 7"),
            () ->
                    sequence(
                            linear(8),
                            BatchNorm.builder().build(),
                            Activation.reluBlock(),
                            Dropout.builder().optRate(0.4f).build(),
                            maxout(4, 3),
                            BatchNorm.builder().build(),
                            linear(3))),
    NORMALIZED_IMAGES(
            new Shape(3, 2, 6, 6),
            List.of("01MaxoutConv2d 4", "05Linear 5"),
            () ->
                    sequence(
                            convolution(3, 2, 1),
                            BatchNorm.builder().build(),
                            Dropout.builder().optRate(0.4f).build(),
                            Blocks.batchFlattenBlock(),
                            linear(3))),
    RESIDUAL(
            new Shape(6, 5),
            List.of("01MaxoutLinear 1", "02ParallelBlock/01MaxoutLinear -", "04Linear 4"),
            () ->
                    sequence(
                            maxout(4, 3),
                            parallel(NDArray::add, maxout(4, 2), Blocks.identityBlock()),
                            Activation.reluBlock(),
                            linear(3))),
    CONCATENATION(
            new Shape(6, 5),
            List.of("01ParallelBlock/01MaxoutLinear -", "01ParallelBlock/02Linear -", "02Linear 2"),
            () ->
                    sequence(
                            parallel(
                                    (a, b) -> NDArrays.concat(new NDList(a, b), 1),
                                    maxout(4, 2),
                                    linear(3)),
                            linear(3))),
    SEQUENCES(
            new Shape(4, 3, 5),
            List.of("01MaxoutLinear 2", "03Linear 4", "05Linear 5"),
            () ->
                    sequence(
                            maxout(4, 3),
                            // what comes out does not lie in memory as its shape says
                            LambdaBlock.singleton(x -> x.transpose(0, 2, 1)),
                            linear(6),
                            Blocks.batchFlattenBlock(),
                            linear(3))),
    LONG_SHORT_TERM(
            new Shape(4, 3, 5),
            List.of("01LSTM 1", "02MaxoutLinear 3", "04Linear 4"),
            () ->
                    sequence(
                            LSTM.builder()
                                    .setStateSize(4)
                                    .setNumLayers(2)
                                    .optDropRate(0.3f)
                                    .build(),
                            maxout(3, 2),
                            Blocks.batchFlattenBlock(),
                            linear(3))),
    GATED_RECURRENT(
            new Shape(4, 3, 5),
            List.of("01Linear 1", "02GRU 2", "03Linear 4"),
            () ->
                    sequence(
                            linear(6),
                            GRU.builder().setStateSize(4).setNumLayers(1).build(),
                            linear(3),
                            Blocks.batchFlattenBlock()));

    private final Shape input;
    private final List<String> signals;
    private final Supplier<SequentialBlock> blocks;

    ProbedNetwork(Shape input, List<String> signals, Supplier<SequentialBlock> blocks) {
        this.input = input;
        this.signals = signals;
        this.blocks = blocks;
    }

    public SequentialBlock build() {
        return blocks.get();
    }

    public Shape input() {
        return input;
    }

    /** The layers in the order of the signal. */
    public List<String> layers() {
        return signals.stream().map(signal -> signal.split(" ", 2)[0]).toList();
    }

    /** Up to which block the signal behind a layer goes, from 1; 0 inside a branch. */
    public int end(int layer) {
        String end = signals.get(layer).split(" ", 2)[1];
        return "-".equals(end) ? 0 : Integer.parseInt(end);
    }

    /** MXNet differentiates recurrent layers in training mode only. */
    public boolean isRecurrent() {
        return this == LONG_SHORT_TERM || this == GATED_RECURRENT;
    }

    private static SequentialBlock sequence(Block... blocks) {
        SequentialBlock sequence = new SequentialBlock();
        for (Block block : blocks) {
            sequence.add(block);
        }
        return sequence;
    }

    private static ParallelBlock parallel(BinaryOperator<NDArray> operator, Block... blocks) {
        return new ParallelBlock(
                outputs ->
                        new NDList(
                                operator.apply(
                                        outputs.get(0).singletonOrThrow(),
                                        outputs.get(1).singletonOrThrow())),
                List.of(blocks));
    }

    static Linear linear(long units) {
        return Linear.builder().setUnits(units).build();
    }

    static MaxoutLinear maxout(long units, int pieces) {
        return MaxoutLinear.builder().setUnits(units).setPieces(pieces).build();
    }

    private static MaxoutConv2d convolution(int filters, int pieces, int groups) {
        return MaxoutConv2d.builder()
                .setFilters(filters)
                .setPieces(pieces)
                .setKernelShape(new Shape(3, 3))
                .optPadding(new Shape(1, 1))
                .optGroups(groups)
                .build();
    }

    private static MaxoutConv2d grouped(int filters, int pieces, PieceLayout layout) {
        return MaxoutConv2d.builder()
                .setFilters(filters)
                .setPieces(pieces)
                .setKernelShape(new Shape(3, 3))
                .optLayout(layout)
                .optGroups(2)
                .build();
    }
}
