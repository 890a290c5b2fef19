package io.github.djlmaxout.diagnostics.region;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.TrainingStep;

import java.util.Locale;

/**
 * Into how many linear regions a network cuts the plane through three samples, and how long its
 * decision boundary is there, exactly and as a picture.
 *
 * <p>The plane goes through the first three samples of the probe batch that have different classes,
 * if labels tell classes; it is the same at each step. The window reaches half as far again as the
 * samples.
 *
 * <ul>
 *   <li>{@link #REGIONS}: the number of different affine maps, see {@link
 *       RegionMap#linearRegions()}, and a picture of them
 *   <li>{@link #BOUNDARY}: the length of the decision boundary, in units of the input space
 * </ul>
 *
 * <p>Special results: both are NaN, without a picture, while a weight is not finite; both are NaN
 * where there are more activation regions than the limit, and the picture is a sentence that says
 * so. A network that is not piecewise linear, or a probe batch without three samples that span a
 * plane, makes {@link #measure} throw.
 *
 * <p>Cost: a copy of the weights to the JVM, and 10 to 100 microseconds a region in dense networks
 * of common sizes; the training waits meanwhile. In convolutional networks a region costs as much
 * as all units that it touches. The first measurement also reads the structure of the network.
 */
public final class LinearRegions implements Quantity {

    /** The number of affine maps on the slice, and the picture of their regions. */
    public static final String REGIONS = "linear regions";

    /** The length of the decision boundary on the slice. */
    public static final String BOUNDARY = "boundary length";

    /** Above this number of polygons a picture in a report is made of pixels. */
    private static final int POLYGONS = 2_000;

    private static final int LIMIT = 50_000;

    private final int limit;
    private ProgramReader reader;
    private SamplePlane plane;

    /** Creates the quantity with a limit of 50,000 regions: some seconds in dense networks. */
    public LinearRegions() {
        this(LIMIT);
    }

    /**
     * Creates the quantity.
     *
     * @param limit the number of activation regions above which it gives up on a step
     * @throws IllegalArgumentException if the limit is below 1
     */
    public LinearRegions(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "The limit is " + limit + " regions, but must be at least 1.");
        }
        this.limit = limit;
    }

    /** Returns {@code linear regions}. */
    @Override
    public String name() {
        return "linear regions";
    }

    /** Returns {@link Cost#MANY_PASSES}. */
    @Override
    public Cost cost() {
        return Cost.MANY_PASSES;
    }

    /**
     * Finds the regions with the weights of a step.
     *
     * @param step the step
     * @param observer takes two numbers and a picture
     * @throws IllegalArgumentException if the network is not piecewise linear, or the probe batch
     *     spans no plane
     */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        Probe probe = step.probe();
        if (reader == null) {
            plane = SamplePlane.of(probe.batch(), probe.labels());
            Shape input = probe.batch().head().getShape();
            reader = new ProgramReader(probe.network(), input);
        }
        long number = step.number();
        try {
            PiecewiseLinearNetwork network = new PiecewiseLinearNetwork(reader.program());
            RegionMap regions = network.regions(plane.slice(), limit, share -> {});
            observe(number, regions.linearRegions(), regions.boundaryLength(), observer);
            observer.accept(
                    picture(
                            number,
                            caption(number, regions),
                            plane.picture(regions).withPolygons(POLYGONS).svg()));
        } catch (NonFiniteParameterException e) {
            observe(number, Double.NaN, Double.NaN, observer);
        } catch (RegionLimitException e) {
            observe(number, Double.NaN, Double.NaN, observer);
            observer.accept(picture(number, e.getMessage(), RegionPicture.words(e.getMessage())));
        }
    }

    private static void observe(long step, double regions, double boundary, Observer observer) {
        observer.accept(new ScalarObservation(step, REGIONS, Place.NETWORK, regions));
        observer.accept(new ScalarObservation(step, BOUNDARY, Place.NETWORK, boundary));
    }

    private static PictureObservation picture(long step, String caption, String svg) {
        return new PictureObservation(step, REGIONS, Place.NETWORK, caption, svg);
    }

    private static String caption(long step, RegionMap regions) {
        return String.format(
                Locale.ROOT,
                "At step %,d the plane through three samples has %,d linear regions; the decision"
                        + " boundary (black) is %.4g long.",
                step,
                regions.linearRegions(),
                regions.boundaryLength());
    }
}
