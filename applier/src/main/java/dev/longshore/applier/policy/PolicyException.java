/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import dev.longshore.events.StackId;
import dev.longshore.events.Text;
import dev.longshore.events.config.PolicyConfig;
import dev.longshore.events.config.Right;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A stack asks for what this host does not allow. The message says where, and which line of {@code longshore.yaml} would allow it. */
public final class PolicyException extends RuntimeException {
    private static final int SHOWN = 10;
    private static final int LENGTH = 2_000;

    private final String reason;

    /** A Compose file cannot be read for certain, so nobody can say what it asks for. */
    PolicyException(String reason, String message) {
        super(Text.printable(message, LENGTH));
        this.reason = reason;
    }

    /** @param violations at least one */
    PolicyException(StackId stack, PolicyConfig policy, List<Violation> violations) {
        this(violations.get(0).reason(), message(stack, policy, violations));
    }

    /** Stable dotted code, such as {@code policy.mount}. */
    public String reason() {
        return reason;
    }

    private static String message(StackId stack, PolicyConfig policy, List<Violation> violations) {
        StringBuilder message = new StringBuilder();
        violations.stream().limit(SHOWN).forEach(violation -> message.append(violation.text())
                .append('\n'));
        if (violations.size() > SHOWN) {
            message.append("and ").append(violations.size() - SHOWN).append(" more\n");
        }
        boolean curable = violations.stream().allMatch(violation -> violation.right() != null);
        return message.append(curable ? cure(stack, policy, violations) : "No policy allows it: change the commit.")
                .toString();
    }

    private static String cure(StackId stack, PolicyConfig policy, List<Violation> violations) {
        TreeSet<Right> rights = new TreeSet<>(policy.rights(stack));
        violations.stream().map(Violation::right).filter(Objects::nonNull).forEach(rights::add);
        return "To allow exactly that for this stack, write below 'applier:' in longshore.yaml of this host:\n  policy: {profile: "
                + policy.profile().text() + ", allow: {" + stack + ": ["
                + rights.stream().map(PolicyException::yaml).collect(Collectors.joining(", ")) + "]}}";
    }

    private static String yaml(Right right) {
        String text = right.text();
        return text.matches("[A-Za-z0-9/._:=+-]+") && !text.endsWith(":")
                ? text
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
