// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.run;

import io.github.djlmaxout.examples.plot.Axis;
import io.github.djlmaxout.examples.plot.Chart;
import io.github.djlmaxout.examples.plot.Curve;
import io.github.djlmaxout.examples.plot.Curve.Point;
import io.github.djlmaxout.examples.plot.Dash;
import io.github.djlmaxout.examples.plot.Drawing;
import io.github.djlmaxout.examples.plot.Palette;
import io.github.djlmaxout.examples.train.EpochResult;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The loss and the accuracy of each epoch as a picture of two charts that needs nothing else. */
final class CurveSvg {

    private static final Chart.Frame LOSS = new Chart.Frame(60, 70, 350, 230);
    private static final Chart.Frame ACCURACY = new Chart.Frame(490, 70, 350, 230);

    private CurveSvg() {}

    /**
     * Returns the picture.
     *
     * @param epochs the epochs, at least one
     * @param title the heading
     */
    static String text(List<EpochResult> epochs, String title) {
        Drawing drawing = Drawing.alone(870, 370, title);
        List<Curve> loss =
                List.of(
                        curve("training", Palette.BLUE, epochs, EpochResult::trainLoss),
                        curve("test", Palette.ORANGE, epochs, EpochResult::testLoss));
        List<Curve> accuracy =
                List.of(
                        curve("training", Palette.BLUE, epochs, EpochResult::trainAccuracy),
                        curve("test", Palette.ORANGE, epochs, EpochResult::testAccuracy));
        int last = epochs.get(epochs.size() - 1).epoch();
        chart(drawing, LOSS, "loss (nats)", last, Axis.linear(loss), loss);
        chart(drawing, ACCURACY, "accuracy", last, Axis.between(0, 1, ""), accuracy);
        return drawing.svg();
    }

    private static Curve curve(
            String name,
            String colour,
            List<EpochResult> epochs,
            ToDoubleFunction<EpochResult> value) {
        return new Curve(
                name,
                colour,
                Dash.SOLID,
                epochs.stream()
                        .map(epoch -> new Point(epoch.epoch(), value.applyAsDouble(epoch), 0))
                        .toList());
    }

    private static void chart(
            Drawing drawing,
            Chart.Frame frame,
            String name,
            int last,
            Axis upwards,
            List<Curve> curves) {
        Chart chart =
                new Chart(drawing, frame, Axis.numbers(last), upwards)
                        .title(name)
                        .rows()
                        .columns("epoch");
        curves.forEach(curve -> chart.line(curve).marks(curve).named(curve));
    }
}
