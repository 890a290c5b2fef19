/** What is known beforehand of linear regions: bounds of their number, lengths of curves. */
package io.github.djlmaxout.propagation.region;
