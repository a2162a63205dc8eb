/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import dev.longshore.events.config.NotifyTarget;
import dev.longshore.events.config.NotifyTarget.Email;
import dev.longshore.events.config.SecretUnavailableException;
import dev.longshore.reconciler.notify.DeliveryException;
import dev.longshore.reconciler.notify.DeliveryException.Kind;
import dev.longshore.reconciler.notify.Message;
import dev.longshore.reconciler.notify.Sink;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** A mail to some people, by SMTP. A connection for each: mails are few, and the password may have changed since the last one. */
final class EmailSink implements Sink {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration MAIL = Duration.ofSeconds(15);
    /** Replies (RFC 5321, RFC 4954) that are about the login or an address, not about the mail. */
    private static final Set<Integer> OF_SETUP = Set.of(502, 504, 521, 530, 534, 535, 538, 550, 551, 553);

    private final Vertx vertx;
    private final NotifyTarget.Email target;

    EmailSink(Vertx vertx, NotifyTarget.Email target) {
        this.vertx = vertx;
        this.target = target;
    }

    @Override
    public Future<Void> send(Message message) {
        MailConfig config;
        try {
            config = config();
        } catch (SecretUnavailableException e) {
            return Future.failedFuture(new DeliveryException(Kind.SETUP, String.valueOf(e.getMessage()), null, e));
        }
        MailClient client = MailClient.create(vertx, config);
        return client.sendMail(mail(message))
                .timeout(MAIL.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .recover(e -> Future.failedFuture(failure(e)))
                .eventually(client::close);
    }

    private MailConfig config() {
        MailConfig config = new MailConfig(
                        target.server().host(), target.server().port())
                .setKeepAlive(false)
                .setAllowRcptErrors(true)
                .setUserAgent("longshore")
                .setHostnameVerificationAlgorithm("HTTPS")
                .setSsl(target.tls() == Email.Tls.TLS)
                .setStarttls(target.tls() == Email.Tls.STARTTLS ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED);
        config.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
        if (target.certificates() != null) {
            config.setTrustOptions(
                    new PemTrustOptions().addCertPath(target.certificates().toString()));
        }
        Email.Login login = target.login();
        return login == null
                ? config.setLogin(LoginOption.DISABLED)
                : config.setLogin(LoginOption.REQUIRED)
                        .setUsername(login.username())
                        .setPassword(login.password().value());
    }

    private MailMessage mail(Message message) {
        Wording wording = new Wording(message, target.title(), target.text());
        return new MailMessage()
                .setFrom(target.from())
                .setTo(target.to())
                .setSubject(wording.title())
                .setText(wording.title() + "\n\n" + wording.text() + "\n")
                .setHeaders(MultiMap.caseInsensitiveMultiMap()
                        .add("Message-ID", "<" + message.id() + "@" + domain() + ">")
                        .add("Auto-Submitted", "auto-generated"));
    }

    private String domain() {
        return target.from().substring(target.from().indexOf('@') + 1);
    }

    /** Only the code of a reply is repeated: servers like to quote what they were given. */
    private DeliveryException failure(Throwable cause) {
        String where = "the mail server " + target.server();
        if (cause instanceof SMTPException reply) {
            int code = reply.getReplyCode();
            boolean isSetup = OF_SETUP.contains(code);
            Kind kind = isSetup ? Kind.SETUP : code >= 500 ? Kind.REJECTED : Kind.TROUBLE;
            String help = isSetup ? "; check the login and the addresses of this sink" : "";
            return new DeliveryException(kind, where + " answered " + code + help, null, cause);
        }
        if (cause instanceof SSLException) {
            return new DeliveryException(
                    Kind.SETUP,
                    where + " has no certificate that is trusted, or does not speak TLS; see 'tls' and 'certificates'",
                    null,
                    cause);
        }
        return new DeliveryException(
                Kind.TROUBLE,
                where + " did not take the mail (" + cause.getClass().getSimpleName() + ")",
                null,
                cause);
    }
}
