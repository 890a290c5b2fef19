// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What went wrong, in a sentence. The messages of Java's file exceptions are bare paths. */
final class Failure {

    private Failure() {}

    /** Returns what a user reads of a failure that is no bug. */
    static String sentence(Exception failure) {
        if (failure instanceof UncheckedIOException unchecked) {
            return sentence(unchecked.getCause());
        }
        if (failure instanceof FileSystemException file) {
            return file.getFile() == null ? "a file cannot be used: " + file : sentence(file);
        }
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.toString() : message;
    }

    private static String sentence(FileSystemException failure) {
        String file = failure.getFile();
        if (failure instanceof NoSuchFileException) {
            return file + " does not exist, or the folder that it is to be in does not.";
        }
        if (failure instanceof AccessDeniedException) {
            return file + " may not be read or written by this user.";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return file + " exists already, and is not what is needed there.";
        }
        if (failure instanceof NotDirectoryException) {
            return file + " is not a folder.";
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return file + " is not empty.";
        }
        String reason = failure.getReason();
        return file + " cannot be read or written" + (reason == null ? "." : ": " + reason + ".");
    }

    /** Tells whether a failure is no bug of the program, so that a sentence says all. */
    static boolean isExpected(Exception failure) {
        return failure instanceof IOException || failure instanceof UncheckedIOException;
    }
}
