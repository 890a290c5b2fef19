// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.passthrough.PassthroughNDArray;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The shapes of parameters and of the inputs of blocks: as they are, or as they would become.
 *
 * <p>A block without values is initialized with arrays that have a shape and nothing else, and made
 * uninitialized again: that costs no memory and draws nothing, whatever the block. Shapes and
 * initializers of its parameters are put back. What DJL's blocks keep of it are the shapes of their
 * inputs, which the next initialization replaces.
 */
final class Rehearsal {

    /** From here on one sample does: DJL's lambda blocks make real arrays of their inputs. */
    private static final long LARGE = 1L << 20;

    private final Engine engine;
    private final IdentityHashMap<Parameter, Shape> parameters = new IdentityHashMap<>();
    private final IdentityHashMap<Block, List<Shape>> inputs = new IdentityHashMap<>();
    private final Set<Block> rehearsed = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Block> fresh = Collections.newSetFromMap(new IdentityHashMap<>());

    Rehearsal(Engine engine) {
        this.engine = engine;
    }

    /** Tells the shape that a parameter without values would have. */
    void know(Parameter parameter, Shape shape) {
        parameters.put(parameter, shape);
    }

    /** The shape of a parameter, if it is known. */
    Optional<Shape> of(Parameter parameter) {
        return parameter.isInitialized()
                ? Optional.of(parameter.getArray().getShape())
                : Optional.ofNullable(parameters.get(parameter));
    }

    /** The shapes of the inputs of a block inside one that was rehearsed, if they are known. */
    Optional<List<Shape>> inputs(Block block) {
        return Optional.ofNullable(inputs.get(block));
    }

    /** The shapes of the inputs of a block if they follow from the input that is being read. */
    Optional<List<Shape>> wanted(Block block) {
        return fresh.contains(block) ? inputs(block) : Optional.empty();
    }

    /**
     * Finds the shapes in a block and all that is inside of it, once.
     *
     * @return why that could not be done, if it could not
     */
    Optional<Throwable> find(Block block, List<Shape> given) {
        if (rehearsed.contains(block)) {
            return Optional.empty();
        }
        Set<Parameter> all = Collections.newSetFromMap(new IdentityHashMap<>());
        all.addAll(block.getParameters().values());
        if (all.stream().anyMatch(Parameter::isInitialized)) {
            note(block, 1, false);
            return Optional.empty();
        }
        List<Parameter> parametersInside = new ArrayList<>(all);
        for (LargeImages images : LargeImages.of(given)) {
            if (smaller(images, block, parametersInside)) {
                return Optional.empty();
            }
        }
        return rehearse(block, parametersInside, given);
    }

    /** Rehearses for smaller images, if these tell all shapes for the large one. */
    private boolean smaller(LargeImages images, Block block, List<Parameter> inside) {
        List<Rehearsal> rehearsals = new ArrayList<>();
        for (Shape image : images.smaller()) {
            Rehearsal one = new Rehearsal(engine);
            if (one.rehearse(block, inside, List.of(image)).isPresent()) {
                return false;
            }
            rehearsals.add(one);
        }
        Rehearsal first = rehearsals.get(0);
        for (Parameter parameter : inside) {
            Shape shape = first.parameters.get(parameter);
            if (shape == null
                    || rehearsals.stream()
                            .anyMatch(one -> !shape.equals(one.parameters.get(parameter)))) {
                return false;
            }
        }
        IdentityHashMap<Block, List<Shape>> found = new IdentityHashMap<>();
        for (Block each : first.inputs.keySet()) {
            List<Shape> shapes = new ArrayList<>();
            for (int i = 0; i < first.inputs.get(each).size(); i++) {
                int input = i;
                images.larger(
                                rehearsals.stream()
                                        .map(one -> one.inputs.get(each).get(input))
                                        .toList())
                        .ifPresent(shapes::add);
            }
            if (shapes.size() == first.inputs.get(each).size()) {
                found.put(each, List.copyOf(shapes));
            }
        }
        parameters.putAll(first.parameters);
        inputs.putAll(found);
        rehearsed.addAll(first.rehearsed);
        fresh.addAll(first.fresh);
        return true;
    }

