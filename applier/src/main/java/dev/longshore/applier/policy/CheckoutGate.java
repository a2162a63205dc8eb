/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec.Checkout;
import dev.longshore.events.config.PolicyConfig;
import dev.longshore.events.config.PolicyConfig.Profile;
import dev.longshore.events.config.Right;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Holds stacks of plain files against the policy of this host, and keeps them out of where no policy may let them. Touches nothing. */
public final class CheckoutGate {
    /** Stable code: the folder is not allowed here, or nowhere. */
    public static final String TARGET = "policy.target";
    /** Stable code: the stack may not run a command on this host. */
    public static final String AFTER = "policy.after";

    private static final Violation.Place PLACE = new Violation.Place(".longshore.yaml", 0);

    private volatile PolicyConfig policy;
    private final HostPaths host;

    public CheckoutGate(PolicyConfig policy, HostPaths host) {
        this.policy = policy;
        this.host = host;
    }

    /** From the next stack on this holds. */
    public void replace(PolicyConfig other) {
        policy = other;
    }

    /**
     * What the host's owner decides: a folder must be in {@code allowBinds} or be allowed by name, a command always be allowed by name,
     * unless everything is trusted.
     *
     * @throws PolicyException naming the line that would allow it
     */
    public void admit(StackId stack, Checkout checkout) {
        List<Violation> violations = new ArrayList<>();
        Path target = Path.of(checkout.target());
        if (policy.allowBinds().stream().noneMatch(target::startsWith)) {
            require(stack, Right.of("target", checkout.target()), TARGET, "target", violations);
        }
        if (!checkout.after().isEmpty() && policy.profile() != Profile.TRUSTED) {
            require(stack, new Right("after"), AFTER, "after", violations);
        }
        if (!violations.isEmpty()) {
            throw new PolicyException(stack, policy, violations);
        }
    }

    private void require(StackId stack, Right right, String reason, String key, List<Violation> violations) {
        if (policy.rights(stack).contains(right)) {
            return;
        }
        String what = key.equals("after")
                ? "runs a command as the user of the applier, which this host has not allowed"
                : "is a folder of this host that is neither in allowBinds nor allowed to this stack";
        violations.add(new Violation(reason, PLACE, key(stack, key), what, right));
    }

    /**
     * What nobody can allow, looked at on the file system as it is now: the root, a path through a symlink, and Longshore's own data or a
     * folder that holds it.
     *
     * @throws PolicyException saying what is the matter
     */
    public void requireSafe(StackId stack, Path target) {
        Path real = HostPaths.real(target);
        if (!real.equals(target)) {
            throw unsafe(stack, "leads through a symlink; write where it leads to: " + real);
        }
        if (target.getNameCount() == 0 || host.holdsData(target) || host.isOurs(target)) {
            throw unsafe(stack, "is, holds, or is inside of Longshore's own data folder; choose another one");
        }
    }

    private PolicyException unsafe(StackId stack, String what) {
        return new PolicyException(
                stack, policy, List.of(new Violation(TARGET, PLACE, key(stack, "target"), what, null)));
    }

    private static String key(StackId stack, String key) {
        return "stacks." + stack.stack() + "." + key;
    }
}
