/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

/**
 * Something wrong, or worth a warning, in a configuration file.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1
 * @param path such as {@code repositories[0].url}; empty for the file as a whole
 * @param message what is wrong and what to do; never a credential
 */
public record Problem(String file, int line, int column, String path, String message) {
    /** {@code longshore.yaml:12:5: repositories[0].url: must be a string}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