    @SuppressWarnings("IllegalCatch") // foreign code; told to who asks
    private Optional<Throwable> rehearse(Block block, List<Parameter> all, List<Shape> given) {
        List<Shape> shapes = new ArrayList<>();
        List<Initializer> initializers = new ArrayList<>();
        List<Block> empty = new ArrayList<>();
        collectEmpty(block, empty);
        for (Parameter parameter : all) {
            shapes.add(parameter.getShape());
            initializers.add(parameter.getInitializer());
            parameter.setInitializer((manager, shape, type) -> new Form(manager, shape, type));
        }
        long batch = given.get(0).dimension() == 0 ? 1 : given.get(0).get(0);
        boolean single =
                given.stream().mapToLong(Shape::size).sum() > LARGE
                        && given.stream().allMatch(s -> s.dimension() > 1 && s.get(0) == batch);
        Shape[] used =
                given.stream()
                        .map(s -> single ? new Shape(1).addAll(s.slice(1)) : s)
                        .toArray(Shape[]::new);
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            block.initialize(manager, DataType.FLOAT32, used);
            return Optional.empty();
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            return Optional.of(e);
        } finally {
            note(block, single ? batch : 1, true);
            for (int i = 0; i < all.size(); i++) {
                Parameter parameter = all.get(i);
                if (parameter.getShape() != null) {
                    parameters.put(parameter, parameter.getShape());
                }
                parameter.close();
                parameter.setShape(shapes.get(i));
                parameter.setInitializer(initializers.get(i));
            }
            empty.forEach(Rehearsal::forget);
        }
    }

    private static void collectEmpty(Block block, List<Block> empty) {
        if (block.getParameters().isEmpty() && !block.isInitialized()) {
            empty.add(block);
        }
        block.getChildren().values().forEach(child -> collectEmpty(child, empty));
    }

    /**
     * Makes a block without parameters uninitialized again: DJL takes it for initialized once it
     * has input shapes, and would not prepare it for others.
     */
    @SuppressWarnings("IllegalCatch") // it may well complain; the shapes are gone by then
    private static void forget(Block block) {
        try {
            block.initialize(null, DataType.FLOAT32, (Shape[]) null);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            return;
        }
    }

    private void note(Block block, long batch, boolean isFresh) {
        rehearsed.add(block);
        if (isFresh) {
            fresh.add(block);
        }
        try {
            Shape[] shapes = block.isInitialized() ? block.getInputShapes() : null;
            if (shapes != null && shapes.length > 0) {
                inputs.put(block, Arrays.stream(shapes).map(s -> real(s, batch)).toList());
            }
        } catch (RuntimeException e) {
            // A block need not tell; then it is not known.
            inputs.remove(block);
        }
        block.getChildren().values().forEach(child -> note(child, batch, isFresh));
    }

    /** A shape for the whole batch; blocks that take any length along an axis say -1. */
    private static Shape real(Shape shape, long batch) {
        long[] lengths = shape.getShape().clone();
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = Math.max(1, lengths[i]);
        }
        if (lengths.length > 1 && lengths[0] == 1) {
            lengths[0] = batch;
        }
        return new Shape(lengths);
    }

    /** An array that has a shape and no values. */
    private static final class Form extends PassthroughNDArray {

        Form(NDManager manager, Shape shape, DataType type) {
            super(manager, null, shape, type);
        }

        /** {@inheritDoc} */
        @Override
        public void setName(String name) {
            // nobody will ask for it
        }

        /** {@inheritDoc} */
        @Override
        public void setRequiresGradient(boolean requiresGrad) {
            // nothing will flow here
        }

        /** {@inheritDoc} */
        @Override
        public boolean hasGradient() {
            return false;
        }

        /** {@inheritDoc} */
        @Override
        public NDArray get(NDManager manager, NDIndex index) {
            return this;
        }

        /** {@inheritDoc} */
        @Override
        public boolean contentEquals(NDArray other) {
            return false;
        }

        /** {@inheritDoc} */
        @Override
        public void close() {
            // holds nothing
        }
    }
}
