package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Activations that become larger or smaller from layer to layer.
 *
 * <p>Judged is the second moment behind the last hidden layer over the one behind the first: what
 * comes into the network may have any scale. It must lie outside
 *
 * <ul>
 *   <li>1e-4..1e4, with a mean factor a layer outside 1/1.5..1.5; or
 *   <li>1e-2..1e2, with a mean factor a layer outside 1/2.5..2.5: not deep enough yet to be past
 *       mending, but on its way.
 * </ul>
 *
 * <p>A second moment of 1e-4 is a signal a hundred times smaller, below which biases of usual size
 * take over. A factor of 0.5 is what ReLU layers with a variance of 1 / fan-in have; up to 13 of
 * them pass. Hidden layers of ten healthy trainings had factors of 0.25 to 2.6, all together 0.04
 * to 10. Less than {@value #LAYERS} hidden layers are not judged, as they can do little, and a
 * single one varies most. The last layer is left out: it has another task, and may start from zero.
 */
final class ActivationFlow implements AlarmRule {

    static final int LAYERS = 3;
    static final double FAR = 4;
    static final double SLOW_FACTOR = 1.5;
    static final double NEAR = 2;
    static final double FAST_FACTOR = 2.5;
    private static final double UNKNOWN = Double.NaN;

    @Override
    public String name() {
        return "activation flow";
    }

    @Override
    public Set<String> series() {
        return Set.of("activation second moment", "activation growth");
    }

    /**
     * A layer with its second moment, and the factor since the layer before with its prediction.
     */
    private record Link(String layer, double moment, double factor, double expected) {}

    @Override
    public void look(Readings readings, Consumer<Alarm> alarms) {
        List<Link> chain = chain(readings);
        if (chain.size() < LAYERS) {
            return;
        }
        double exponent = Math.log10(chain.get(chain.size() - 1).moment() / chain.get(0).moment());
        double perLayer = Math.pow(10, exponent / (chain.size() - 1));
        double size = Math.abs(exponent);
        double factor = Math.max(perLayer, 1 / perLayer);
        boolean far = size > FAR && factor > SLOW_FACTOR;
        boolean onItsWay = size > NEAR && factor > FAST_FACTOR;
        if (far || onItsWay) {
            alarms.accept(alarm(readings, chain, perLayer));
        }
    }

    /** The hidden layers in the order of the signal, up to the first that is zero or not finite. */
    private static List<Link> chain(Readings readings) {
        List<ScalarObservation> moments = readings.layers("activation second moment");
        List<Link> chain = new ArrayList<>();
        double before = Double.NaN;
        for (int i = 0; i + 1 < moments.size(); i++) {
            ScalarObservation moment = moments.get(i);
            double value = moment.value();
            if (!Double.isFinite(value) || value == 0) {
                break;
            }
            Optional<ScalarObservation> growth =
                    readings.latest("activation growth", moment.place());
            double factor =
                    i > 0 ? value / before : growth.map(ScalarObservation::value).orElse(UNKNOWN);
            double expected = growth.map(ScalarObservation::expected).orElse(UNKNOWN);
            chain.add(new Link(moment.place().name(), value, factor, expected));
            before = value;
        }
        return chain;
    }

    private static Alarm alarm(Readings readings, List<Link> chain, double perLayer) {
        boolean grows = perLayer > 1;
        Link first =
                chain.stream()
                        .filter(link -> doesItsPart(link.factor(), perLayer))
                        .findFirst()
                        .orElse(chain.get(0));
        Link last = chain.get(chain.size() - 1);
        String evidence =
                "Activation second moment "
                        + (grows
                                ? "grows " + Words.of(perLayer) + "x"
                                : "shrinks to " + Words.of(perLayer))
                        + " per layer from "
                        + first.layer()
                        + " to "
                        + last.layer()
                        + ", where it is "
                        + Words.of(last.moment());
        Variance variance =
                Variance.of(
                        readings,
                        first.layer(),
                        first.expected() > 0 ? first.expected() : perLayer);
        return new Alarm(
                readings.step(),
                grows ? AlarmKind.EXPLODING : AlarmKind.VANISHING,
                Place.layer(first.layer()),
                evidence,
                variance.cause(),
                variance.remedy());
    }

    /** Between half and twice the mean factor, in logarithms. */
    private static boolean doesItsPart(double factor, double perLayer) {
        double share = Math.log(factor) / Math.log(perLayer);
        return share > 0.5 && share < 2;
    }
}
