/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.config.NotifyTarget.Email;
import dev.longshore.events.config.NotifyTarget.HeaderValue;
import dev.longshore.events.config.NotifyTarget.Ntfy;
import dev.longshore.events.config.NotifyTarget.Slack;
import dev.longshore.events.config.NotifyTarget.Webhook;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads how each kind of sink is reached. */
final class NotifyTargetReader {
    private static final String JSON = "application/json";
    private static final ValueReader<String> CONTENT_TYPE = Shapes.matching(
            "a content type",
            "application/([a-z0-9.-]{1,60}\\+)?json|application/x-www-form-urlencoded|text/plain",
            "application/json or one that ends in +json, application/x-www-form-urlencoded, text/plain");
    private static final ValueReader<String> TOPIC =
            Shapes.matching("a topic", "[-_A-Za-z0-9]{1,64}", "letters, digits and _ -, at most 64");
    private static final ValueReader<String> TAG =
            Shapes.matching("a tag", "[^,\\s\\p{Cntrl}]{1,64}", "no comma or space, at most 64");
    private static final ValueReader<String> ADDRESS = Shapes.matching(
            "an e-mail address", "[^@\\s<>,;\"\\p{Cntrl}]{1,64}@[A-Za-z0-9.-]{1,190}", "such as me@example.org");
    private static final ValueReader<Template> TEMPLATE = value -> value.parsed("text", Template::parse);
    private static final ValueReader<String> LINK =
            value -> value.parsed("a URL", text -> SinkUrl.parse(text).toString());
    /** What the sink writes itself. */
    private static final List<String> OWN_HEADERS =
            List.of("host", "content-length", "content-type", "transfer-encoding", "connection", "user-agent");

    private final SecretReader secrets;
    private final PublicFileReader files;

    NotifyTargetReader(Path base, SecretReader secrets) {
        this.secrets = secrets;
        this.files = new PublicFileReader(base);
    }

    @Nullable
    Webhook webhook(YamlValue value) {
        YamlMapping keys = value.mapping();
        SinkUrl url = keys.required("url", this::url);
        Webhook.Mode mode = keys.optional("mode", NotifyReader.choice(Webhook.Mode.values(), Webhook.Mode::text));
        Secret key = keys.optional("key", secrets);
        Secret token = keys.optional("token", secrets);
        Map<String, HeaderValue> headers = keys.entries("headers", this::header);
        Template body = keys.optional("body", TEMPLATE);
        String contentType = keys.optional("contentType", CONTENT_TYPE);
        Path certificates = keys.optional("certificates", files);
        keys.refuseOtherKeys();
        if (key != null) {
            WebhookReader.checkKey(key, value);
        }
        if (token != null && headers.keySet().stream().anyMatch("authorization"::equalsIgnoreCase)) {
            keys.error("has both 'token' and a header 'Authorization'; keep one");
        }
        checkBody(keys, body, contentType == null ? JSON : contentType);
        warnOfPlainHttp(keys, url, Stream.of(key, token).anyMatch(secret -> secret != null));
        return url == null
                ? null
                : new Webhook(
                        url,
                        mode == null ? Webhook.Mode.STRUCTURED : mode,
                        key,
                        token,
                        headers,
                        body,
                        contentType == null ? JSON : contentType,
                        certificates);
    }

    private static void checkBody(YamlMapping keys, @Nullable Template body, String contentType) {
        if (body == null) {
            if (keys.has("contentType") && !keys.has("body")) {
                keys.error("'contentType' means nothing without 'body'; remove it");
            }
            return;
        }
        if (keys.has("mode")) {
            keys.error("'mode' is for CloudEvents and means nothing with 'body'; remove one");
        }
        keys.optional(
                "body",
                value -> value.parsed("text", text -> {
                    BodyFormat.of(contentType).check(body);
                    return text;
                }));
    }

