// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import java.util.ArrayList;
import java.util.List;

/**
 * Several numbers of one kind in descending order, such as eigenvalues or singular values.
 *
 * @param step the step, counted from 0
 * @param series what one of the numbers is, such as {@code kernel eigenvalue}
 * @param place where
 * @param values the numbers, the largest first; NaN and infinities are data like others
 */
public record SpectrumObservation(long step, String series, Place place, List<Double> values)
        implements Observation {

    /**
     * Keeps an unchangeable copy of the numbers.
     *
     * @param step the step, counted from 0
     * @param series what one of the numbers is
     * @param place where
     * @param values the numbers, the largest first
     */
    public SpectrumObservation {
        values = List.copyOf(values);
    }

    /**
     * Returns each number as an observation of its own, with its rank behind the series: {@code
     * kernel eigenvalue 1} is the largest.
     *
     * @return as many observations as there are numbers
     */
    public List<ScalarObservation> scalars() {
        List<ScalarObservation> scalars = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            scalars.add(new ScalarObservation(step, series + " " + (i + 1), place, values.get(i)));
        }
        return scalars;
    }

    /** {@inheritDoc} */
    @Override
    public SpectrumObservation as(String name) {
        return new SpectrumObservation(step, name, place, values);
    }
}
