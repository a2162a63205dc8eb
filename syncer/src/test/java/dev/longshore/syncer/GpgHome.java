/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/** A GnuPG of its own: keys without passphrases, exports, revocations. */
public final class GpgHome implements AutoCloseable {
    private final Path home;

    public GpgHome(Path home) throws IOException {
        this.home = Files.createDirectories(home);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    }

    /** What Git needs in its environment to use this GnuPG. */
    public Map<String, String> environment() {
        return Map.of("GNUPGHOME", home.toString(), "GIT_CONFIG_GLOBAL", "/dev/null");
    }

    private String gpg(String... arguments) throws IOException, InterruptedException {
        String[] command = Stream.concat(
                        Stream.of(
                                "gpg",
                                "--batch",
                                "--quiet",
                                "--no-tty",
                                "--passphrase",
                                "",
                                "--pinentry-mode",
                                "loopback"),
                        Arrays.stream(arguments))
                .toArray(String[]::new);
        return KeyGenerator.run(home, environment(), command);
    }

    /**
     * Makes a key that signs.
     *
     * @param expiry as gpg takes it, such as {@code seconds=60} or {@code never}
     * @param options of gpg, before the command
     */
    public void generate(String user, String type, String expiry, String... options)
            throws IOException, InterruptedException {
        String[] command = {"--quick-generate-key", user + " <" + user + "@example.org>", type, "sign", expiry};
        gpg(Stream.concat(Arrays.stream(options), Arrays.stream(command)).toArray(String[]::new));
    }

    /** Gives a key a subkey that signs. */
    public void addSigningSubkey(String user, String type) throws IOException, InterruptedException {
        gpg("--quick-add-key", fingerprint(user), type, "sign", "never");
    }

    public String fingerprint(String user) throws IOException, InterruptedException {
        return gpg("--with-colons", "--list-keys", "<" + user + "@example.org>")
                .lines()
                .filter(line -> line.startsWith("fpr:"))
                .findFirst()
                .orElseThrow()
                .split(":", -1)[9];
    }

    /** The public key as people hand it out. */
    public Path export(String user) throws IOException, InterruptedException {
        Path file = home.resolve(user + ".asc");
        return Files.writeString(file, gpg("--armor", "--export", "<" + user + "@example.org>"));
    }

    /** Revokes with the certificate that gpg made along with the key. */
    public void revoke(String user) throws IOException, InterruptedException {
        String certificate = Files.readString(home.resolve("openpgp-revocs.d/" + fingerprint(user) + ".rev"));
        Path usable = Files.writeString(home.resolve("revoke.asc"), certificate.replace(":-----BEGIN", "-----BEGIN"));
        gpg("--import", usable.toString());
    }

    @Override
    public void close() throws IOException {
        try {
            KeyGenerator.run(home, environment(), "gpgconf", "--kill", "all");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
