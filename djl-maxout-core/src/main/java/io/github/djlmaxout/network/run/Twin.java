// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

/** What proxies have beside the interface that they stand for. */
interface Twin {

    /** What answers the calls. */
    Object traced();
}
