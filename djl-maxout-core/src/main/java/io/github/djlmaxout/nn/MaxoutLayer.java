// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A layer of maxout units with their own weights: {@code K} affine pieces a unit, computed as one
 * affine map with {@code K * units} outputs, and the maximum over the pieces.
 *
 * <p>The weight has the shape {@code (K * units, fan-in...)}, the bias {@code (K * units)}; {@link
 * PieceLayout} orders their rows. With nothing set, weights start normal with variance {@code 1 /
 * (M(K) * fan-in)} ({@link GaussianMaximum#secondMoment()}), no two pieces of a unit equal, and
 * biases at zero: the mean square of the activations then neither grows nor shrinks with depth
 * (Tseran and Montufar 2023, arXiv 2301.06956). An initializer set through {@code setInitializer}
 * or a training configuration takes its place.
 *
 * <p>Parameters are float32 or float64. What {@link Maxout} says of ties, NaN and infinities holds
 * here. Saved layers carry their settings and a CRC32C checksum: a file that was truncated or
 * corrupted, or that belongs to a layer of other settings, is refused with a {@link
 * MalformedModelException} and leaves the layer as it was.
 */
public abstract class MaxoutLayer extends AbstractBlock {

    private final long units;
    private final PieceStacking stacking;
    private final FirstWeights firstWeights;
    private final Parameter weight;
    private final Parameter bias;

    MaxoutLayer(long units, PieceStacking stacking, boolean includeBias) {
        super(SavedLayer.VERSION);
        this.units = units;
        this.stacking = stacking;
        inputNames = Collections.singletonList("data");
        firstWeights = new FirstWeights(units, stacking);
        Parameter.Builder weights = Parameter.builder().setName("weight");
        weight =
                addParameter(
                        weights.setType(Parameter.Type.WEIGHT)
                                .optInitializer(firstWeights)
                                .build());
        Parameter.Builder biases = Parameter.builder().setName("bias");
        bias = includeBias ? addParameter(biases.setType(Parameter.Type.BIAS).build()) : null;
    }

    /** Refuses an input shape that this kind of layer cannot take, whatever its weights. */
    abstract void requireInput(Shape input);

    /** The axis of the input that the weights multiply, and of the output that holds the units. */
    abstract int channelAxis();

    /** The shape of the weight for an input of that shape. */
    abstract Shape weightShape(Shape input);

    /** The affine map with {@code K * units} outputs. */
    abstract NDArray affine(NDArray input, NDArray weight, NDArray bias);

    /** What a saved layer must agree on beside units, pieces, layout and bias. */
    abstract Map<String, String> ownSettings();

    /**
     * Returns the number of units, or of filters.
     *
     * @return the number of outputs {@code n} along the channel axis
     */
    public final long getUnits() {
        return units;
    }

    /**
     * Returns the number of pieces of a unit.
     *
     * @return {@code K}
     */
    public final int getPieces() {
        return stacking.pieces();
    }

    /**
     * Returns how pieces lie along the first axis of weight and bias, and along the channels of the
     * pre-activations.
     *
     * @return pieces, layout and groups
     */
    public final PieceStacking getStacking() {
        return stacking;
    }

    /**
     * Returns how pieces and units are stacked in weight, bias and pre-activations.
     *
     * @return the layout
     */
    public final PieceLayout getLayout() {
        return stacking.layout();
    }

    /**
     * Computes the pre-activations, the values of all pieces before the maximum.
     *
     * @param parameterStore the store that gives the parameters on the input's device
     * @param input the input of the layer
     * @param training whether the parameters are asked for training
     * @return the pre-activations, {@code K * units} along the channel axis
     * @throws IllegalArgumentException if the input has another type or another number of channels
     *     than the layer was initialized with
     */
    public final NDArray preActivations(
            ParameterStore parameterStore, NDArray input, boolean training) {
        LayerArguments.floatOrDouble(input.getDataType(), "The input");
        Shape shape = input.getShape();
        requireInput(shape);
        Device device = input.getDevice();
        NDArray weightArray = parameterStore.getValue(weight, device, training);
        NDArray biasArray = parameterStore.getValue(bias, device, training);
        LayerArguments.sameType(input.getDataType(), weightArray.getDataType());
        requireChannels(shape);
        return affine(input, weightArray, biasArray);
    }

    /** {@inheritDoc} */
    @Override
    protected final NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray z = preActivations(parameterStore, inputs.singletonOrThrow(), training);
        return new NDList(
                ExactMaximum.of(z, PieceAxis.of(z.getShape(), channelAxis(), stacking), training));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the type is neither float32 nor float64
     */
    @Override
    public final void initialize(NDManager manager, DataType dataType, Shape... inputShapes) {
        LayerArguments.floatOrDouble(dataType, "The layer");
        boolean fresh = !weight.isInitialized();
        super.initialize(manager, dataType, inputShapes);
        if (fresh) {
            firstWeights.warnOfEqualPieces(weight);
        }
    }

    /** {@inheritDoc} */
    @Override
    protected final void beforeInitialize(Shape... inputShapes) {
        if (inputShapes.length != 1) {
            throw new IllegalArgumentException(
                    "A maxout layer takes 1 input, but got " + inputShapes.length + ".");
        }
        requireInput(inputShapes[0]);
        requireChannels(inputShapes[0]);
        super.beforeInitialize(inputShapes);
    }

    /** {@inheritDoc} */
    @Override
    protected final void prepare(Shape[] inputShapes) {
        Shape input = inputShapes[0];
        weight.setShape(weightShape(input));
        if (bias != null) {
            bias.setShape(new Shape(units * stacking.pieces()));
        }
    }

    /** {@inheritDoc} */
    @Override
    public final void saveParameters(DataOutputStream os) throws IOException {
        if (!isInitialized()) {
            throw new IllegalStateException(
                    "The layer has no weights to save: initialize or load it first.");
        }
        byte[] encoded = ParameterBytes.encode(getDirectParameters().values());
        os.write(SavedLayer.VERSION);
        new SavedLayer(settings(), inputShapes, encoded).write(os);
    }

    /**
     * {@inheritDoc}
     *
     * @throws MalformedModelException if the file is truncated or corrupted, or holds a layer of
     *     other settings; the layer is then as it was
     */
    @Override
    public final void loadParameters(NDManager manager, DataInputStream is)
            throws IOException, MalformedModelException {
        SavedLayer saved = SavedLayer.read(SavedLayer.readVersion(is), is);
        saved.requireFit(settings());
        List<Parameter> own = getDirectParameters().values();
        List<Parameter> loaded = ParameterBytes.decode(saved.parameters(), own, manager);
        try {
            requireShapes(loaded, saved.inputShapes());
        } catch (MalformedModelException | RuntimeException e) {
            loaded.forEach(Parameter::close);
            throw e;
        }
        ParameterBytes.replace(own, loaded);
        inputShapes = saved.inputShapes();
    }

    private void requireShapes(List<Parameter> loaded, Shape[] shapes)
            throws MalformedModelException {
        Shape input = shapes[0];
        Shape expected = weightShape(input);
        Shape actual = loaded.get(0).getShape();
        if (!expected.equals(actual)) {
            throw new MalformedModelException(
                    "The file holds a weight of shape "
                            + actual
                            + ", but its input "
                            + input
                            + " asks for "
                            + expected
                            + ".");
        }
        if (weight.isInitialized() && !weight.getShape().equals(actual)) {
            throw new MalformedModelException(
                    "The file holds a weight of shape "
                            + actual
                            + ", but the layer was initialized with "
                            + weight.getShape()
                            + ": load into a new layer.");
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings =
                SavedLayer.settings(
                        "layer",
                        getClass().getSimpleName(),
                        "units",
                        units,
                        "pieces",
                        stacking.pieces(),
                        "layout",
                        stacking.layout(),
                        "bias",
                        bias != null);
        settings.putAll(ownSettings());
        return settings;
    }

    /** Refuses another number of channels than the weights were made for, if there are weights. */
    final void requireChannels(Shape input) {
        if (!weight.isInitialized()) {
            return;
        }
        int axis = LayerArguments.axis(channelAxis(), input);
        long expected = weight.getShape().get(1) * stacking.groups();
        LayerArguments.channels(expected, axis, input);
    }
}
