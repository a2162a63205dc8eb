/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.longshore.events.StackId;
import dev.longshore.events.config.Configuration;
import dev.longshore.events.config.ConfigurationLoader;
import dev.longshore.events.config.NotifyConfig;
import dev.longshore.reconciler.notify.NotifyLab;
import dev.longshore.reconciler.notify.Told;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** From the file and the log to real servers, which come and go as the reconciler does. */
class NotificationsIT {
    private static final List<String> SECRETS = List.of("t0ken", "pa55word", "s3cr3t-path");
    private static final StackId WEB = Told.WEB;

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Receiver hook = new Receiver();
    private final Receiver phone = new Receiver();
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private NotifyLab lab;
    private Notifications notifications;

    @BeforeEach
    void open() throws Exception {
        logged.start();
        root().addAppender(logged);
        mail.setUser("longshore@example.org", "longshore", "pa55word");
        mail.start();
        lab = new NotifyLab(folder.resolve("data"));
        notifications = begin();
    }

    @AfterEach
    void close() {
        Receiver.get(notifications.close());
        lab.close();
        mail.stop();
        hook.close();
        phone.close();
        root().detachAppender(logged);
        logged.stop();
        assertThat(logged.list)
                .extracting(event -> event.getFormattedMessage() + event.getKeyValuePairs() + event.getThrowableProxy())
                .noneMatch(line -> SECRETS.stream().anyMatch(line::contains));
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger("dev.longshore");
    }

    private Notifications begin() {
        return new Notifications(lab.vertx, lab.settings, lab.events, lab.metrics, Clock.systemUTC(), NotifyLab.TIMING);
    }

    private List<NotifyConfig> sinks(String... more) throws Exception {
        String file = String.join(
                "\n",
                Stream.concat(
                                Stream.of(
                                        "reconciler:",
                                        "  notify:",
                                        "    - {name: hook, group: 0s, webhook: {url: {env: HOOK_URL}, token: {env: TOKEN}}}",
                                        "    - {name: phone, group: 0s, severity: error, ntfy: {url: '" + phone.url("/")
                                                + "', topic: t, token: {env: TOKEN}}}"),
                                Arrays.stream(more))
                        .toList());
        Map<String, String> environment = Map.of(
                "HOOK_URL", hook.url("/s3cr3t-path"), "TOKEN", "t0ken", "PASSWORD", "pa55word", "HOME", "/home/me");
        Configuration read = ConfigurationLoader.load(
                        Files.writeString(folder.resolve("longshore.yaml"), file), environment::get)
                .configuration();
        return read.reconciler().sinks();
    }

    private String email() {
        return "    - {name: me, group: 0s, email: {server: '127.0.0.1:"
                + mail.getSmtp().getPort()
                + "', tls: none, from: longshore@example.org, to: [me@example.org],"
                + " username: longshore, password: {env: PASSWORD}}}";
    }

    private void run(List<NotifyConfig> sinks) {
        notifications.keep(sinks);
        notifications.active(true);
        sinks.forEach(sink -> lab.awaitReady(sink.name()));
    }

    private List<String> hooked() {
        return hook.taken().stream().map(got -> title(got.text())).toList();
    }

    private static String title(String body) {
        return body.replaceAll("(?s).*\"title\":\"([^\"]*)\".*", "$1");
    }

    private List<String> mailed() {
        return Arrays.stream(mail.getReceivedMessages())
                .map(NotificationsIT::subject)
                .toList();
    }

