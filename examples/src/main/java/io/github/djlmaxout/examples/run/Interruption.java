// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.run;

import io.github.djlmaxout.examples.train.StopRequest;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Turns Ctrl-C, a termination request and the end of the terminal into a wish to stop; the second
 * Ctrl-C ends the program at once.
 *
 * <p>A shutdown hook would not do: once the virtual machine shuts down it takes no further signal,
 * and the exit code can no longer be chosen. The signals are handled by {@code sun.misc.Signal},
 * which every JDK exports from its module jdk.unsupported; it is reached by reflection, so that a
 * virtual machine without it merely ends at the first Ctrl-C, with the checkpoint of the last
 * epoch.
 */
public final class Interruption implements StopRequest {

    /** The exit code of a program that was interrupted: 128 + SIGINT. */
    public static final int EXIT_CODE = 130;

    private volatile boolean wanted;

    /**
     * Listens to the signals from now on.
     *
     * @param notice called at the first signal, on a thread of its own
     * @return this
     */
    public Interruption listen(Runnable notice) {
        for (String signal : new String[] {"INT", "TERM", "HUP"}) {
            try {
                handle(signal, notice);
            } catch (ClassNotFoundException
                    | NoSuchMethodException
                    | IllegalAccessException
                    | InstantiationException
                    | InvocationTargetException e) {
                wanted = false; // the platform's own behaviour stays
            }
        }
        return this;
    }

    /** Asks to stop, as a signal does. */
    public void request() {
        wanted = true;
    }

    @Override
    public boolean stopNow() {
        return wanted;
    }

    private void handle(String name, Runnable notice)
            throws ClassNotFoundException,
                    NoSuchMethodException,
                    IllegalAccessException,
                    InstantiationException,
                    InvocationTargetException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object onSignal =
                Proxy.newProxyInstance(
                        handler.getClassLoader(),
                        new Class<?>[] {handler},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "equals" -> proxy == arguments[0];
                                    case "hashCode" -> System.identityHashCode(proxy);
                                    case "toString" -> "stop at " + name;
                                    default -> {
                                        onSignal(notice);
                                        yield null;
                                    }
                                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
    }

    private synchronized void onSignal(Runnable notice) {
        if (wanted) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
        wanted = true;
        notice.run();
    }
}
