// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import java.util.List;

/**
 * What a part of the network does.
 *
 * @param steps its steps
 * @param output what comes out of it
 */
record ReadPart(List<Step> steps, Flow output) {}
