/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefNameTest {
    @ParameterizedTest(name = "<{0}>")
    @CsvSource({
        "refs/heads/main, main",
        "refs/heads/env/dev, env/dev",
        "refs/heads/a.b-c_d@e, a.b-c_d@e",
        "refs/heads/häfen, häfen",
        "refs/heads/release/1.0, release/1.0",
        "refs/heads/@, @"
    })
    void readsBranches(String ref, String branch) throws Exception {
        assertThat(RefName.parse(ref).branch()).hasValue(branch);
    }

    @ParameterizedTest(name = "<{0}>")
    @ValueSource(strings = {"refs/tags/v1", "refs/pull/1/head", "heads/main", "refs/headsx/main"})
    void tellsOtherRefsFromBranches(String ref) throws Exception {
        assertThat(RefName.parse(ref).branch()).isEmpty();
    }

    @ParameterizedTest(name = "<{0}>")
    @ValueSource(
            strings = {
                "",
                "main",
                "@",
                "/",
                "refs/heads/",
                "/refs/heads/main",
                "refs//heads/main",
                "refs/heads/main/",
                "refs/heads/../../x",
                "refs/heads/a..b",
                "refs/heads/.a",
                "refs/heads/a/.b",
                "refs/heads/a.lock",
                "refs/heads/a.lock/b",
                "refs/heads/a.",
                "refs/heads/a b",
                "refs/heads/a~1",
                "refs/heads/a^",
                "refs/heads/a:b",
                "refs/heads/a?",
                "refs/heads/a*",
                "refs/heads/a[b",
                "refs/heads/a\\b",
                "refs/heads/a@{1}",
                "refs/heads/a\u0000b",
                "refs/heads/a\nb",
                "refs/heads/a\tb",
                "refs/heads/a\u007f",
                "refs/heads/-x"
            })
    void refusesWhatGitRefuses(String ref) {
        assertThatThrownBy(() -> RefName.parse(ref)).isInstanceOf(UnusablePayloadException.class);
    }
}
