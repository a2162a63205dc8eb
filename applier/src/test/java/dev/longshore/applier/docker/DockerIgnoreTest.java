/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expectations are those of moby/patternmatcher's documentation and Docker's page on build contexts. */
class DockerIgnoreTest {
    @ParameterizedTest
    @CsvSource({
        "README.md, README.md, true",
        "README.md, sub/README.md, false",
        "*.md, a.md, true",
        "*.md, sub/a.md, false",
        "*/temp*, sub/temporary.txt, true",
        "*/temp*, sub/temp/file, true",
        "*/*/temp*, a/b/tempx, true",
        "temp?, tempa, true",
        "temp?, temp, false",
        "**/*.go, a.go, true",
        "**/*.go, a/b/c.go, true",
        "docs, docs/a/b.md, true",
        "docs/**, docs/a/b.md, true",
        "/docs/, docs/a, true",
        "./docs, docs/a, true",
        "a/**/z, a/z, true",
        "a/**/z, a/b/c/z, true",
        "[ab].txt, b.txt, true",
        "[ab].txt, c.txt, false",
        "a.b, axb, false",
        "# a, # a, false",
        "\\#a, #a, true",
    })
    void leavesOut(String pattern, String path, boolean out) {
        assertThat(DockerIgnore.parse(pattern).leavesOut(path)).isEqualTo(out);
    }

    @Test
    void theLastRuleThatMatchesWins() {
        DockerIgnore ignore = DockerIgnore.parse("*\n!src\n!*.md\n\n# comment\nREADME-secret.md\n");
        assertThat(ignore.leavesOut("a.txt")).isTrue();
        assertThat(ignore.leavesOut("src/a.txt")).isFalse();
        assertThat(ignore.leavesOut("README.md")).isFalse();
        assertThat(ignore.leavesOut("README-secret.md")).isTrue();
    }

    @Test
    void leavesNothingOutWhereItCannotBeRead() {
        assertThat(DockerIgnore.parse("*\n[z-a]").leavesOut("a")).isFalse();
    }
}
