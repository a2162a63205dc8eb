/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.signature;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.signing.ssh.VerificationException;
import org.jspecify.annotations.Nullable;

/**
 * SSH keys that may sign. Lines are a public key, or ALLOWED SIGNERS of ssh-keygen(1). There {@code valid-after} and {@code
 * valid-before} are held against our clock, not against the time in the commit, which its author chooses.
 */
final class SshKeys {
    private static final Pattern LINE = Pattern.compile(
            "(?<before>.*?)(?<key>(?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+\\s+AAAA[A-Za-z0-9+/=]+)(?:\\s.*)?");
    private static final Pattern NAMESPACES = Pattern.compile("namespaces=\"?([^\"\\s]*)\"?");
    private static final Pattern AFTER = Pattern.compile("valid-after=\"?([0-9]{8,14}Z?)\"?");
    private static final Pattern BEFORE = Pattern.compile("valid-before=\"?([0-9]{8,14}Z?)\"?");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);

    private final Clock clock;
    private final List<Signer> signers = new ArrayList<>();

    private record Signer(
            PublicKey key,
            @Nullable Instant after,
            @Nullable Instant before) {}

    SshKeys(Clock clock) {
        this.clock = clock;
    }

    /** Adds the keys of a file, at least one. */
    void add(Path file, String lines) throws UnusableKeysException {
        int known = signers.size();
        for (String line : lines.split("\\R", -1)) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                addLine(file, text);
            }
        }
        if (signers.size() == known) {
            throw new UnusableKeysException("the key file " + file + " has no public key, GPG or SSH, that may sign");
        }
    }

    private void addLine(Path file, String line) throws UnusableKeysException {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new UnusableKeysException("the key file " + file + " has a line that is no public key");
        }
        String options = parts.group("before").toLowerCase(Locale.ROOT);
        if (options.contains("cert-authority")) {
            throw new UnusableKeysException(
                    "the key file " + file + " has a certificate authority, which is not supported; list the keys");
        }
        Matcher namespaces = NAMESPACES.matcher(options);
        if (namespaces.find() && !List.of(namespaces.group(1).split(",", -1)).contains("git")) {
            return;
        }
        try {
            PublicKey key = AuthorizedKeyEntry.parseAuthorizedKeyEntry(parts.group("key"))
                    .resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
            signers.add(new Signer(key, time(AFTER, options), time(BEFORE, options)));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException | DateTimeException e) {
            throw new UnusableKeysException("the key file " + file + " has a key that cannot be read", e);
        }
    }

    private static @Nullable Instant time(Pattern option, String options) {
        Matcher found = option.matcher(options.replace('z', 'Z'));
        if (!found.find()) {
            return null;
        }
        boolean utc = found.group(1).endsWith("Z");
        String digits = (found.group(1).replace("Z", "") + "000000").substring(0, 14);
        return LocalDateTime.parse(digits, TIME)
                .atZone(utc ? ZoneOffset.UTC : ZoneId.systemDefault())
                .toInstant();
    }

    /** Something to call the owner of a trusted key by; null for another key. */
    @Nullable
    String principalOf(PublicKey key) throws VerificationException {
        Instant now = clock.instant();
        boolean expired = false;
        for (Signer signer : signers) {
            if (KeyUtils.compareKeys(signer.key(), key)) {
                boolean early = signer.after() != null && now.isBefore(signer.after());
                boolean late = signer.before() != null && !now.isBefore(signer.before());
                if (!early && !late) {
                    return KeyUtils.getFingerPrint(key);
                }
                expired = true;
            }
        }
        if (expired) {
            throw new VerificationException(true, "it is not valid now");
        }
        return null;
    }
}
