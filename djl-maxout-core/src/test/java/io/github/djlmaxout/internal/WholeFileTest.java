// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class WholeFileTest {

    @TempDir private Path folder;

    @Test
    void replacesTheOldContent() throws IOException {
        Path file = folder.resolve("a.txt");

        WholeFile.write(file, "old");
        WholeFile.write(file, "new");

        assertThat(file).hasContent("new");
        assertThat(folder).isDirectoryContaining(file::equals);
    }

    @Test
    void nothingIsWrittenThroughALink() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "not ours");
        Path file = Files.createSymbolicLink(folder.resolve("a.txt"), other);
        String temporary = ".a.txt." + ProcessHandle.current().pid() + ".part";
        Files.createSymbolicLink(folder.resolve(temporary), other);

        WholeFile.write(file, "ours");

        assertThat(other).hasContent("not ours");
        assertThat(file).isRegularFile().hasContent("ours");
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }

    @Test
    void aFailureHalfWayLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("a.txt");
        WholeFile.write(file, "old");

        assertThatThrownBy(
                        () ->
                                WholeFile.write(
                                        file,
                                        out -> {
                                            out.write(new byte[100_000]);
                                            throw new IOException("disk full");
                                        }))
                .hasMessage("disk full");

        assertThat(file).hasContent("old");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}
