/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host keys of a {@code known_hosts} file, and no others: nothing is learnt, nobody is asked. Hashed names, ports and {@code
 * @revoked} count as in sshd(8); lines of certificate authorities are skipped. Of one fetch.
 */
final class KnownHosts implements ServerKeyDatabase {
    private static final Logger log = LoggerFactory.getLogger(KnownHosts.class);
    private static final int MAX_BYTES = 4 << 20;
    private static final int STANDARD_PORT = 22;

    private final Path file;
    private final List<KnownHostEntry> entries;
    private @Nullable String refusal;

    private KnownHosts(Path file, List<KnownHostEntry> entries) {
        this.file = file;
        this.entries = entries;
    }

    /** @throws SourceException {@code source.auth} if the file cannot be read */
    static KnownHosts read(String where, Path file) throws SourceException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("larger than " + MAX_BYTES + " bytes");
            }
            String lines = Files.readString(file, StandardCharsets.UTF_8);
            return new KnownHosts(file, KnownHostEntry.readKnownHostEntries(new StringReader(lines), true));
        } catch (IOException | IllegalArgumentException e) {
            throw SourceException.stalled(
                    "source.auth",
                    where + ": the known hosts in " + file + " cannot be read ("
                            + e.getClass().getSimpleName() + "); correct the file",
                    null);
        }
    }

    /** Why a host key was refused: for people, with its fingerprint; null if none was. */
    @Nullable
    String refusal() {
        return refusal;
    }

    @Override
    public List<PublicKey> lookup(String connectAddress, InetSocketAddress remote, Configuration config) {
        return keys(connectAddress);
    }

    @Override
    public boolean accept(
            String connectAddress,
            InetSocketAddress remote,
            PublicKey shown,
            Configuration config,
            @Nullable CredentialsProvider nobody) {
        List<PublicKey> known = keys(connectAddress);
        boolean revoked = isAmong(revokedKeys(), shown);
        if (!revoked && isAmong(known, shown)) {
            return true;
        }
        String key = KeyUtils.getKeyType(shown) + " key " + KeyUtils.getFingerPrint(shown);
        if (revoked) {
            refusal = connectAddress + " showed the " + key + ", which " + file + " calls revoked";
        } else if (known.isEmpty()) {
            refusal = connectAddress + " is not in " + file + "; it showed the " + key
                    + ". Compare that with what the host's operator says, then add the line";
        } else {
            refusal = connectAddress + " showed the " + key + ", but " + file + " has "
                    + known.stream().map(KeyUtils::getFingerPrint).collect(Collectors.joining(", "))
                    + ". Somebody may be in between; ask the host's operator before you change the file";
        }
        return false;
    }

    private static boolean isAmong(List<PublicKey> keys, PublicKey key) {
        return keys.stream().anyMatch(known -> KeyUtils.compareKeys(known, key));
    }

    private List<PublicKey> keys(String address) {
        int colon = address.lastIndexOf(':');
        int port = colon < 0 ? STANDARD_PORT : Integer.parseInt(address.substring(colon + 1));
        String host = (colon < 0 ? address : address.substring(0, colon)).replaceAll("[\\[\\]]", "");
        return keys(entry -> entry.getMarker() == null && entry.isHostMatch(host, port));
    }

    /** Whatever host they were written for: who has a stolen key can choose the name. */
    private List<PublicKey> revokedKeys() {
        return keys(entry -> "revoked".equals(entry.getMarker()));
    }

    private List<PublicKey> keys(Predicate<KnownHostEntry> wanted) {
        List<PublicKey> keys = new ArrayList<>();
        entries.stream().filter(wanted).forEach(entry -> addKey(entry.getKeyEntry(), keys));
        return keys;
    }

    private void addKey(AuthorizedKeyEntry entry, List<PublicKey> keys) {
        try {
            PublicKey key = entry.resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
            if (key != null) {
                keys.add(key);
            }
        } catch (IOException | GeneralSecurityException e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", e.getClass().getSimpleName())
                    .log("a line of the known hosts has a key that cannot be read");
        }
    }
}
