// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;

import io.github.djlmaxout.diagnostics.region.internal.Instruction;
import io.github.djlmaxout.diagnostics.region.internal.Program;
import io.github.djlmaxout.diagnostics.region.internal.Programs;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Regions and boundaries of five networks as other programs found them.
 *
 * <p>The fixture {@code region-fixtures.json} holds their weights. The first is the network of the
 * README of Tseran and Montufar's public code (NumPy seed 123): 216 regions, 30 pieces and the
 * length are what that code printed, by linear programs. The others were counted by a separate
 * program in Python that cuts polygons.
 */
class RegionFixturesTest {

    private static final class Fixture {
        String name;
        int[] sizes;
        double lo;
        double hi;
        Object[] W;
        Object[] b;
        int activationRegions;
        int distinctAffine;
        int dbPieces;
        double dbLength;
        double minArea;

        @Override
        public String toString() {
            return name;
        }

        Program program() {
            Gson gson = new Gson();
            List<Instruction> instructions = new ArrayList<>();
            for (int l = 0; l < W.length - 1; l++) {
                Programs.maxout(
                        instructions,
                        gson.fromJson(gson.toJson(W[l]), double[][][].class),
                        gson.fromJson(gson.toJson(b[l]), double[][].class));
            }
            int last = W.length - 1;
            Programs.linear(
                    instructions,
                    gson.fromJson(gson.toJson(W[last]), double[][].class),
                    gson.fromJson(gson.toJson(b[last]), double[].class));
            return new Program(instructions, sizes[0], sizes[sizes.length - 1]);
        }
    }

    static Stream<Fixture> fixtures() throws IOException {
        try (Reader reader =
                new InputStreamReader(
                        RegionFixturesTest.class.getResourceAsStream("region-fixtures.json"),
                        StandardCharsets.UTF_8)) {
            return Stream.of(new Gson().fromJson(reader, Fixture[].class));
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void countsAndLengthsAreTheirs(Fixture fixture) {
        double[] zero = new double[2];
        Slice slice =
                Slice.of(zero, new double[] {1, 0}, new double[] {0, 1})
                        .withWindow(fixture.lo, fixture.hi);
        RegionMap regions = new PiecewiseLinearNetwork(fixture.program()).regions(slice);
        assertThat(regions.activationRegions()).isEqualTo(fixture.activationRegions);
        assertThat(regions.linearRegions()).isEqualTo(fixture.distinctAffine);
        assertThat(regions.boundaryPieces()).isEqualTo(fixture.dbPieces);
        // Sums of some dozen lengths of size 1 in double precision.
        assertThat(regions.boundaryLength()).isCloseTo(fixture.dbLength, within(1e-11));
        assertThat(regions.smallestArea()).isCloseTo(fixture.minArea, within(1e-11));
        double side = fixture.hi - fixture.lo;
        assertThat(regions.area()).isCloseTo(side * side, within(1e-11));
    }
}
