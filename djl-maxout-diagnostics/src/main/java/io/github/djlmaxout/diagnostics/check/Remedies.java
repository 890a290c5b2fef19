// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;

import java.util.List;
import java.util.Optional;

/** What another initialization would give. */
interface Remedies {

    /** No network to plan for. */
    Remedies NONE = scheme -> List.of();

    /**
     * Plans the network anew.
     *
     * @param scheme how
     * @return the layers of the plan; none if it cannot be planned
     */
    List<LayerPlan> plan(Scheme scheme);

    /** What a scheme would give a layer, if it gives it anything. */
    default Optional<LayerPlan> layer(Scheme scheme, String name) {
        return plan(scheme).stream()
                .filter(layer -> layer.name().equals(name) && Double.isFinite(layer.c()))
                .findFirst();
    }
}
