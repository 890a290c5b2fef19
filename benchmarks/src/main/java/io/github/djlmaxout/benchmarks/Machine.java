// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where and how a run was made.
 *
 * @param time when it began, in UTC
 * @param processor the processor's name
 * @param cores the number of cores the JVM sees
 * @param system name, version and architecture of the operating system
 * @param java name and version of the virtual machine
 * @param versions versions of DJL and of the engines
 * @param environment the environment variables that the run set
 */
record Machine(
        String time,
        String processor,
        int cores,
        String system,
        String java,
        Map<String, String> versions,
        Map<String, String> environment) {

    static Machine here(Map<String, String> versions, Map<String, String> environment) {
        return new Machine(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                property("os.name") + " " + property("os.version") + " " + property("os.arch"),
                property("java.vm.name") + " " + property("java.vm.version"),
                new TreeMap<>(versions),
                new TreeMap<>(environment));
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    private static String processorName() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
