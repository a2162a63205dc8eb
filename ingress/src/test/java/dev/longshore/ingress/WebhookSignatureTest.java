/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in. The display names are the rows of the list of bad inputs. */
class WebhookSignatureTest {
    private static final String HEADER = "X-Hub-Signature-256";
    private static final byte[] BODY = TestIngress.push().getBytes(UTF_8);

    private TestIngress ingress;

    @BeforeEach
    void start() throws Exception {
        ingress = TestIngress.start();
    }

    @AfterEach
    void stop() throws Exception {
        ingress.close();
    }

    private void assertUnauthorized(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = ingress.send(request);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"title\":\"Unauthorized\"", "\"status\":401");
        assertThat(ingress.published).isEmpty();
    }

    @Test
    @DisplayName("W1 no signature header")
    void refusesADeliveryWithoutSignature() throws Exception {
        assertUnauthorized(ingress.unsigned(BODY));
        assertThat(ingress.count("github", "unauthorized")).isEqualTo(1);
    }

    @ParameterizedTest(name = "W2 signature \"{0}\"")
    @ValueSource(strings = {"sha256=", "sha256", "", "=", "sha256= "})
    void refusesAnEmptySignature(String signature) throws Exception {
        assertUnauthorized(ingress.unsigned(BODY).header(HEADER, signature));
    }

    @Test
    @DisplayName("W3 only a correct SHA-1 signature")
    void refusesSha1() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(TestIngress.SECRET.getBytes(UTF_8), "HmacSHA1"));
        String sha1 = "sha1=" + HexFormat.of().formatHex(mac.doFinal(BODY));
        assertUnauthorized(ingress.unsigned(BODY).header("X-Hub-Signature", sha1));
        assertUnauthorized(ingress.unsigned(BODY).header(HEADER, sha1));
    }

    @ParameterizedTest(name = "W4 correct MAC under {0}")
    @ValueSource(strings = {"X-Gitea-Signature", "X-Gogs-Signature", "X-Hub-Signature", "X-Signature-256"})
    void refusesTheHeaderOfAnotherProvider(String header) throws Exception {
        String mac = TestIngress.sign(BODY);
        assertUnauthorized(ingress.unsigned(BODY).header(header, mac));
        assertUnauthorized(ingress.unsigned(BODY).header(header, mac.substring("sha256=".length())));
    }

    @Test
    @DisplayName("W5 64 characters that are not hexadecimal")
    void refusesWhatIsNotHexadecimal() throws Exception {
        assertUnauthorized(ingress.unsigned(BODY).header(HEADER, "sha256=" + "g".repeat(64)));
        assertUnauthorized(ingress.unsigned(BODY).header(HEADER, "sha256=" + "\u00e9".repeat(64)));
    }

    @Test
    @DisplayName("W5 odd length, too short, too long")
    void refusesAnotherLength() throws Exception {
        String mac = TestIngress.sign(BODY);
        assertUnauthorized(ingress.unsigned(BODY).header(HEADER, mac.substring(0, mac.length() - 1)));
        assertUnauthorized(ingress.unsigned(BODY).header(HEADER, mac.substring(0, mac.length() - 2)));
        assertUnauthorized(ingress.unsigned(BODY).header(HEADER, mac + "00"));
    }

    @Test
    @DisplayName("W5 upper-case hexadecimal is accepted, as documented")
    void acceptsUpperCase() throws Exception {
        String upper = TestIngress.sign(BODY).substring("sha256=".length()).toUpperCase(Locale.ROOT);
        assertThat(ingress.send(ingress.unsigned(BODY).header(HEADER, "sha256=" + upper))
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    @DisplayName("W6 two signature headers, one good")
    void refusesTwoSignatures() throws Exception {
        String bad = "sha256=" + "0".repeat(64);
        assertUnauthorized(ingress.signed(BODY).header(HEADER, bad));
        assertUnauthorized(ingress.unsigned(BODY).header(HEADER, bad).header(HEADER, TestIngress.sign(BODY)));
        assertUnauthorized(ingress.unsigned(BODY).header(HEADER, TestIngress.sign(BODY) + ", " + bad));
    }

    @Test
    @DisplayName("W7 MAC of the same JSON with other whitespace")
    void refusesTheMacOfReserialisedJson() throws Exception {
        byte[] compact = TestIngress.push().replaceAll("\\s", "").getBytes(UTF_8);
        assertUnauthorized(ingress.unsigned(BODY).header(HEADER, TestIngress.sign(compact)));
    }

    @Test
    void refusesEveryMacButTheRightOne() throws Exception {
        assertUnauthorized(ingress.unsigned(BODY).header(HEADER, TestIngress.sign("another secret", BODY)));
        String mac = TestIngress.sign(BODY);
        char last = mac.charAt(mac.length() - 1) == '0' ? '1' : '0';
        assertUnauthorized(ingress.unsigned(BODY).header(HEADER, mac.substring(0, mac.length() - 1) + last));
    }

    @Test
    void acceptsThePreviousSecretToo() throws Exception {
        String mac = TestIngress.sign(TestIngress.OLD_SECRET, BODY);
        assertThat(ingress.send(ingress.unsigned(BODY).header(HEADER, mac)).statusCode())
                .isEqualTo(202);
    }
}
