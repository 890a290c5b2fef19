// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlmaxout.diagnostics.region.HandMadeRegions;
import io.github.djlmaxout.diagnostics.region.RegionMap;

import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.HashSet;
import java.util.Set;

import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;

/** Pictures of regions: what is in the files. */
class RegionPictureTest {

    private static RegionMap regions() {
        return HandMadeRegions.onSquare();
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    @Test
    void everyRegionIsAPolygon() throws Exception {
        RegionMap regions = regions();
        String svg =
                RegionPicture.of(regions)
                        .withTitle("a < b & c")
                        .withPoint(new double[] {1, 1}, "class <1>")
                        .svg();
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
        assertThat(svg).contains("a &lt; b &amp; c", "class &lt;1&gt;").doesNotContain("NaN");
        // Regions below a hundredth of a pixel have no path.
        assertThat(count(svg, "<path fill=\"#"))
                .isBetween(regions.activationRegions() - 3, regions.activationRegions());
        assertThat(count(svg, "<image")).isZero();
        assertThat(svg).contains(regions.linearRegions() + " linear regions");
    }

    @Test
    void manyRegionsArePixels() {
        String svg = RegionPicture.of(regions()).withPolygons(10).svg();
        assertThat(count(svg, "<path fill=\"#")).isZero();
        assertThat(svg).contains("data:image/png;base64,");
    }

    @Test
    void thePngShowsTheSame() throws Exception {
        RegionMap regions = regions();
        byte[] png = RegionPicture.of(regions).withPoint(new double[] {0, 0}, "").png(200);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(200);
        assertThat(image.getHeight()).isEqualTo(200);
        RegionColours colours = new RegionColours(regions);
        int largest = 0;
        for (int i = 0; i < regions.activationRegions(); i++) {
            if (regions.area(i) > regions.area(largest)) {
                largest = i;
            }
        }
        Set<Integer> seen = new HashSet<>();
        for (int x = 0; x < 200; x++) {
            for (int y = 0; y < 200; y++) {
                seen.add(image.getRGB(x, y) & 0xFFFFFF);
            }
        }
        assertThat(seen).contains(colours.of(largest));
        assertThatThrownBy(() -> RegionPicture.of(regions).png(8)).hasMessageContaining("8 pixels");
    }

    @Test
    void equalMapsHaveEqualColoursInAnyPicture() {
        RegionColours first = new RegionColours(regions());
        RegionColours again = new RegionColours(regions());
        for (int i = 0; i < regions().activationRegions(); i++) {
            assertThat(again.of(i)).isEqualTo(first.of(i));
        }
    }
}
