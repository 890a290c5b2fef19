/**
 * What a network is made of, read from a DJL block tree: the steps a signal takes, in order, with
 * stable names, and what each of them does to it.
 */
package io.github.djlmaxout.network;
