// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Opens the files of a sink: the place at which tests put a disk that fails. */
@FunctionalInterface
interface FileOpener {

    /** The file system. */
    FileOpener DISK = Files::newByteChannel;

    /** Opens a file. */
    SeekableByteChannel open(Path path, OpenOption... options) throws IOException;
}
