/** Where observations go: files, TensorBoard, DJL's metrics, memory. */
package io.github.djlmaxout.diagnostics.sink;
