// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.engine.Engine;
import ai.djl.training.Trainer;

import io.github.djlmaxout.diagnostics.probe.NetworkParameters;

import java.util.LinkedHashMap;
import java.util.Map;

/** How a run is made: versions, machine, network, and what its user adds. */
final class RunManifest {

    private RunManifest() {}

    static Map<String, String> of(
            Trainer trainer,
            NetworkParameters network,
            LossSource source,
            Map<String, String> own) {
        Engine engine = trainer.getManager().getEngine();
        Map<String, String> manifest = new LinkedHashMap<>(own);
        long trained =
                network.parameters().stream()
                        .filter(p -> p.isTrained())
                        .mapToLong(p -> p.shape().size())
                        .sum();
        manifest.putIfAbsent("trained parameters", Long.toString(trained));
        manifest.putIfAbsent("layers", Integer.toString(network.layers().size()));
        manifest.putIfAbsent("loss", String.valueOf(trainer.getLoss().getName()));
        manifest.putIfAbsent("loss is read", source.description());
        manifest.putIfAbsent("engine", engine.getEngineName() + " " + engine.getVersion());
        manifest.putIfAbsent("device", String.valueOf(trainer.getDevices()[0]));
        manifest.putIfAbsent("DJL", Engine.getDjlVersion());
        String version = RunManifest.class.getPackage().getImplementationVersion();
        manifest.putIfAbsent("djl-maxout", version == null ? "not from a jar" : version);
        manifest.putIfAbsent(
                "Java",
                System.getProperty("java.vm.version") + ", " + System.getProperty("java.vendor"));
        manifest.putIfAbsent(
                "machine",
                System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version")
                        + ", "
                        + System.getProperty("os.arch")
                        + ", "
                        + Runtime.getRuntime().availableProcessors()
                        + " processors");
        return manifest;
    }
}
