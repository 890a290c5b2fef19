/**
 * Where observations go: files, TensorBoard, DJL's metrics, memory; and the worker that keeps
 * training safe from them.
 */
package io.github.djlmaxout.diagnostics.sink;
