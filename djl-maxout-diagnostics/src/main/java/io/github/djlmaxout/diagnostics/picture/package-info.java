// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Draws what was measured: {@code RegionPicture} as SVG and PNG. It knows what it draws, and
 * nothing of what is measured knows of it.
 */
package io.github.djlmaxout.diagnostics.picture;