    private @Nullable HeaderValue header(String name, YamlValue value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!lower.matches("[a-z][a-z0-9-]{0,63}")
                || OWN_HEADERS.contains(lower)
                || lower.startsWith("webhook-")
                || lower.startsWith("ce-")) {
            return value.refuse("its key is not a header that may be set here");
        }
        if (value.isMapping()) {
            Secret secret = secrets.read(value);
            return secret == null ? null : new HeaderValue(null, secret);
        }
        String text = value.string();
        return text == null || text.length() > 1024 || !text.chars().allMatch(c -> c >= ' ' && c < 127)
                ? value.refuse("must be printable ASCII, at most 1024 characters")
                : new HeaderValue(text, null);
    }

    @Nullable
    Ntfy ntfy(YamlValue value) {
        YamlMapping keys = value.mapping();
        SinkUrl url = keys.required("url", this::url);
        String topic = keys.required("topic", TOPIC);
        Secret token = keys.optional("token", secrets);
        List<String> tags = keys.list("tags", TAG);
        String click = keys.optional("click", LINK);
        Template title = keys.optional("title", TEMPLATE);
        Template text = keys.optional("text", TEMPLATE);
        Path certificates = keys.optional("certificates", files);
        keys.refuseOtherKeys();
        warnOfPlainHttp(keys, url, token != null);
        return url == null || topic == null
                ? null
                : new Ntfy(url, topic, token, tags, click, title, text, certificates);
    }

    @Nullable
    Slack slack(YamlValue value) {
        YamlMapping keys = value.mapping();
        SinkUrl url = keys.required("url", this::url);
        Template title = keys.optional("title", TEMPLATE);
        Template text = keys.optional("text", TEMPLATE);
        keys.refuseOtherKeys();
        return url == null ? null : new Slack(url, title, text);
    }

    @Nullable
    Email email(YamlValue value) {
        YamlMapping keys = value.mapping();
        Listen server =
                keys.required("server", v -> v.parsed("a mail server such as smtp.example.org:587", Listen::parse));
        Email.Tls tls =
                keys.optional("tls", NotifyReader.choice(Email.Tls.values(), Email.Tls::text), Email.Tls.STARTTLS);
        String from = keys.required("from", ADDRESS);
        List<String> to = keys.required("to", v -> v.list(ADDRESS));
        String username = keys.optional("username", YamlValue::string);
        Secret password = keys.optional("password", secrets);
        Template title = keys.optional("title", TEMPLATE);
        Template text = keys.optional("text", TEMPLATE);
        Path certificates = keys.optional("certificates", files);
        keys.refuseOtherKeys();
        if (keys.has("username") != keys.has("password")) {
            keys.error("needs both 'username' and 'password', or neither");
        }
        if (to != null && (to.isEmpty() || to.size() > 20)) {
            keys.error("'to' must name 1 to 20 addresses");
        }
        if (tls == Email.Tls.NONE && password != null) {
            keys.warning("sends its password unencrypted; use tls: starttls or tls: tls");
        }
        Email.Login login = username == null || password == null ? null : new Email.Login(username, password);
        return server == null || from == null || to == null
                ? null
                : new Email(server, tls, from, to, login, title, text, certificates);
    }

    private @Nullable SinkUrl url(YamlValue value) {
        if (!value.isMapping()) {
            var plain = value.parsed("a URL, or {file: …} or {env: …}", SinkUrl::parse);
            return plain == null ? null : new SinkUrl(plain, null);
        }
        Secret secret = secrets.read(value);
        if (secret == null) {
            return null;
        }
        try {
            SinkUrl url = new SinkUrl(null, secret);
            url.resolve();
            return url;
        } catch (SecretUnavailableException e) {
            return value.refuse(String.valueOf(e.getMessage()));
        }
    }

    private static void warnOfPlainHttp(YamlMapping keys, @Nullable SinkUrl url, boolean hasCredential) {
        if (url != null
                && hasCredential
                && "http".equalsIgnoreCase(url.resolve().getScheme())) {
            keys.warning("sends its credential unencrypted; use https");
        }
    }
}
