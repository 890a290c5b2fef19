package io.github.djlmaxout.integration.diagnostics.probe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.diagnostics.probe.BatchProbe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A network with drawn values and a drawn batch, on one engine. */
public final class OpenNetwork implements AutoCloseable {

    public static final long SEED = 23;

    private final NDManager manager;
    private final Block block;
    private final NDArray batch;

    public OpenNetwork(String engine, Block block, Shape input, DataType type) {
        manager = Engine.getEngine(engine).newBaseManager();
        this.block = block;
        block.initialize(manager, type, input);
        Random random = new Random(SEED);
        for (Parameter parameter : block.getParameters().values()) {
            double[] values = new double[(int) parameter.getArray().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] =
                        switch (parameter.getType()) {
                            case RUNNING_VAR, GAMMA -> 0.5 + random.nextDouble();
                            case WEIGHT -> 0.5 * random.nextGaussian();
                            default -> 0.2 * random.nextGaussian();
                        };
            }
            set(parameter.getArray(), values);
        }
        double[] values = new double[(int) input.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian();
        }
        batch = manager.create(values, input).toType(type, true);
    }

    public static OpenNetwork of(String engine, ProbedNetwork network, DataType type) {
        return new OpenNetwork(engine, network.build(), network.input(), type);
    }

    /** Gives an array new values. */
    public static void set(NDArray array, double... values) {
        if (array.getDataType() == DataType.FLOAT64) {
            array.set(values);
            return;
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        array.set(floats);
    }

    public static double[] values(NDArray array) {
        return array.toType(DataType.FLOAT64, true).toDoubleArray();
    }

    public NDManager manager() {
        return manager;
    }

    public Block block() {
        return block;
    }

    public NDArray batch() {
        return batch;
    }

    public BatchProbe probe() {
        return BatchProbe.of(block, new NDList(batch), Integer.MAX_VALUE, Map.of());
    }

    /** The input, and what comes out of the blocks one after the other, as DJL runs them. */
    public List<NDArray> plainly() {
        ParameterStore store = new ParameterStore(manager, false);
        List<NDArray> outputs = new ArrayList<>(List.of(batch));
        NDList values = new NDList(batch);
        for (Block child : block.getChildren().values()) {
            values = child.forward(store, values, false);
            outputs.add(values.head());
        }
        return outputs;
    }

    @Override
    public void close() {
        manager.close();
    }
}
