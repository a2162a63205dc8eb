/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble.VerificationFlag;
import org.apache.kafka.metadata.storage.Formatter;

/** The directory of Kafka's log: formatted once, and recognised as ours afterwards. */
final class LogStorage {
    /** The first half of every cluster id we make; the second half is random. So another Kafka's log is not taken over. */
    private static final long OURS =
            ByteBuffer.wrap("longshor".getBytes(StandardCharsets.US_ASCII)).getLong();

    private final Path directory;

    LogStorage(Path directory) {
        this.directory = directory;
    }

    /**
     * Formats the directory if it is new or empty, else checks it.
     *
     * @return the cluster id
     * @throws BrokerException it holds something else than a log of ours
     * @throws IOException it cannot be read or written
     */
    String prepare() throws IOException {
        if (isNew()) {
            format();
        }
        try {
            MetaPropertiesEnsemble found = new MetaPropertiesEnsemble.Loader()
                    .addMetadataLogDir(directory.toString())
                    .addLogDirs(List.of(directory.toString()))
                    .load();
            found.verify(
                    Optional.empty(),
                    OptionalInt.of(ServerConfiguration.NODE_ID),
                    EnumSet.of(VerificationFlag.REQUIRE_AT_LEAST_ONE_VALID, VerificationFlag.REQUIRE_METADATA_LOG_DIR));
            return ours(found.clusterId().orElseThrow());
        } catch (RuntimeException e) {
            throw new BrokerException(
                    directory + " does not hold a log of Longshore's embedded broker (" + e.getMessage()
                            + "). Restore it from a copy, or move it away to start with an empty log.",
                    e);
        }
    }

    private static String ours(String clusterId) {
        if (Uuid.fromString(clusterId).getMostSignificantBits() != OURS) {
            throw new IllegalStateException("it belongs to the other Kafka cluster " + clusterId);
        }
        return clusterId;
    }

    private boolean isNew() throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    /** In another place first: a crash in the middle must not leave something that is neither new nor formatted. */
    private void format() throws IOException {
        Path fresh = Files.createTempDirectory(
                directory.resolveSibling(""),
                "broker.new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(new Uuid(OURS, UUID.randomUUID().getLeastSignificantBits()).toString())
                    .setNodeId(ServerConfiguration.NODE_ID)
                    .setControllerListenerName(ServerConfiguration.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(fresh.toString())
                    .addDirectory(fresh.toString())
                    .run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("formatting failed", e);
        }
        Files.move(fresh, directory, ATOMIC_MOVE);
    }
}
