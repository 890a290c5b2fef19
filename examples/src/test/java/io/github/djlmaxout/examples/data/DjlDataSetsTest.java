// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.repository.RemoteRepository;
import ai.djl.repository.Repository;

import io.github.djlmaxout.examples.OnEachEngine;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

class DjlDataSetsTest extends WithEmptyCache {

    private static final String BASE = "dataset/cv/ai/djl/basicdataset/cifar10";

    @Test
    void givesUpOnAServerThatNeverAnswers() throws IOException {
        // The connection is accepted by the system's backlog, then nothing ever comes.
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            DjlDataSets library =
                    library(
                            "http://127.0.0.1:" + silent.getLocalPort() + "/",
                            Duration.ofMillis(500));

            assertThatThrownBy(() -> library.cifar10("PyTorch", null))
                    .isInstanceOf(DataNotFoundException.class)
                    .hasMessageContaining("no answer from http://127.0.0.1")
                    .hasMessageContaining("within 0.5 s");
        }
    }

    @Test
    void saysWhyAConnectionFailed() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        DjlDataSets library = library("http://127.0.0.1:" + port + "/", Duration.ofSeconds(5));

        assertThatThrownBy(() -> library.mnist("PyTorch", null))
                .isInstanceOf(DataNotFoundException.class)
                .hasMessageContaining("mnist: no answer from");
    }

    @Test
    void asksNoNetworkWhenOffline() {
        System.setProperty("ai.djl.offline", "true");

        assertThatThrownBy(
                        () ->
                                library("http://127.0.0.1:1/", Duration.ofSeconds(5))
                                        .cifar10("PyTorch", null))
                .isInstanceOf(DataNotFoundException.class)
                .hasMessageContaining("offline");
    }

    @OnEachEngine
    void readsARepositoryThroughDjl(String engine) throws IOException {
        Path repository = at("repository");
        writeRepository(repository, true);
        DjlDataSets library =
                new DjlDataSets(
                        Repository.newInstance("local", repository),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30));

        assertIsTiny(library.cifar10(engine, null));
    }

    @OnEachEngine
    void readsTheCacheWithoutAskingTheNetwork(String engine) throws IOException {
        writeRepository(at("cache/cache/repo"), false);
        DjlDataSets library = library("http://127.0.0.1:1/", Duration.ofSeconds(30));

        TrainingData data = library.cifar10(engine, null);

        assertIsTiny(data);
        assertThat(data.origin()).startsWith("DJL's cache");
    }

    private static DjlDataSets library(String address, Duration answer) {
        return new DjlDataSets(
                new RemoteRepository("test", URI.create(address)), answer, Duration.ofSeconds(30));
    }

    /** One file of 4 training records and one of 2 test records, as DJL's repository has them. */
    private static void writeRepository(Path root, boolean absolute) throws IOException {
        Path artifact = root.resolve(BASE);
        Path version = Files.createDirectories(artifact.resolve("1.0"));
        StringBuilder items = new StringBuilder();
        for (String name : new String[] {"data_batch.bin", "test_batch.bin"}) {
            boolean test = name.startsWith("test");
            Path file = version.resolve(name);
            Files.write(file, TinyCifar.file(test ? 5 : 0, test ? 2 : 4));
            items.append(items.isEmpty() ? "" : ",")
                    .append('"' + name + "\": {\"uri\": \"")
                    .append(absolute ? file.toUri().toString() : "1.0/" + name)
                    .append("\", \"size\": " + Files.size(file) + "}");
        }
        Files.writeString(
                artifact.resolve("metadata.json"),
                "{\"metadataVersion\": \"0.2\", \"resourceType\": \"dataset\","
                        + " \"application\": \"cv\", \"groupId\": \"ai.djl.basicdataset\","
                        + " \"artifactId\": \"cifar10\", \"name\": \"cifar10\","
                        + (absolute ? "" : " \"lastUpdated\": \"2020-01-01T00:00:00.000Z\",")
                        + " \"artifacts\": [{\"version\": \"1.0\", \"snapshot\": false,"
                        + " \"files\": {"
                        + items
                        + "}}]}");
    }

    private static void assertIsTiny(TrainingData data) {
        assertThat(data.train().size()).isEqualTo(4);
        assertThat(data.test().size()).isEqualTo(2);
        float[] image = new float[3072];
        data.train().read(3, image, 0);
        for (int j = 0; j < image.length; j++) {
            assertThat(image[j]).isEqualTo(TinyCifar.pixel(0, 3, j));
        }
        assertThat(data.train().label(3)).isEqualTo(TinyCifar.label(0, 3));
        assertThat(data.test().label(1)).isEqualTo(TinyCifar.label(5, 1));
    }
}
