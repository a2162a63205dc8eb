/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import dev.longshore.events.config.PolicyConfig.Profile;
import dev.longshore.events.config.Right;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what a stack asks for and may not have: what the profile refuses, less what the stack is allowed. */
final class Findings {
    private final Profile profile;
    private final Set<Right> allowed;
    private final List<Violation> violations = new ArrayList<>();

    Findings(Profile profile, Set<Right> allowed) {
        this.profile = profile;
        this.allowed = allowed;
    }

    boolean isAllowed(@Nullable Right right) {
        return right != null && allowed.contains(right);
    }

    /** Once for each key and right. {@code from} is the first profile that refuses it. */
    void add(Profile from, Violation violation) {
        if (profile.compareTo(from) >= 0 && !isAllowed(violation.right()) && !isKnown(violation)) {
            violations.add(violation);
        }
    }

    private boolean isKnown(Violation violation) {
        return violations.stream()
                .anyMatch(known -> known.place().equals(violation.place())
                        && known.key().equals(violation.key())
                        && Objects.equals(known.right(), violation.right())
                        && (known.right() != null || known.what().equals(violation.what())));
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }
}
