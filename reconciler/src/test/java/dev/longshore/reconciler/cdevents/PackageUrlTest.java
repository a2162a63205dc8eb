/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.cdevents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackageUrlTest {
    private static final String DIGEST = "sha256:" + "0b".repeat(32);
    private static final StackId WEB = new StackId("homelab", "web");
    private static final Revision ONE = new Revision("main", "1".repeat(40));

    @ParameterizedTest
    @CsvSource({
        "busybox:1.37, busybox@D?tag=1.37",
        "busybox, busybox@D",
        "me/Web, web@D?repository_url=me/Web",
        "registry.example:5000/a/b/web:v1, web@D?repository_url=registry.example:5000/a/b/web&tag=v1",
        "localhost:5000/web, web@D?repository_url=localhost:5000/web",
    })
    void anImageIsItsLastNameAndItsDigest(String name, String expected) {
        assertThat(PackageUrl.ofImage(name + "@" + DIGEST))
                .hasValue("pkg:oci/" + expected.replace("D", "sha256%3A" + "0b".repeat(32)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "busybox", "busybox:1.37", "sha256:0b0b", "busybox@sha256:short", "a b@sha256:0b"})
    void anythingElseIsNoImage(String text) {
        assertThat(PackageUrl.ofImage(text)).isEmpty();
    }

    @Test
    void aStackOfOneImageIsThatImage() {
        String image = "web:1@" + DIGEST;

        assertThat(PackageUrl.of(WEB, ONE, Map.of("a", image, "b", image))).startsWith("pkg:oci/web@sha256%3A0b");
    }

    @Test
    void aStackOfSeveralImagesOrOfNoneIsItsCommit() {
        String commit = "pkg:generic/homelab/web@" + "1".repeat(40);

        assertThat(PackageUrl.of(WEB, ONE, Map.of())).isEqualTo(commit);
        assertThat(PackageUrl.of(WEB, ONE, Map.of("a", "web:1@" + DIGEST, "b", "db:1@" + DIGEST)))
                .isEqualTo(commit);
        assertThat(PackageUrl.of(WEB, ONE, Map.of("a", "not an image"))).isEqualTo(commit);
    }
}
