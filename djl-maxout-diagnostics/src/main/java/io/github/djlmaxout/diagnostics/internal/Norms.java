// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.internal;

import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.WatchedParameter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Euclidean norms of what belongs to parameters, such as their gradients: of each parameter, and of
 * each layer and the whole network as if all were one long vector.
 *
 * @param parameters by the names of the parameters, in their order
 * @param layers by the names of the layers, in their order
 * @param network of all together
 */
public record Norms(Map<String, Double> parameters, Map<String, Double> layers, double network) {

    /**
     * Keeps unchangeable copies.
     *
     * @param parameters by the names of the parameters, in their order
     * @param layers by the names of the layers, in their order
     * @param network of all together
     */
    public Norms {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    }

    /**
     * Computes the norms of layers and network from those of parameters.
     *
     * @param parameters the parameters
     * @param norms the norm of what belongs to each of them
     * @return the norms of all; those of layers and network are NaN if a part is NaN, infinite if
     *     one is infinite, and 0 if all are
     * @throws IllegalArgumentException if there are not as many norms as parameters
     */
    public static Norms of(List<WatchedParameter> parameters, double... norms) {
        if (parameters.size() != norms.length) {
            throw new IllegalArgumentException(
                    "There are "
                            + parameters.size()
                            + " parameters and "
                            + norms.length
                            + " norms, but each parameter has one.");
        }
        Map<String, Double> single = new LinkedHashMap<>();
        Map<String, List<Double>> parts = new LinkedHashMap<>();
        for (int i = 0; i < norms.length; i++) {
            WatchedParameter parameter = parameters.get(i);
            single.put(parameter.name(), norms[i]);
            parts.computeIfAbsent(parameter.layer(), layer -> new ArrayList<>()).add(norms[i]);
        }
        Map<String, Double> layers = new LinkedHashMap<>();
        parts.forEach((layer, values) -> layers.put(layer, EuclideanNorm.together(values)));
        return new Norms(single, layers, EuclideanNorm.together(new ArrayList<>(layers.values())));
    }

    /**
     * Divides by other norms, one by one.
     *
     * @param others norms of the same parameters
     * @return the ratios; NaN where the other norm is 0
     */
    public Norms dividedBy(Norms others) {
        Map<String, Double> single = new LinkedHashMap<>();
        parameters.forEach((name, norm) -> single.put(name, ratio(norm, others.parameters, name)));
        Map<String, Double> whole = new LinkedHashMap<>();
        layers.forEach((name, norm) -> whole.put(name, ratio(norm, others.layers, name)));
        return new Norms(single, whole, ratio(network, others.network));
    }

    private static double ratio(double norm, Map<String, Double> others, String name) {
        return ratio(norm, others.getOrDefault(name, Double.NaN));
    }

    private static double ratio(double norm, double other) {
        return other == 0 ? Double.NaN : norm / other;
    }

    /**
     * Hands the norms of parameters, layers and network to an observer, in this order.
     *
     * @param step the step, counted from 0
     * @param series what they are the norms of
     * @param observer takes the observations
     */
    public void observe(long step, String series, Observer observer) {
        parameters.forEach(
                (name, norm) ->
                        observer.accept(
                                new ScalarObservation(step, series, Place.parameter(name), norm)));
        observeLayers(step, series, observer);
    }

    /**
     * Hands the norms of layers and network to an observer, in this order.
     *
     * @param step the step, counted from 0
     * @param series what they are the norms of
     * @param observer takes the observations
     */
    public void observeLayers(long step, String series, Observer observer) {
        layers.forEach(
                (name, norm) ->
                        observer.accept(
                                new ScalarObservation(step, series, Place.layer(name), norm)));
        observer.accept(new ScalarObservation(step, series, Place.NETWORK, network));
    }
}
