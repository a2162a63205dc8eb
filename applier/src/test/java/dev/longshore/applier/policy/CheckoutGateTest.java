/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec.Checkout;
import dev.longshore.events.config.PolicyConfig;
import dev.longshore.events.config.PolicyConfig.Profile;
import dev.longshore.events.config.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutGateTest {
    private static final StackId STACK = StackId.parse("homelab/site");

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void resolve() throws IOException {
        root = folder.toRealPath();
    }

    @Test
    void allowsAFolderBelowAnAllowedOneToEveryStack() {
        assertThatCode(() -> gate(Profile.STRICT, List.of(root)).admit(STACK, checkout(root.resolve("www"))))
                .doesNotThrowAnyException();
        assertThat(refusal(gate(Profile.STANDARD, List.of(root.resolve("ww"))), checkout(root.resolve("www"))))
                .isNotNull();
    }

    @Test
    void allowsExactlyTheFolderThatTheStackHasTheRightTo() {
        CheckoutGate gate = gate(Profile.STANDARD, List.of(), Right.of("target", "/srv/www"));
        assertThatCode(() -> gate.admit(STACK, checkout(Path.of("/srv/www")))).doesNotThrowAnyException();
        assertThat(refusal(gate, checkout(Path.of("/srv/www/below")))).isNotNull();
        assertThat(refusal(gate, checkout(Path.of("/srv")))).isNotNull();
    }

    @Test
    void namesTheFolderAndTheLineThatWouldAllowIt() {
        PolicyException e = refusal(gate(Profile.STANDARD, List.of()), new Checkout("/srv/www", List.of("./reload")));
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo("policy.target");
        assertThat(e)
                .hasMessageContaining("stacks.site.target")
                .hasMessageContaining("policy: {profile: standard, allow: {homelab/site: [after, target:/srv/www]}}");
    }

    @Test
    void letsNoCommandRunWithoutTheRightUnlessEverythingIsTrusted() {
        Checkout checkout = new Checkout(root.toString(), List.of("./reload"));
        PolicyException e = refusal(gate(Profile.STANDARD, List.of(root)), checkout);
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo("policy.after");
        assertThat(refusal(gate(Profile.TRUSTED, List.of(root)), checkout)).isNull();
        assertThat(refusal(gate(Profile.STRICT, List.of(root), new Right("after")), checkout))
                .isNull();
    }

    @Test
    void keepsOutOfLongshoresOwnData() {
        CheckoutGate gate = gate(Profile.TRUSTED, List.of(Path.of("/")));
        Path data = root.resolve("data");
        for (Path target : List.of(Path.of("/"), root, data, data.resolve("applier"))) {
            assertThat(unsafe(gate, target)).as("%s", target).isNotNull();
        }
        assertThat(unsafe(gate, root.resolve("data2"))).isNull();
    }

    @Test
    void refusesAPathThroughASymlinkAndSaysWhereItLeads() throws IOException {
        Path real = Files.createDirectory(root.resolve("real"));
        Files.createSymbolicLink(root.resolve("link"), real);
        CheckoutGate gate = gate(Profile.TRUSTED, List.of(root));

        assertThat(unsafe(gate, root.resolve("link/below")))
                .isNotNull()
                .hasMessageContaining(real.resolve("below").toString());
        assertThat(unsafe(gate, real.resolve("below"))).isNull();
    }

    private static @Nullable PolicyException refusal(CheckoutGate gate, Checkout checkout) {
        return catchThrowableOfType(PolicyException.class, () -> gate.admit(STACK, checkout));
    }

    private static @Nullable PolicyException unsafe(CheckoutGate gate, Path target) {
        return catchThrowableOfType(PolicyException.class, () -> gate.requireSafe(STACK, target));
    }

    private static Checkout checkout(Path target) {
        return new Checkout(target.toString(), List.of());
    }

    private CheckoutGate gate(Profile profile, List<Path> binds, Right... rights) {
        return new CheckoutGate(
                new PolicyConfig(profile, binds, Map.of(STACK, Set.of(rights))),
                HostPaths.of(root.resolve("data"), name -> null));
    }
}
