/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** Collects everything that is wrong with one file, so that a user sees it at once. */
final class Problems {
    /** More than a person reads; a hostile file must not make a report of many megabytes. */
    private static final int MAX = 100;

    private static final int MAX_MESSAGE = 500;
    private static final Comparator<Problem> FILE_ORDER =
            Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

    private final String file;
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    Problems(String file) {
        this.file = Text.printable(file, 300).replace('\n', '?');
    }

    void error(Node node, String path, String message) {
        add(errors, node.getStartMark(), path, message);
    }

    void warning(Node node, String path, String message) {
        add(warnings, node.getStartMark(), path, message);
    }

    void error(Mark mark, String message) {
        add(errors, mark, "", message);
    }

    /** A problem at a place for which there is no mark; line and column count from 1. */
    void error(int line, int column, String message) {
        add(errors, new Problem(file, line, column, "", message));
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    List<Problem> warnings() {
        return warnings.stream().sorted(FILE_ORDER).toList();
    }

    void throwIfAny() throws ConfigurationException {
        if (hasErrors()) {
            throw new ConfigurationException(errors.stream().sorted(FILE_ORDER).toList());
        }
    }

    private void add(List<Problem> problems, Mark mark, String path, String message) {
        String printable = Text.printable(message, MAX_MESSAGE).replace('\n', ' ');
        add(problems, new Problem(file, mark.getLine() + 1, mark.getColumn() + 1, path, printable));
    }

    private static void add(List<Problem> problems, Problem problem) {
        if (problems.size() < MAX) {
            problems.add(problem);
        }
    }
}
