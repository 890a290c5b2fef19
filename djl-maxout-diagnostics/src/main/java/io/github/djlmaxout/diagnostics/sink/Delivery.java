// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.StepRecord;

/** How records come to a sink. */
interface Delivery {

    /** Hands a record over; does nothing once closed or dropped. */
    void offer(StepRecord record);

    /** Sees that the sink has all that was offered, and ends it. */
    void close();
}
