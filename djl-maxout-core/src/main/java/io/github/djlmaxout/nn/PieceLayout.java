// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * How the {@code K} pieces of {@code n} units lie along one axis of length {@code K * n}.
 *
 * <p>With pre-activations {@code 0..9}, {@code K = 2} and {@code n = 5}, {@link #PIECE_MAJOR} gives
 * the maxima {@code [5, 6, 7, 8, 9]} and {@link #UNIT_MAJOR} gives {@code [1, 3, 5, 7, 9]}. At an
 * independent identically distributed start the two are equal in law; trained weights are not
 * portable from one to the other without {@link #convert(NDArray, int, PieceLayout, PieceLayout)}.
 *
 * <table>
 *   <caption>What other libraries use</caption>
 *   <tr><th>library</th><th>layout</th><th>rows of its weight</th></tr>
 *   <tr><td>TensorFlow Addons {@code Maxout}</td><td>PIECE_MAJOR</td>
 *       <td>columns of the dense kernel before it: transpose to (K * n, in)</td></tr>
 *   <tr><td>LightCNN {@code mfm} (max-feature-map 2/1)</td><td>PIECE_MAJOR, K = 2</td>
 *       <td>as they are</td></tr>
 *   <tr><td>Thinc {@code Maxout.v1}</td><td>UNIT_MAJOR</td>
 *       <td>W of shape (n, K, in): reshape to (n * K, in)</td></tr>
 *   <tr><td>Chainer {@code links.Maxout}</td><td>UNIT_MAJOR</td><td>as they are</td></tr>
 *   <tr><td>Lasagne {@code FeaturePoolLayer}</td><td>UNIT_MAJOR</td>
 *       <td>dense: transpose to (n * K, in); convolution: it flips its kernels (its default), so
 *       {@code flip} the kernel axes</td></tr>
 *   <tr><td>Paddle {@code nn.Maxout}</td><td>UNIT_MAJOR</td>
 *       <td>Linear: transpose to (n * K, in); convolution: as they are</td></tr>
 *   <tr><td>pylearn2 {@code Maxout}</td><td>UNIT_MAJOR</td><td>transpose to (n * K, in)</td></tr>
 * </table>
 */
public enum PieceLayout {
    /**
     * All first pieces, then all second pieces: index {@code k * n + u} is piece {@code k} of unit
     * {@code u}. The default, and the faster one on both engines.
     */
    PIECE_MAJOR,

    /** All pieces of the first unit, then of the second: index {@code u * K + k}. */
    UNIT_MAJOR;

    /**
     * Returns the index of a piece of a unit along the stacked axis.
     *
     * <p>With {@code groups > 1} the axis is cut into equal groups first, and each group is laid
     * out on its own: group, then piece, then unit within the group for {@link #PIECE_MAJOR}. So
     * all pieces of a unit fall into one group of a grouped convolution and read the same inputs.
     *
     * @param unit the unit, {@code 0..units-1}
     * @param piece the piece, {@code 0..pieces-1}
     * @param units the number of units, {@code n}
     * @param pieces the number of pieces, {@code K}
     * @param groups the number of groups, a divisor of {@code units}
     * @return the index, {@code 0..units*pieces-1}
     * @throws IllegalArgumentException if {@code units} is not a multiple of {@code groups}, or
     *     {@code unit} or {@code piece} is out of range
     */
    public long index(long unit, int piece, long units, int pieces, int groups) {
        if (groups < 1 || units % groups != 0) {
            throw new IllegalArgumentException(
                    units + " units are not divisible by " + groups + " groups.");
        }
        if (unit < 0 || unit >= units || piece < 0 || piece >= pieces) {
            throw new IllegalArgumentException(
                    "There is no piece "
                            + piece
                            + " of unit "
                            + unit
                            + " among "
                            + pieces
                            + " pieces of "
                            + units
                            + " units, counted from 0.");
        }
        if (this == UNIT_MAJOR) {
            return unit * pieces + piece;
        }
        long perGroup = units / groups;
        long group = unit / perGroup;
        return (group * pieces + piece) * perGroup + unit % perGroup;
    }

    /**
     * Reorders the rows of a stacked weight or bias from one layout to another.
     *
     * @param stacked the weight or bias, of shape {@code (K * n, ...)}
     * @param pieces the number of pieces {@code K}, at least 1
     * @param from the layout the rows have
     * @param to the layout the rows shall have
     * @return a new array of the same shape and type, attached to the manager of {@code stacked}
     * @throws IllegalArgumentException if {@code pieces < 1} or the rows are not divisible by it
     */
    public static NDArray convert(NDArray stacked, int pieces, PieceLayout from, PieceLayout to) {
        return convert(stacked, pieces, 1, from, to);
    }

    /**
     * Reorders the rows of the stacked weight or bias of a grouped convolution.
     *
     * @param stacked the weight or bias, of shape {@code (K * n, ...)}
     * @param pieces the number of pieces {@code K}, at least 1
     * @param groups the number of groups, at least 1
     * @param from the layout the rows have
     * @param to the layout the rows shall have
     * @return a new array of the same shape and type, attached to the manager of {@code stacked}
     * @throws IllegalArgumentException if {@code pieces} or {@code groups} is less than 1, or the
     *     rows are not divisible by their product
     */
    public static NDArray convert(
            NDArray stacked, int pieces, int groups, PieceLayout from, PieceLayout to) {
        LayerArguments.atLeastOne("pieces", pieces);
        LayerArguments.atLeastOne("groups", groups);
        Shape shape = stacked.getShape();
        if (shape.dimension() == 0) {
            throw new IllegalArgumentException(
                    "A scalar has no rows to convert: pass a weight (K * n, ...) or a bias (K *"
                            + " n).");
        }
        long rows = shape.get(0);
        if (rows % ((long) pieces * groups) != 0) {
            throw new IllegalArgumentException(
                    rows
                            + " rows are not divisible by "
                            + pieces
                            + " pieces"
                            + (groups == 1 ? "." : " times " + groups + " groups."));
        }
        if (from == to || shape.size() == 0) {
            return stacked.duplicate();
        }
        long perGroup = rows / pieces / groups;
        long rest = shape.size() / rows;
        Shape split =
                from == PIECE_MAJOR
                        ? new Shape(groups, pieces, perGroup, rest)
                        : new Shape(groups, perGroup, pieces, rest);
        try (NDArray grouped = stacked.reshape(split);
                NDArray swapped = grouped.transpose(0, 2, 1, 3);
                NDArray flat = swapped.reshape(shape)) {
            return flat.duplicate();
        }
    }
}
