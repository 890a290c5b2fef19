package io.github.djlmaxout.diagnostics.alarm;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** Numbers and lists as people read them. */
final class Words {

    private Words() {}

    /** Three digits: 3.60, 0.556, 1.2e-07. */
    static String of(double value) {
        double size = Math.abs(value);
        if (!Double.isFinite(value) || value == 0) {
            return value == 0 ? "0" : Double.toString(value);
        }
        if (size < 1e-3 || size >= 1e4) {
            return String.format(Locale.ROOT, "%.1e", value);
        }
        int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** One digit and zeros, for advice: 30, 0.2. */
    static String oneDigit(double value) {
        return new BigDecimal(value).round(new MathContext(1)).toPlainString();
    }

    /** The first of the layers, and how many others: {@code 01Linear and 29 other layers}. */
    static String layers(List<String> names) {
        int others = names.size() - 1;
        return names.get(0)
                + (others == 0
                        ? ""
                        : " and " + others + " other " + (others == 1 ? "layer" : "layers"));
    }
}
