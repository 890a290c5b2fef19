// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * A call of a method of one of DJL's interfaces, seen before it is made.
 *
 * <p>Blocks are handed objects of this class's making in place of arrays. {@code NDArray} alone has
 * some three hundred methods, which change between versions of DJL: a proxy hands on those that
 * nobody knows here. No private member of anything is looked at.
 */
final class Interception {

    private final Method method;
    private final Object[] arguments;

    private Interception(Method method, Object... arguments) {
        this.method = method;
        this.arguments = arguments;
    }

    /** What answers the calls of a proxy. */
    interface Answer {

        /** Answers a call as the method would. */
        Object to(Interception call) throws Throwable;
    }

    /** Makes an object that hands all calls to an answer. */
    static <T> T proxy(Class<T> type, Answer answer) {
        InvocationHandler handler =
                (proxy, method, arguments) ->
                        method.getDeclaringClass() == Twin.class
                                ? answer
                                : answer.to(
                                        new Interception(
                                                method,
                                                arguments == null ? new Object[0] : arguments));
        return type.cast(
                Proxy.newProxyInstance(
                        Twin.class.getClassLoader(), new Class<?>[] {type, Twin.class}, handler));
    }

    /** The name of the method. */
    String name() {
        return method.getName();
    }

    /** Whether the method is declared by an interface. */
    boolean isOf(Class<?> type) {
        return method.getDeclaringClass() == type;
    }

    Object[] arguments() {
        return arguments;
    }

    /** The same call with other arguments. */
    Interception with(Object... others) {
        return new Interception(method, others);
    }

    /** The call of another method of the same interface that takes the same arguments. */
    Interception named(String other) {
        try {
            return new Interception(
                    method.getDeclaringClass().getMethod(other, method.getParameterTypes()),
                    arguments);
        } catch (NoSuchMethodException e) {
            throw new NotTraceableException(name() + " has no counterpart " + other, e);
        }
    }

    /** Makes the call; what the method throws is thrown as it is. */
    Object on(Object target) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
