// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;

import io.github.djlmaxout.nn.MaxoutConv;
import io.github.djlmaxout.nn.MaxoutLayer;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.Optional;
import java.util.Set;

/**
 * Reads the layers with weights that are known: DJL's dense layer and convolutions, and this
 * library's. A subclass of DJL's may do anything and is not among them.
 */
final class LayerReader {

    private static final Set<Class<?>> DJL =
            Set.of(Linear.class, Conv1d.class, Conv2d.class, Conv3d.class);

    private LayerReader() {}

    static boolean isLayer(Block block) {
        return block instanceof MaxoutLayer || DJL.contains(block.getClass());
    }

    /**
     * Reads a layer for an input.
     *
     * @throws IllegalArgumentException if it does not take the input
     */
    static Weights read(Block block, Shape input) {
        Optional<ConvolutionGeometry> geometry = ConvolutionGeometry.of(block);
        if (geometry.isPresent()) {
            return convolution(block, input, filters(block), geometry.get());
        }
        if (block instanceof MaxoutLayer layer) {
            return dense(
                    layer,
                    input,
                    new Settings(layer.getUnits(), layer.getPieces(), layer.getLayout()));
        }
        Shape output = block.getOutputShapes(new Shape[] {input})[0];
        long units = output.get(output.dimension() - 1);
        return dense(block, input, new Settings(units, 1, PieceLayout.PIECE_MAJOR));
    }

    /**
     * Reads a layer that was initialized, or whose initialization was rehearsed, without its input:
     * padding then counts as if there were none.
     *
     * @return empty if the shape of its weight is not known
     */
    static Optional<Weights> initialized(Block block, Rehearsal rehearsal) {
        Optional<Shape> shape = rehearsal.of(block.getDirectParameters().get("weight"));
        if (shape.isEmpty()) {
            return Optional.empty();
        }
        Optional<ConvolutionGeometry> geometry = ConvolutionGeometry.of(block);
        Settings settings;
        if (geometry.isPresent()) {
            settings = filters(block);
        } else if (block instanceof MaxoutLayer layer) {
            settings = new Settings(layer.getUnits(), layer.getPieces(), layer.getLayout());
        } else {
            settings = new Settings(shape.get().get(0), 1, PieceLayout.PIECE_MAJOR);
        }
        return Optional.of(
                weights(
                        block,
                        geometry.isPresent() ? Weights.Kind.CONVOLUTION : Weights.Kind.DENSE,
                        shape.get(),
                        settings,
                        geometry.map(ConvolutionGeometry::groups).orElse(1),
                        1));
    }

    private record Settings(long units, int pieces, PieceLayout layout) {

        long rows() {
            return units * pieces;
        }
    }

    private static Settings filters(Block convolution) {
        if (convolution instanceof MaxoutConv conv) {
            return new Settings(conv.getUnits(), conv.getPieces(), conv.getLayout());
        }
        return new Settings(((Convolution) convolution).getFilters(), 1, PieceLayout.PIECE_MAJOR);
    }

    private static Weights dense(Block block, Shape input, Settings settings) {
        Shape shape = new Shape(settings.rows(), input.get(input.dimension() - 1));
        return weights(block, Weights.Kind.DENSE, shape, settings, 1, 1);
    }

    private static Weights convolution(
            Block block, Shape input, Settings settings, ConvolutionGeometry geometry) {
        int axes = geometry.kernel().dimension();
        int groups = geometry.groups();
        if (input.dimension() != axes + 2) {
            throw new IllegalArgumentException(
                    "its input needs "
                            + (axes + 2)
                            + " axes: batch, channels and "
                            + axes
                            + " spatial ones");
        }
        if (input.get(1) % groups != 0) {
            throw new IllegalArgumentException(
                    input.get(1) + " channels are not divisible by its " + groups + " groups");
        }
        Shape shape = new Shape(settings.rows(), input.get(1) / groups).addAll(geometry.kernel());
        return weights(
                block,
                Weights.Kind.CONVOLUTION,
                shape,
                settings,
                groups,
                geometry.coverage(input.slice(2)));
    }

    private static Weights weights(
            Block block,
            Weights.Kind kind,
            Shape shape,
            Settings settings,
            int groups,
            double coverage) {
        ParameterList parameters = block.getDirectParameters();
        Parameter weight = parameters.get("weight");
        if (weight.isInitialized() && !weight.getArray().getShape().equals(shape)) {
            throw new IllegalArgumentException(
                    "it was initialized with a weight of shape "
                            + weight.getArray().getShape()
                            + ", and this input asks for "
                            + shape);
        }
        return new Weights(
                kind,
                weight,
                Optional.ofNullable(parameters.get("bias")),
                shape,
                settings.units(),
                settings.pieces(),
                groups,
                settings.layout(),
                coverage);
    }
}
