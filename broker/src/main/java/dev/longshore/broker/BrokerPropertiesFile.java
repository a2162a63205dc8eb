/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The broker's own side of {@link BrokerProperties}: what it remembers from start to start, and writing it safely. */
final class BrokerPropertiesFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Pattern PASSWORD = Pattern.compile("password=\"([A-Za-z0-9_-]{43})\"");
    private static final Pattern PORT = Pattern.compile(Pattern.quote(Loopback.ADDRESS) + ":(\\d{1,5})");

    private final Path file;

    BrokerPropertiesFile(Path data) {
        this.file = data.resolve(BrokerProperties.FILE_NAME);
    }

    /**
     * The credential of the last start, so that clients that outlive the broker can reconnect; a new one where there is
     * none, or where others were able to read it.
     */
    Credential credential() throws IOException {
        if (!Files.exists(file) || !Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
            return Credential.random();
        }
        return remembered("sasl.jaas.config", PASSWORD).map(Credential::new).orElseGet(Credential::random);
    }

    /** The port of the last start. */
    OptionalInt port() {
        Optional<Integer> port = remembered("bootstrap.servers", PORT).map(Integer::valueOf);
        return port.isPresent() && port.get() <= 65_535 ? OptionalInt.of(port.get()) : OptionalInt.empty();
    }

    private Optional<String> remembered(String key, Pattern pattern) {
        return BrokerProperties.read(file.resolveSibling(""))
                .map(BrokerProperties::clientProperties)
                .map(properties -> pattern.matcher(properties.getOrDefault(key, "")))
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1));
    }

    /** Replaces the file in one step; it is never readable by others, not even for a moment. */
    void write(BrokerProperties properties) throws IOException {
        Path temporary = file.resolveSibling(BrokerProperties.FILE_NAME + ".tmp");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary, Set.of(CREATE_NEW, WRITE), PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text(properties.clientProperties()));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, file, ATOMIC_MOVE);
    }

    /** By hand: no value needs an escape, and {@code Properties.store} writes some that other readers do not know. */
    private static String text(Map<String, String> properties) {
        StringBuilder text = new StringBuilder("# Kafka client properties of the embedded broker. Keep it secret.\n");
        properties.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        return text.toString();
    }
}
