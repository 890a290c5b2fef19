// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.picture.RegionPicture;
import io.github.djlmaxout.diagnostics.region.PiecewiseLinearNetwork;
import io.github.djlmaxout.diagnostics.region.RegionLimitException;
import io.github.djlmaxout.diagnostics.region.RegionMap;
import io.github.djlmaxout.diagnostics.region.Slice;
import io.github.djlmaxout.examples.command.ChosenNetwork;
import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.data.FirstBatch;
import io.github.djlmaxout.examples.data.Samples;
import io.github.djlmaxout.examples.option.AtLeast;
import io.github.djlmaxout.examples.option.ProgressLine;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a plane of a network's input space into its linear regions. */
@Command(
        name = "regions",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Finds the linear regions of a network and its decision boundary exactly, on the plane"
                    + " through three training samples, and where it bends on the way between"
                    + " them.",
            "",
            "Without FOLDER the network is the one that train begins with, for the same options;"
                    + " with FOLDER the one that a finished run has saved. The plane is the same"
                    + " for both, so before and after a training can be compared.",
            ""
        },
        optionListHeading = "Options:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, for example because the model is damaged",
            "2:wrong usage, a network that is not piecewise linear, or too many regions",
            "3:the data set is neither given nor within reach"
        },
        footerHeading = "%nThe output folder:%n",
        footer = {
            "  regions.csv      the table in full precision",
            "  polygons.csv     every region with its corners, if there are at most 100,000",
            "  regions.svg      the picture: regions, decision boundary and samples",
            "  regions.png      the same as pixels",
            "",
            "Examples:",
            "  djl-maxout regions --dataset iris --widths 16,16 -K 3",
            "  djl-maxout regions runs/20260101-120000",
            "  djl-maxout regions --widths 64,64,64 -K 5 --window -20,20 --samples 0,1,2"
        })
public final class RegionsCommand extends AnalysisCommand {

    private static final int PIXELS = 1280;

    @Option(
            names = "--samples",
            paramLabel = "I",
            split = ",",
            description =
                    "The three training samples that span the plane, from 0 (default: the first"
                            + " ones of different classes).")
    private List<Integer> samples;

    @Option(
            names = "--window",
            paramLabel = "LOW,HIGH",
            split = ",",
            description =
                    "The window along both axes of the plane, whose origin is the mean of the"
                            + " samples (default: half as wide again as holds them).")
    private List<Double> window;

    @Option(
            names = "--max-regions",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "Give up above this number of regions (default: ${DEFAULT-VALUE}).")
    @AtLeast(1)
    private int most;

    /** Creates the command; picocli fills in the rest. */
    public RegionsCommand(DjlDataSets library) {
        super(library);
    }

    @Override
    protected void checkUsage() {
        if (samples != null && samples.size() != 3) {
            throw new IllegalArgumentException(
                    "--samples has " + samples.size() + " numbers, expected three");
        }
        if (window != null && window.size() != 2) {
            throw new IllegalArgumentException(
                    "--window has " + window.size() + " numbers, expected two");
        }
    }

    @Override
    protected AnalysisResult analyse(ChosenNetwork chosen) {
        int[] chosenSamples = chosenSamples(chosen.data().train());
        double[][] points = points(chosen, chosenSamples);
        Slice slice = Slice.through(points[0], points[1], points[2]);
        if (window != null) {
            slice = slice.withWindow(window.get(0), window.get(1));
        }
        Shape input = new Shape(1).addAll(chosen.data().train().shape());
        PiecewiseLinearNetwork network = PiecewiseLinearNetwork.of(chosen.block(), input);
        RegionMap regions = regions(network, slice);
        RegionPicture picture = RegionPicture.of(regions).withTitle(chosen.title());
        for (int i = 0; i < 3; i++) {
            int label = chosen.data().train().label(chosenSamples[i]);
            picture = picture.withPoint(points[i], "class " + label);
        }
        RegionTable table =
                new RegionTable(regions)
                        .with(
                                network,
                                points,
                                ExpectedBreakpoints.of(chosen.block(), input, points));
        AnalysisResult result =
                new AnalysisResult(heading(chosen, chosenSamples) + table.text())
                        .with("regions.csv", table.csv())
                        .with("regions.svg", picture.svg())
                        .with("regions.png", picture.png(PIXELS));
        return regions.activationRegions() <= RegionTable.MOST_POLYGONS
                ? result.with("polygons.csv", RegionTable.polygons(regions))
                : result;
    }

    private RegionMap regions(PiecewiseLinearNetwork network, Slice slice) {
        ProgressLine line = machine().progressLine(err());
        try {
            return network.regions(
                    slice,
                    most,
                    share ->
                            line.show(
                                    "regions", 1 + (int) Math.min(99, 100 * share), 100, () -> ""));
        } catch (RegionLimitException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } finally {
            line.end();
        }
    }

    private static String heading(ChosenNetwork chosen, int[] samples) {
        return String.format(
                Locale.ROOT,
                "%s: the plane through samples %d, %d and %d of %s%n%n",
                chosen.title(),
                samples[0],
                samples[1],
                samples[2],
                chosen.data().name());
    }

    private int[] chosenSamples(Samples train) {
        if (samples != null) {
            for (int sample : samples) {
                if (sample < 0 || sample >= train.size()) {
                    throw new IllegalArgumentException(
                            "--samples has "
                                    + sample
                                    + ", but there are samples 0 to "
                                    + (train.size() - 1));
                }
            }
            return samples.stream().mapToInt(Integer::intValue).toArray();
        }
        List<Integer> found = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < train.size() && found.size() < 3; i++) {
            if (!labels.contains(train.label(i))) {
                labels.add(train.label(i));
                found.add(i);
            }
        }
        for (int i = 0; i < train.size() && found.size() < 3; i++) {
            if (!found.contains(i)) {
                found.add(i);
            }
        }
        if (found.size() < 3) {
            throw new IllegalArgumentException(
                    "There are " + train.size() + " samples, but a plane needs three");
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    private static double[][] points(ChosenNetwork chosen, int[] indices) {
        Samples three = chosen.data().train().only(indices);
        try (NDManager scratch = chosen.manager().newSubManager()) {
            NDArray batch = FirstBatch.all(three, chosen.normalization(), scratch);
            float[] values = batch.toFloatArray();
            int size = values.length / indices.length;
            double[][] points = new double[indices.length][size];
            for (int i = 0; i < values.length; i++) {
                points[i / size][i % size] = values[i];
            }
            return points;
        }
    }
}