    private static String subject(MimeMessage message) {
        try {
            return message.getSubject();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tellsEverySinkWhatItWantsToKnow() throws Exception {
        run(sinks(email()));
        lab.tell(Told.succeeded(WEB, Told.ONE), Told.failed(WEB, Told.TWO), Told.succeeded(WEB, Told.THREE));

        String deployed = "homelab/web on alpha: deployed main@1111111";
        String failed = "homelab/web on alpha: failed main@2222222";
        String recovered = "homelab/web on alpha: deployed main@3333333";
        await().atMost(30, SECONDS)
                .until(() -> hook.taken().size() == 3 && phone.taken().size() == 2);
        await().atMost(30, SECONDS).until(() -> mailed().size() == 3);
        assertThat(hooked()).containsExactly(deployed, failed, recovered);
        assertThat(phone.taken()).extracting(got -> title(got.text())).containsExactly(failed, recovered);
        assertThat(mailed()).containsExactly(deployed, failed, recovered);
    }

    @Test
    void receiversAndReconcilersThatComeAndGoLoseNothingAndGetNothingTwice() throws Exception {
        List<NotifyConfig> sinks = sinks(email());
        run(sinks);
        lab.tell(Told.failed(WEB, Told.ONE));
        await().atMost(30, SECONDS)
                .until(() -> mailed().size() == 1 && hook.taken().size() == 1);
        int port = mail.getSmtp().getPort();
        hook.shut();
        phone.answers(503);
        mail.stop();
        lab.tell(Told.rolledBack(WEB, Told.TWO, Told.ONE), Told.succeeded(WEB, Told.THREE));
        await().atMost(30, SECONDS).until(() -> phone.got.size() > 2);
        Receiver.get(notifications.close());
        lab.tell(Told.failed(WEB, Told.revision('4')));
        notifications = begin();
        hook.open();
        phone.answers(200);
        GreenMail again = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        again.setUser("longshore@example.org", "longshore", "pa55word");
        again.start();
        run(sinks);

        List<String> rest = List.of(
                "homelab/web on alpha: rolled back main@2222222",
                "homelab/web on alpha: deployed main@3333333",
                "homelab/web on alpha: failed main@4444444");
        await().atMost(30, SECONDS)
                .until(() -> hook.taken().size() >= 4
                        && phone.taken().size() >= 4
                        && again.getReceivedMessages().length >= 3);
        assertThat(hooked().subList(1, 4)).isEqualTo(rest);
        assertThat(phone.taken()).extracting(got -> title(got.text())).endsWith(rest.get(0), rest.get(1), rest.get(2));
        assertThat(Arrays.stream(again.getReceivedMessages()).map(NotificationsIT::subject))
                .containsExactlyElementsOf(rest);
        assertThat(hook.taken()).extracting(got -> got.header("webhook-id")).doesNotHaveDuplicates();
        assertThat(List.of(hook.taken().size(), phone.taken().size())).containsExactly(4, 4);
        again.stop();
    }

    @Test
    void aChangedFileAddsChangesAndRemovesSinksWithoutLoss() throws Exception {
        run(sinks());
        hook.answers(500);
        lab.tell(Told.failed(WEB, Told.ONE));
        await().atMost(30, SECONDS)
                .until(() -> hook.got.size() > 1 && phone.taken().size() == 1);
        List<NotifyConfig> changed = sinks(email()).stream()
                .filter(sink -> !sink.name().equals("phone"))
                .map(sink -> sink.name().equals("hook")
                        ? new NotifyConfig(
                                "hook",
                                sink.target(),
                                List.of(),
                                List.of(),
                                sink.severity(),
                                sink.group().plusMillis(1))
                        : sink)
                .toList();
        run(changed);
        hook.answers(200);
        lab.tell(Told.succeeded(WEB, Told.TWO));

        await().atMost(30, SECONDS).until(() -> hook.taken().size() == 2 && mailed().size() == 1);
        assertThat(hooked())
                .containsExactly(
                        "homelab/web on alpha: failed main@1111111", "homelab/web on alpha: deployed main@2222222");
        assertThat(phone.got).hasSize(1);
        assertThat(lab.metrics
                        .find("longshore.notify.pending")
                        .tag("sink", "phone")
                        .gauge())
                .isNull();
    }

    @Test
    void aStandbySendsNothingUntilItIsActive() throws Exception {
        run(sinks());
        Notifications standby = begin();
        standby.keep(sinks());
        lab.tell(Told.failed(WEB, Told.ONE));
        await().atMost(30, SECONDS)
                .until(() -> hook.taken().size() == 1 && phone.taken().size() == 1);
        notifications.active(false);
        lab.tell(Told.failed(WEB, Told.TWO));
        standby.active(true);

        await().atMost(30, SECONDS)
                .until(() -> hook.taken().size() == 2 && phone.taken().size() == 2);
        assertThat(hooked())
                .containsExactly(
                        "homelab/web on alpha: failed main@1111111", "homelab/web on alpha: failed main@2222222");
        Receiver.get(standby.close());
    }
}
