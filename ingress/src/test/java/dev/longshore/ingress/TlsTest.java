/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.config.IngressConfig;
import dev.longshore.events.config.Listen;
import dev.longshore.events.config.TlsConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    Path folder;

    private void install(PemIdentity identity) throws Exception {
        Files.writeString(folder.resolve("key.pem"), identity.key());
        Files.writeString(folder.resolve("certificate.pem"), identity.certificate());
    }

    private TestIngress ingress() throws Exception {
        IngressConfig plain = TestIngress.config();
        IngressConfig config = new IngressConfig(
                new Listen("127.0.0.1", 0),
                plain.maxBody(),
                plain.maxRequests(),
                new TlsConfig(folder.resolve("certificate.pem"), folder.resolve("key.pem")),
                List.of(),
                plain.apiTokens(),
                plain.webhooks());
        return TestIngress.start(config, TestIngress.repositories(), TestIngress.LIMITS);
    }

    /** The certificate that a delivery met, which was answered 202. */
    private static Certificate deliver(TestIngress ingress, PemIdentity... trusted) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < trusted.length; i++) {
            store.setCertificateEntry("c" + i, trusted[i].parsed());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();
        URI uri = URI.create("https://127.0.0.1:" + ingress.verticle.port() + "/webhook/github");
        HttpResponse<String> answer = client.send(
                ingress.signed(TestIngress.push().getBytes(UTF_8)).uri(uri).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        return answer.sslSession().orElseThrow().getPeerCertificates()[0];
    }

    @Test
    void takesOverARenewedCertificateAndKeepsTheOldOneWhenItIsBroken() throws Exception {
        PemIdentity first = PemIdentity.make(folder, "first");
        PemIdentity second = PemIdentity.make(folder, "second");
        install(first);
        try (TestIngress ingress = ingress()) {
            assertThat(deliver(ingress, first, second)).isEqualTo(first.parsed());

            Files.writeString(
                    folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nbm8=\n-----END PRIVATE KEY-----\n");
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> deliver(ingress, first, second).equals(first.parsed()));

            install(second);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> deliver(ingress, first, second).equals(second.parsed()));
        }
    }

    @Test
    void doesNotStartWithoutItsCertificate() throws Exception {
        assertThatThrownBy(this::ingress).hasMessageContaining("certificate.pem");
    }
}
