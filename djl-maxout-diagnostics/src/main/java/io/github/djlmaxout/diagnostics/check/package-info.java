/** Whether a network will train, told before it does. */
package io.github.djlmaxout.diagnostics.check;
