/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.AuthConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNameTest {
    @ParameterizedTest
    @CsvSource({
        "git.example/me/app:1, git.example",
        "localhost/app, localhost",
        "127.0.0.1:5000/app@sha256:00, 127.0.0.1:5000",
        "registry:5000/app, registry:5000"
    })
    void findsTheHost(String reference, String registry) {
        assertThat(ImageName.registry(reference)).isEqualTo(registry);
        assertThat(ImageName.configKey(registry)).isEqualTo(registry);
    }

    @ParameterizedTest
    @CsvSource({"busybox", "busybox:1.37", "library/busybox", "me/app:1"})
    void takesANameWithoutAHostForDockersOwnRegistry(String reference) {
        assertThat(ImageName.configKey(ImageName.registry(reference))).isEqualTo(AuthConfig.DEFAULT_SERVER_ADDRESS);
    }

    @Test
    void onlyANameWithoutADigestMayMeanAnotherImageTomorrow() {
        assertThat(ImageName.isMutable("app:1")).isTrue();
        assertThat(ImageName.isMutable("app@sha256:00")).isFalse();
        assertThat(ImageName.isMutable("sha256:00")).isFalse();
        assertThat(ImageName.isMutable("")).isFalse();
    }
}
