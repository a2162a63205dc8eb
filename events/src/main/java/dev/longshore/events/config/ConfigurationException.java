/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.List;
import java.util.stream.Collectors;

/** A file that says something invalid. The message is all problems, one a line. */
public final class ConfigurationException extends Exception {
    private final transient List<Problem> problems;

    ConfigurationException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All problems, in the order of the file; at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
