/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import static dev.longshore.reconciler.notify.sink.Sample.deliver;
import static dev.longshore.reconciler.notify.sink.Sample.failure;
import static dev.longshore.reconciler.notify.sink.Sample.failures;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.longshore.events.config.Listen;
import dev.longshore.events.config.NotifyTarget.Email;
import dev.longshore.events.config.NotifyTarget.Email.Login;
import dev.longshore.events.config.NotifyTarget.Email.Tls;
import dev.longshore.reconciler.notify.DeliveryException;
import dev.longshore.reconciler.notify.DeliveryException.Kind;
import io.vertx.core.Vertx;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against GreenMail, a real SMTP server. */
class EmailSinkTest {
    @TempDir
    static Path folder;

    private static PemIdentity identity;

    private final Vertx vertx = Vertx.vertx();
    private @Nullable GreenMail server;

    @BeforeAll
    static void identity() throws Exception {
        identity = PemIdentity.make(folder, "mail");
        System.setProperty("greenmail.tls.keystore.file", identity.store().toString());
        System.setProperty("greenmail.tls.keystore.password", PemIdentity.PASSWORD);
    }

    @AfterAll
    static void forget() {
        System.clearProperty("greenmail.tls.keystore.file");
        System.clearProperty("greenmail.tls.keystore.password");
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.stop();
        }
        Receiver.get(vertx.close());
    }

    private GreenMail start(String protocol, int port) {
        GreenMail started = new GreenMail(new ServerSetup(port, "127.0.0.1", protocol));
        started.setUser("longshore@example.org", "longshore", "pa55word");
        started.start();
        server = started;
        return started;
    }

    private static int port(GreenMail mail, Tls tls) {
        return (tls == Tls.TLS ? mail.getSmtps() : mail.getSmtp()).getPort();
    }

    private EmailSink sink(int port, Tls tls, @Nullable String password, @Nullable Path certificates) {
        return new EmailSink(
                vertx,
                new Email(
                        new Listen("127.0.0.1", port),
                        tls,
                        "longshore@example.org",
                        List.of("me@example.org", "you@example.org"),
                        password == null ? null : new Login("longshore", Sample.secret(password)),
                        null,
                        null,
                        certificates));
    }

    @Test
    void mailsWhatHappenedOnce() throws Exception {
        GreenMail mail = start(ServerSetup.PROTOCOL_SMTP, 0);
        deliver(sink(port(mail, Tls.NONE), Tls.NONE, "pa55word", null), failure("wéb did not become healthy"));

        MimeMessage[] received = mail.getReceivedMessages();
        assertThat(received).as("one for each address").hasSize(2);
        MimeMessage first = received[0];
        assertThat(first.getSubject()).isEqualTo("homelab/web on alpha: failed main@1111111");
        assertThat(String.valueOf(first.getContent())).contains("health.timeout: wéb did not become healthy");
        assertThat(first.getFrom()[0]).hasToString("longshore@example.org");
        assertThat(first.getMessageID()).isEqualTo("<" + failure("x").id() + "@example.org>");
        assertThat(first.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    }

    @Test
    void nothingInATextBecomesAHeader() throws Exception {
        GreenMail mail = start(ServerSetup.PROTOCOL_SMTP, 0);
        deliver(
                sink(port(mail, Tls.NONE), Tls.NONE, null, null),
                failures(2, "x\r\nBcc: evil@example.org\r\n.\r\nQUIT"));

        MimeMessage first = mail.getReceivedMessages()[0];
        assertThat(first.getHeader("Bcc")).isNull();
        assertThat(first.getSubject()).isEqualTo("homelab main@1111111: 2 failed");
        assertThat(GreenMailUtil.getBody(first)).contains("QUIT");
    }

    @Test
    void speaksTlsWithWhomItTrusts() throws Exception {
        GreenMail mail = start(ServerSetup.PROTOCOL_SMTPS, 0);
        int port = port(mail, Tls.TLS);
        deliver(sink(port, Tls.TLS, "pa55word", identity.certificate()), failure("x"));
        assertThat(mail.getReceivedMessages()).hasSize(2);

        DeliveryException failure = failure(
                sink(
                        port,
                        Tls.TLS,
                        "pa55word",
                        PemIdentity.make(folder, "others").certificate()),
                failure("x"));
        assertThat(failure.kind()).isEqualTo(Kind.SETUP);
        assertThat(mail.getReceivedMessages()).hasSize(2);
    }

    @Test
    void sendsNothingUnencryptedWhereStarttlsIsWanted() {
        GreenMail mail = start(ServerSetup.PROTOCOL_SMTP, 0);
        DeliveryException failure =
                failure(sink(port(mail, Tls.STARTTLS), Tls.STARTTLS, "pa55word", null), failure("x"));

        assertThat(failure).hasMessageNotContaining("pa55word");
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void aWrongPasswordIsForAPersonToPutRight() {
        GreenMail mail = start(ServerSetup.PROTOCOL_SMTP, 0);
        DeliveryException failure = failure(sink(port(mail, Tls.NONE), Tls.NONE, "wr0ng", null), failure("x"));

        assertThat(failure.kind()).isEqualTo(Kind.SETUP);
        assertThat(failure).hasMessageContaining("535").hasMessageNotContaining("wr0ng");
    }

    @Test
    void aServerThatIsAwayIsTroubleUntilItIsBack() {
        GreenMail mail = start(ServerSetup.PROTOCOL_SMTP, 0);
        int port = port(mail, Tls.NONE);
        mail.stop();
        EmailSink sink = sink(port, Tls.NONE, null, null);
        assertThat(failure(sink, failure("x")).kind()).isEqualTo(Kind.TROUBLE);

        deliverAfterRestart(port, sink);
    }

    private void deliverAfterRestart(int port, EmailSink sink) {
        GreenMail again = start(ServerSetup.PROTOCOL_SMTP, port);
        deliver(sink, failure("x"));
        assertThat(again.getReceivedMessages()).hasSize(2);
    }
}
