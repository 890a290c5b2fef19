// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.picture;

import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.region.RegionMap;
import io.github.djlmaxout.diagnostics.region.RegionObservation;

import java.util.ArrayList;
import java.util.List;

/**
 * A picture of linear regions: each in a colour of its affine map, the decision boundary as a thick
 * line, and points, such as the samples that the slice goes through.
 *
 * <p>Equal maps have equal colours, and what changes little keeps its colour nearly, so pictures
 * before and after a training can be compared. Above a number of regions an SVG holds them as
 * pixels, because a file of all polygons would be too large to look at.
 *
 * <p>Immutable.
 */
public final class RegionPicture {

    private static final int[] POINT_COLOURS = {0xD1495B, 0x00798C, 0x6A4C93, 0x3F7D20};

    private final RegionMap regions;
    private final int polygons;
    private final String title;
    private final List<Point> points;

    private RegionPicture(RegionMap regions, int polygons, String title, List<Point> points) {
        this.regions = regions;
        this.polygons = polygons;
        this.title = title;
        this.points = List.copyOf(points);
    }

    /** A point on the slice. */
    record Point(double u, double v, String label, int colour) {}

    /**
     * Returns a picture without a title and points, with up to 20,000 polygons in an SVG.
     *
     * @param regions what is shown
     * @return the picture
     */
    public static RegionPicture of(RegionMap regions) {
        return new RegionPicture(regions, 20_000, "", List.of());
    }

    /**
     * Returns the picture with a title.
     *
     * @param text one line above an SVG
     * @return the picture
     */
    public RegionPicture withTitle(String text) {
        return new RegionPicture(regions, polygons, text, points);
    }

    /**
     * Returns the picture with another limit.
     *
     * @param most above this number of regions an SVG shows pixels; 0 for always
     * @return the picture
     */
    public RegionPicture withPolygons(int most) {
        return new RegionPicture(regions, most, title, points);
    }

    /**
     * Returns the picture with one more point.
     *
     * @param point a point of the input space; it is shown where the slice is nearest to it
     * @param label what is written next to it in an SVG, such as its class
     * @return the picture
     * @throws IllegalArgumentException if the point has another number of inputs
     */
    public RegionPicture withPoint(double[] point, String label) {
        double[] at = regions.slice().coordinates(point);
        List<Point> more = new ArrayList<>(points);
        int colour = POINT_COLOURS[points.size() % POINT_COLOURS.length];
        more.add(new Point(at[0], at[1], label, colour));
        return new RegionPicture(regions, polygons, title, more);
    }

    /**
     * Draws what a training listener is told, with up to 2,000 polygons: a page holds many
     * pictures.
     *
     * @param observation the regions at a step
     * @return the picture; a sentence if the regions were not found
     */
    public static PictureObservation draw(RegionObservation observation) {
        return new PictureObservation(
                observation.step(),
                observation.series(),
                observation.place(),
                observation.caption(),
                observation
                        .regions()
                        .map(regions -> ofSamples(regions, observation).withPolygons(2_000).svg())
                        .orElseGet(() -> SentencePicture.svg(observation.caption())));
    }

    private static RegionPicture ofSamples(RegionMap regions, RegionObservation observation) {
        RegionPicture picture = of(regions);
        for (int i = 0; i < observation.samples().size(); i++) {
            picture = picture.withPoint(observation.samples().get(i), observation.names().get(i));
        }
        return picture;
    }

    /**
     * Returns the picture without title and labels as a PNG file.
     *
     * @param pixels its width and height, 16 to 8192
     * @return the file
     * @throws IllegalArgumentException if the size is out of bounds
     */
    public byte[] png(int pixels) {
        if (pixels < 16 || pixels > 8192) {
            throw new IllegalArgumentException(
                    "The picture has " + pixels + " pixels, but must have 16 to 8192.");
        }
        RegionRaster raster = new RegionRaster(regions, pixels).fill().boundary();
        for (Point point : points) {
            raster.mark(point.u(), point.v(), point.colour());
        }
        return raster.png();
    }

    /**
     * Returns the picture as SVG.
     *
     * @return one {@code svg} element that refers to nothing outside itself
     */
    public String svg() {
        return new RegionSvg(regions, polygons, title, points).draw();
    }

    @Override
    public String toString() {
        return "picture of " + regions;
    }
}
