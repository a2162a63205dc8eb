/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedactorTest {
    private final Redactor redactor = new Redactor(List.of("hunter2", ""));

    @Test
    void knownCredentialsDisappear() {
        assertThat(redactor.clean("failed with hunter2 at x")).isEqualTo("failed with *** at x");
    }

    @Test
    void userInfoInAUrlDisappears() {
        assertThat(redactor.clean("https://me:pw@host/x: no")).isEqualTo("https://***@host/x: no");
    }

    @Test
    void authorizationHeadersDisappear() {
        assertThat(redactor.clean("Authorization: Bearer abcdefgh.ijk")).isEqualTo("Authorization: Bearer ***");
    }

    @Test
    void terminalEscapesDisappear() {
        assertThat(redactor.clean("a\u001b[31mb")).isEqualTo("a?[31mb");
    }
}
