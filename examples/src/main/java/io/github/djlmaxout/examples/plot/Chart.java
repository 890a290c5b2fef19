// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.plot;

import io.github.djlmaxout.examples.plot.Curve.Point;
import io.github.djlmaxout.examples.plot.Drawing.Spot;
import io.github.djlmaxout.internal.SignificantDigits;

import java.util.ArrayList;
import java.util.List;

/** A chart in a drawing: two axes, and curves between them. */
public final class Chart {

    private static final int LEGEND_ROW = 17;

    private final Drawing drawing;
    private final Frame frame;
    private final Axis across;
    private final Axis upwards;
    private int names;

    /**
     * Where a chart is in its drawing: labels, titles and legends lie outside.
     *
     * @param left its left end
     * @param top its upper end
     * @param width its width
     * @param height its height
     */
    public record Frame(int left, int top, int width, int height) {

        /** Returns the right end. */
        public int right() {
            return left + width;
        }

        /** Returns the lower end. */
        public int bottom() {
            return top + height;
        }
    }

    /** Begins a chart, as yet without anything that is seen. */
    public Chart(Drawing drawing, Frame frame, Axis across, Axis upwards) {
        this.drawing = drawing;
        this.frame = frame;
        this.across = across;
        this.upwards = upwards;
    }

    /** Returns the height of a legend. */
    public static int legendHeight(int curves) {
        return 14 + LEGEND_ROW * ((curves + 1) / 2);
    }

    /** Writes what the chart shows above it. */
    public Chart title(String title) {
        drawing.title(frame.left(), frame.top() - 16, title);
        return this;
    }

    /** Writes the values of the axis upwards, each with a line. */
    public Chart rows() {
        for (double tick : upwards.ticks()) {
            drawing.grid(frame.left(), y(tick), frame.right(), y(tick));
            drawing.text(frame.left() - 6, y(tick) + 4, "end", upwards.label(tick));
        }
        return this;
    }

    /** Writes the values and the name of the axis across. */
    public Chart columns(String name) {
        for (double tick : across.ticks()) {
            drawing.text(x(tick), frame.bottom() + 17, "middle", across.label(tick));
        }
        drawing.text(frame.left() + frame.width() / 2.0, frame.bottom() + 36, "middle", name);
        return this;
    }

    /** Draws a line at each value of the axis across. */
    public Chart columnLines() {
        for (double tick : across.ticks()) {
            drawing.grid(x(tick), frame.top(), x(tick), frame.bottom());
        }
        return this;
    }

    /** Says in the middle why there is nothing to see. */
    public Chart notice(String text) {
        drawing.text(
                frame.left() + frame.width() / 2.0,
                frame.top() + frame.height() / 2.0,
                "middle",
                text);
        return this;
    }

    /** Draws the line of a curve. */
    public Chart line(Curve curve) {
        drawing.polyline(spots(curve, 0), curve.colour(), curve.dash());
        return this;
    }

    /** Fills what is between the ends of a curve's error bars. */
    public Chart errorBand(Curve curve) {
        return fill(spots(curve, 1), spots(curve, -1), curve.colour());
    }

    /** Fills what is between two curves, in the colour of the first. */
    public Chart band(Curve lower, Curve upper) {
        return fill(spots(upper, 0), spots(lower, 0), lower.colour());
    }

    /** Fills what is below a curve. */
    public Chart area(Curve curve) {
        List<Spot> spots = spots(curve, 0);
        return fill(
                spots,
                spots.stream().map(spot -> new Spot(spot.x(), frame.bottom())).toList(),
                curve.colour());
    }

    private Chart fill(List<Spot> there, List<Spot> back, String colour) {
        List<Spot> round = new ArrayList<>(there);
        for (int i = back.size() - 1; i >= 0; i--) {
            round.add(back.get(i));
        }
        drawing.polygon(round, colour);
        return this;
    }

    /** Draws an error bar at each point of a curve that has one. */
    public Chart errorBars(Curve curve) {
        List<Spot> upper = spots(curve, 1);
        List<Spot> lower = spots(curve, -1);
        for (int i = 0; i < upper.size(); i++) {
            if (upper.get(i).y() != lower.get(i).y()) {
                drawing.line(
                        upper.get(i).x(),
                        upper.get(i).y(),
                        lower.get(i).x(),
                        lower.get(i).y(),
                        curve.colour(),
                        Dash.SOLID);
            }
        }
        return this;
    }

    /** Draws a mark at each point of a curve, which says its values when it is pointed at. */
    public Chart marks(Curve curve) {
        for (Point point : curve.points()) {
            if (upwards.shows(point.y())) {
                drawing.circle(
                        new Spot(x(point.x()), y(point.y())), curve.colour(), says(curve, point));
            }
        }
        return this;
    }

    private String says(Curve curve, Point point) {
        return (curve.name().isEmpty() ? "" : curve.name() + ", ")
                + across.label(point.x())
                + ": "
                + upwards.label(point.y())
                + (point.error() == 0 ? "" : " \u00b1 " + SignificantDigits.of(point.error(), 2));
    }

    /** Draws a line across at a value. */
    public Chart level(double value, String colour, String name) {
        drawing.line(frame.left(), y(value), frame.right(), y(value), colour, Dash.DASHED);
        drawing.text(frame.left() + 6, y(value) - 6, "start", name);
        return this;
    }

    /** Draws a line upwards at a value of the axis across. */
    public Chart threshold(double value, String colour) {
        drawing.line(x(value), frame.top(), x(value), frame.bottom(), colour, Dash.DOTTED);
        return this;
    }

    /** Writes the name of a curve into the legend below, two in a row. */
    public Chart named(Curve curve) {
        double x = frame.left() + names % 2 * frame.width() / 2.0;
        double y = frame.bottom() + 56 + LEGEND_ROW * (names / 2);
        drawing.line(x, y - 4, x + 20, y - 4, curve.colour(), curve.dash());
        drawing.text(x + 26, y, "start", curve.name());
        names++;
        return this;
    }

    /** Returns where a value of the axis across lies. */
    public double x(double value) {
        return frame.left() + frame.width() * across.position(value);
    }

    private double y(double value) {
        return frame.bottom() - frame.height() * upwards.position(value);
    }

    /** The points of a curve that are seen, moved by so many error bars; never off the axis. */
    private List<Spot> spots(Curve curve, int errors) {
        List<Spot> spots = new ArrayList<>();
        for (Point point : curve.points()) {
            if (upwards.shows(point.y())) {
                double moved = point.y() + errors * point.error();
                double end = upwards.shows(moved) ? y(moved) : frame.bottom();
                spots.add(new Spot(x(point.x()), end));
            }
        }
        return spots;
    }
}
