/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

/**
 * An issue to open.
 *
 * @param marker a part of {@code body} that readers do not see, by which the issue is found again
 * @param title one line of at most 200 characters
 * @param body Markdown
 */
record Issue(String marker, String title, String body) {}
