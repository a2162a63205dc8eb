/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private static final Manifest.Entry FILE = new Manifest.Entry("00", false, 1, null);

    @Test
    void seesAFolderFromWithin() {
        Manifest all = manifest(Map.of(
                "site/a",
                FILE,
                "site/img/b",
                FILE,
                "site/l",
                link("img/b"),
                "site2/c",
                FILE,
                "site-3",
                FILE,
                "d",
                FILE));

        assertThat(all.inside("site").files()).containsOnlyKeys("a", "img/b", "l");
        assertThat(all.inside("site/img").files()).containsOnlyKeys("b");
        assertThat(all.inside(".")).isEqualTo(all);
        assertThat(all.inside("nothing").files()).isEmpty();
    }

    @Test
    void refusesALinkThatLeavesTheFolderAlthoughNotTheBundle() {
        assertThat(manifest(Map.of("site/img/l", link("../a"))).inside("site").files())
                .containsOnlyKeys("img/l");
        assertThatExceptionOfType(UnsafeBundleException.class)
                .isThrownBy(() -> manifest(Map.of("site/l", link("../secret"))).inside("site"))
                .withMessageContaining("'l'");
    }

    private static Manifest manifest(Map<String, Manifest.Entry> files) {
        return new Manifest(new TreeMap<>(files));
    }

    private static Manifest.Entry link(String target) {
        return new Manifest.Entry("00", false, 0, target);
    }
}
