/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.config.Secret;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreadableSecretTest {
    private static final byte[] BODY = TestIngress.push().getBytes(UTF_8);

    @TempDir
    Path folder;

    private TestIngress ingress(Secret secret, Secret previous) throws Exception {
        return TestIngress.start(
                TestIngress.config(TestIngress.github("github", "/webhook/github", secret, previous)),
                TestIngress.repositories(),
                TestIngress.LIMITS);
    }

    @Test
    void neverAcceptsWhileASecretCannotBeRead() throws Exception {
        Secret gone = new Secret.FromFile(folder.resolve("gone"));
        try (TestIngress ingress = ingress(gone, TestIngress.secret(null))) {
            for (HttpRequest.Builder request : new HttpRequest.Builder[] {
                ingress.signed(BODY),
                ingress.unsigned(BODY).header("X-Hub-Signature-256", TestIngress.sign("anything", BODY))
            }) {
                HttpResponse<String> answer = ingress.send(request);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.body()).doesNotContain(folder.toString());
            }
            assertThat(ingress.published).isEmpty();
        }
    }

    @Test
    void acceptsByTheSecretThatCanBeRead() throws Exception {
        Secret gone = new Secret.FromFile(folder.resolve("gone"));
        try (TestIngress ingress = ingress(TestIngress.secret(TestIngress.SECRET), gone)) {
            assertThat(ingress.send(ingress.signed(BODY)).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void usesAChangedSecretAtOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "before\n");
        Secret secret = new Secret.FromFile(file);
        try (TestIngress ingress = ingress(secret, secret)) {
            assertThat(ingress.send(ingress.signed(BODY)).statusCode()).isEqualTo(401);
            Files.writeString(file, TestIngress.SECRET + "\n");
            assertThat(ingress.send(ingress.signed(BODY)).statusCode()).isEqualTo(202);
        }
    }
}
