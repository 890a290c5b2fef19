package io.github.djlmaxout.diagnostics.region;

import java.util.Locale;

/** A slice or a curve has more regions than were allowed. */
public final class RegionLimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param limit how many regions were allowed
     * @param covered the share of the slice that they cover
     */
    RegionLimitException(int limit, double covered) {
        super(
                String.format(
                        Locale.ROOT,
                        "The slice has more than %,d linear regions: they cover %.2g %% of it."
                                + " Choose a smaller window, a smaller network or a higher limit.",
                        limit,
                        100 * covered));
    }
}
