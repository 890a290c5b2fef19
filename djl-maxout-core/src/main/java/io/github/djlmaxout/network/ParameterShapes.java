package io.github.djlmaxout.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.UninitializedParameterException;
import ai.djl.training.initializer.Initializer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The shapes that the parameters of one block without children would get, found without making an
 * array.
 *
 * <p>DJL's blocks set the shapes of all their parameters before the first gets its values. The
 * first one's initializer is therefore exchanged for one that stops there; no parameter has got
 * values then, so that the block still is not initialized. Shapes and initializers are put back.
 */
final class ParameterShapes {

    private ParameterShapes() {}

    /** Tells a trial the shapes, if the block is not initialized and they can be found out. */
    static void tell(Trial trial, Engine engine, Block block, Shape input) {
        Collection<Parameter> parameters = block.getDirectParameters().values();
        if (parameters.isEmpty() || parameters.stream().anyMatch(Parameter::isInitialized)) {
            return;
        }
        List<Shape> shapes = new ArrayList<>();
        List<Initializer> initializers = new ArrayList<>();
        for (Parameter parameter : parameters) {
            shapes.add(parameter.getShape());
            initializers.add(parameter.getInitializer());
            parameter.setInitializer(
                    (manager, shape, type) -> {
                        throw new UninitializedParameterException("stopped on purpose");
                    });
        }
        try (NDManager manager = engine.newBaseManager()) {
            block.initialize(manager, DataType.FLOAT32, input);
        } catch (RuntimeException e) {
            // On purpose, or because the block does not take such an input: told elsewhere.
        } finally {
            int i = 0;
            for (Parameter parameter : parameters) {
                if (parameter.getShape() != null) {
                    trial.know(parameter, parameter.getShape());
                }
                parameter.setInitializer(initializers.get(i));
                parameter.setShape(shapes.get(i));
                i++;
            }
        }
    }
}
