/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcilerReaderTest {
    @TempDir
    Path folder;

    private ConfigFile config;

    @BeforeEach
    void folder() {
        config = ConfigFile.in(folder);
    }

    @Test
    void listensNowhereUnlessToldTo() throws Exception {
        assertThat(reconciler("reconciler: {poll: 1m}").api()).isNull();
    }

    @Test
    void tokensAloneOpenTheApiOnThisMachine() throws Exception {
        ApiConfig api = api("reconciler: {apiTokens: [{env: GIT_TOKEN}]}");

        assertThat(api.listen()).isEqualTo(new Listen("127.0.0.1", 8081));
        assertThat(api.tokens()).hasSize(1);
        assertThat(api.maxStreams()).isEqualTo(32);
    }

    @Test
    void listensWhereItIsTold() throws Exception {
        ApiConfig api = api("reconciler: {listen: '[::]:9000', maxStreams: 3}");

        assertThat(api.listen()).isEqualTo(new Listen("::", 9000));
        assertThat(api.maxStreams()).isEqualTo(3);
        assertThat(api.tokens()).isEmpty();
    }

    @Test
    void refusesTheAddressOfAnotherListener() throws Exception {
        assertThat(config.problems("reconciler: {listen: '127.0.0.1:9464'}").toString())
                .contains("management.listen", "reconciler.listen");
        assertThat(config.problems("reconciler: {listen: '0.0.0.0:8080'}").toString())
                .contains("ingress.listen", "reconciler.listen");
    }

    private ApiConfig api(String document) throws Exception {
        return Objects.requireNonNull(reconciler(document).api());
    }

    private ReconcilerConfig reconciler(String document) throws Exception {
        return config.load(document).configuration().reconciler();
    }
}
