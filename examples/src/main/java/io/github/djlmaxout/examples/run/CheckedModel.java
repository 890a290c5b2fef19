// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.run;

import ai.djl.MalformedModelException;
import ai.djl.Model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Loads the model that a manifest names. What is checked is what is loaded: DJL takes the file of
 * the latest epoch in a folder, so the file is copied to where there is no other.
 */
final class CheckedModel {

    private static final String NAME = "model";

    private CheckedModel() {}

    /**
     * Loads the parameters.
     *
     * @throws IOException if the file is missing, not the one that was saved, or does not fit
     */
    static void load(Model model, RunFolder folder, Manifest manifest) throws IOException {
        Path file = folder.path().resolve(plainName(folder, manifest.modelFile()));
        Path alone = Files.createTempDirectory("djl-maxout");
        Path copy = alone.resolve(NAME + "-0000.params");
        try {
            copy(file, copy, manifest.modelSha256());
            model.load(alone, NAME);
        } catch (MalformedModelException e) {
            throw new IOException(file + " does not fit the network: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(copy);
            Files.delete(alone);
        }
    }

    private static String plainName(RunFolder folder, String name) throws IOException {
        if (!name.matches(NAME + "-\\d+\\.params")) {
            throw new IOException(
                    folder.manifest()
                            + " names the model "
                            + name
                            + ", expected a file of this folder such as model-0004.params.");
        }
        return name;
    }

    private static void copy(Path file, Path copy, String expected) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is missing, or is no plain file.");
        }
        MessageDigest digest = RunFolder.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            Files.copy(in, copy);
        }
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(expected)) {
            throw new IOException(
                    file
                            + " has SHA-256 "
                            + actual
                            + ", but the manifest says "
                            + expected
                            + ": it is damaged or was replaced.");
        }
    }
}
