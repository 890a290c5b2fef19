// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import io.github.djlmaxout.diagnostics.region.internal.AffineStack;
import io.github.djlmaxout.diagnostics.region.internal.Instruction;
import io.github.djlmaxout.diagnostics.region.internal.Program;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Cuts a slice into the regions of a network.
 *
 * <p>A part of the slice goes through the network until an activation at which some units change
 * their active piece within it; it is then cut by these units, one after the other, and each part
 * goes on before the next is looked at. So memory is needed for the parts that wait, never for a
 * whole layer of them. A unit that does not change on a part is not asked again on parts of that.
 * What the next layer makes of the units that do not change is computed once.
 */
final class Subdivision {

    private final Instruction[] program;
    private final int[] layerNumbers;
    private final PieceComparison comparison;
    private final int planes;
    private final RegionConsumer consumer;
    private final long work;
    private long worked;
    private final Deque<Task> tasks = new ArrayDeque<>();

    /**
     * Creates a subdivision.
     *
     * @param axes the coordinates of the slice, 1 or 2
     * @param reach the largest coordinate
     * @param width parts thinner than this are not cut off
     * @param work how many multiplications to give up after
     */
    Subdivision(
            Program program,
            int axes,
            double reach,
            double width,
            long work,
            RegionConsumer consumer) {
        this.program = program.instructions().toArray(new Instruction[0]);
        this.consumer = consumer;
        this.work = work;
        planes = axes + 1;
        comparison = new PieceComparison(reach, width);
        layerNumbers = new int[this.program.length];
        int layers = 0;
        for (int i = 0; i < layerNumbers.length; i++) {
            layerNumbers[i] = layers;
            layers += this.program[i] instanceof Instruction.Activation ? 1 : 0;
        }
    }

    /** Cuts a cell on which the network's inputs are given affine functions. */
    void run(Cell cell, double[] inputs) {
        advance(0, new AffineStack(inputs, null), cell);
        while (!tasks.isEmpty()) {
            Task task = tasks.pop();
            decide(task.entry(), task.cell(), task.open(), task.chosen());
        }
    }

    /** A part that waits to be cut by the units that are still open on it. */
    private record Task(Entry entry, Cell cell, Units open, Choice chosen) {}

    /** Indices of units, shared by the parts of a cell; the first ones are left out. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Units(int[] all, int from) {}

    /** The active pieces of units on a part, the newest first. */
    private record Choice(int unit, int piece, Choice before) {}

    /**
     * A part that came to an activation.
     *
     * @param next the instruction after what is computed here
     * @param number the number of the layer among all activations
     * @param signals what came in, on top
     * @param outputs what the units make of it, as far as their pieces are the same on all of it
     * @param map the affine map after the layer, if one is
     * @param base what that map makes of the units with the same piece on all of it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(
            int next,
            int number,
            Instruction.Activation layer,
            AffineStack signals,
            double[] outputs,
            Instruction.Affine map,
            double[] base) {}

    /** Counts some part of what a map costs. */
    private void count(Instruction.Affine map, int columns) {
        double each = (double) map.multiplications() / map.inputs();
        worked += Math.round(each * columns * planes);
        if (worked > work) {
            throw RegionLimitException.ofWork(work, consumer.covered());
        }
    }

    private void advance(int from, AffineStack signals, Cell cell) {
        AffineStack now = signals;
        for (int at = from; at < program.length; at++) {
            Instruction instruction = program[at];
            if (instruction instanceof Instruction.Affine map) {
                count(map, map.inputs());
                now = now.replace(map.apply(now.top(), planes));
            } else if (instruction instanceof Instruction.Activation layer) {
                enter(at, layer, now, cell);
                return;
            } else {
                now = Program.moved(instruction, now, planes);
            }
        }
        consumer.region(cell, now.top());
    }

    private void enter(int at, Instruction.Activation layer, AffineStack signals, Cell cell) {
        int units = layer.units();
        double[] outputs = new double[units * planes];
        int[] open = new int[units];
        int left = 0;
        for (int unit = 0; unit < units; unit++) {
            int piece = comparison.winner(layer, unit, signals.top(), cell);
            if (piece < 0) {
                open[left++] = unit;
            } else {
                write(layer, unit, piece, signals.top(), outputs);
            }
        }
        if (left == 0) {
            advance(at + 1, signals.replace(outputs), cell);
            return;
        }
        Instruction.Affine map =
                at + 1 < program.length && program[at + 1] instanceof Instruction.Affine next
                        ? next
                        : null;
        double[] base = null;
        if (map != null) {
            // The open units' outputs are still zero.
            count(map, map.inputs() - left);
            base = map.apply(outputs, planes);
        }
        Entry entry =
                new Entry(
                        map == null ? at + 1 : at + 2,
                        layerNumbers[at],
                        layer,
                        signals,
                        outputs,
                        map,
                        base);
        decide(entry, cell, new Units(Arrays.copyOf(open, left), 0), null);
    }

    private void write(
            Instruction.Activation layer, int unit, int piece, double[] in, double[] outputs) {
        double slope = layer.slope(unit, piece);
        int taken = layer.taken(unit, piece);
        for (int plane = 0; plane < planes; plane++) {
            outputs[plane * layer.units() + unit] = slope * in[plane * layer.inputs() + taken];
        }
    }

    /** Settles the units that do not change on a part, and cuts it by the first that does. */
    private void decide(Entry entry, Cell cell, Units units, Choice before) {
        Choice chosen = before;
        double[] in = entry.signals().top();
        int[] open = new int[units.all().length - units.from()];
        int left = 0;
        List<PieceComparison.Share> shares = List.of();
        for (int i = units.from(); i < units.all().length; i++) {
            int unit = units.all()[i];
            int piece = comparison.winner(entry.layer(), unit, in, cell);
            if (piece < 0 && left == 0) {
                shares = comparison.shares(cell);
                piece = shares.size() == 1 ? shares.get(0).piece() : -1;
            }
            if (piece < 0) {
                open[left++] = unit;
            } else {
                chosen = new Choice(unit, piece, chosen);
            }
        }
        if (left == 0) {
            leave(entry, cell, chosen);
            return;
        }
        consumer.cut(entry.number(), shares.stream().map(PieceComparison.Share::cell).toList());
        Units rest = new Units(Arrays.copyOf(open, left), 1);
        for (PieceComparison.Share share : shares) {
            tasks.push(
                    new Task(
                            entry, share.cell(), rest, new Choice(open[0], share.piece(), chosen)));
        }
    }

    private void leave(Entry entry, Cell cell, Choice chosen) {
        double[] in = entry.signals().top();
        double[] outputs = entry.map() == null ? entry.outputs().clone() : entry.outputs();
        for (Choice choice = chosen; choice != null; choice = choice.before()) {
            write(entry.layer(), choice.unit(), choice.piece(), in, outputs);
        }
        double[] result = outputs;
        if (entry.map() != null) {
            result = entry.base().clone();
            for (Choice choice = chosen; choice != null; choice = choice.before()) {
                count(entry.map(), 1);
                entry.map().addColumn(choice.unit(), outputs, result, planes);
            }
        }
        advance(entry.next(), entry.signals().replace(result), cell);
    }
}
