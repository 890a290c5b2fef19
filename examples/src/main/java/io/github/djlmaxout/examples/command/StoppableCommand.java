// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.command;

import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.model.Bounds;
import io.github.djlmaxout.examples.option.AtLeast;
import io.github.djlmaxout.examples.run.Interruption;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Field;
import java.util.concurrent.Callable;

/** A command that computes for long, and stops in good order when it is asked to. */
public abstract class StoppableCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    private final Interruption interruption = new Interruption();
    private final DjlDataSets library;

    /** Creates the command; picocli fills in the rest. */
    protected StoppableCommand(DjlDataSets library) {
        this.library = library;
    }

    /**
     * Does the work.
     *
     * @return the exit code
     * @throws IllegalArgumentException if the command was used wrongly
     */
    protected abstract int run() throws IOException;

    @Override
    public final Integer call() throws IOException {
        try {
            requireBounds();
            return run();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void requireBounds() {
        for (OptionSpec option : spec.options()) {
            if (option.userObject() instanceof Field field
                    && field.isAnnotationPresent(AtLeast.class)
                    && option.getValue() instanceof Number number) {
                long least = field.getAnnotation(AtLeast.class).value();
                Bounds.atLeast(option.longestName(), number.longValue(), least);
            }
        }
    }

    /** Returns what stops the work. */
    public final Interruption interruption() {
        return interruption;
    }

    /** Returns where DJL's data sets come from. */
    protected final DjlDataSets library() {
        return library;
    }

    /** Returns what this was called as. */
    protected final CommandSpec spec() {
        return spec;
    }

    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
