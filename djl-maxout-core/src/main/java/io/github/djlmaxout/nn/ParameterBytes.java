// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The parameters of a layer as bytes, in DJL's own encoding, all of them or none. */
final class ParameterBytes {

    private ParameterBytes() {}

    static byte[] encode(List<Parameter> parameters) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Parameter parameter : parameters) {
                parameter.save(out);
            }
        }
        return bytes.toByteArray();
    }

    /** Decodes into new parameters, named like those given, which stay as they are. */
    static List<Parameter> decode(byte[] bytes, List<Parameter> named, NDManager manager)
            throws IOException, MalformedModelException {
        List<Parameter> decoded = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            for (Parameter parameter : named) {
                Parameter copy =
                        Parameter.builder()
                                .setName(parameter.getName())
                                .setType(parameter.getType())
                                .build();
                decoded.add(copy);
                copy.load(manager, in);
            }
        } catch (IOException | MalformedModelException | RuntimeException e) {
            decoded.forEach(Parameter::close);
            throw e;
        }
        return decoded;
    }

    /** Gives parameters the arrays of others, and frees those they had. */
    static void replace(List<Parameter> parameters, List<Parameter> others) {
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            parameter.close();
            parameter.setShape(null);
            parameter.setArray(others.get(i).getArray());
        }
    }
}
