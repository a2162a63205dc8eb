/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "homelab", "a/b/c", "/x", "x/", "../x", "A/b", "a/..", "a/b\n"})
    void refusesWhatIsNoStack(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> StackId.parse(text));
    }

    @Test
    void readsWhatItWrites() {
        StackId stack = new StackId("home-lab.1", "grafana_2");
        Revision revision = new Revision("feature/@sha1:x", "0".repeat(40));

        assertThat(StackId.parse(stack.toString())).isEqualTo(stack);
        assertThat(Revision.parse(revision.toString())).isEqualTo(revision);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "main",
                "main@sha1:abc",
                "@sha1:0000000000000000000000000000000000000000",
                "main@sha1:000000000000000000000000000000000000000Z"
            })
    void refusesWhatIsNoRevision(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Revision.parse(text));
    }

    @Test
    void takesTerminalEscapesOutOfText() {
        assertThat(Text.printable("a\u001b[31mb\u202e\r\nc", 100)).isEqualTo("a?[31mb??\nc");
        assertThat(Text.printable("abcdef", 3)).isEqualTo("abc…");
    }
}
