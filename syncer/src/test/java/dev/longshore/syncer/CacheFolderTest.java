/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheFolderTest {
    @TempDir
    Path data;

    @Test
    void eachSyncerHasOneToItself() {
        try (CacheFolder first = CacheFolder.claim(data);
                CacheFolder second = CacheFolder.claim(data)) {
            assertThat(first.path()).isEqualTo(data.resolve("syncer"));
            assertThat(second.path()).isEqualTo(data.resolve("syncer-2"));
        }
    }

    @Test
    void whoComesNextFindsTheMirrorsOfWhoLeft() {
        try (CacheFolder second = second()) {
            assertThat(second.path()).isEqualTo(data.resolve("syncer"));
        }
    }

    private CacheFolder second() {
        CacheFolder.claim(data).close();
        return CacheFolder.claim(data);
    }

    @Test
    void anotherProcessHasOneToItselfUntilItDies() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Claimant.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.getInputStream().read()).isEqualTo('!');
            try (CacheFolder second = CacheFolder.claim(data)) {
                assertThat(second.path()).isEqualTo(data.resolve("syncer-2"));
            }
        } finally {
            other.destroyForcibly();
        }
        assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
        try (CacheFolder again = CacheFolder.claim(data)) {
            assertThat(again.path()).isEqualTo(data.resolve("syncer"));
        }
    }

    @Test
    void oneThatCannotBeLockedIsUsedAllTheSame() throws IOException {
        Files.createDirectories(data.resolve("syncer/lock")); // a folder cannot be opened for writing

        try (CacheFolder unlocked = CacheFolder.claim(data)) {
            assertThat(unlocked.path()).isEqualTo(data.resolve("syncer"));
        }
    }

    /** A process that claims a folder, says so, and waits for its end. */
    static final class Claimant {
        private Claimant() {}

        public static void main(String[] arguments) throws IOException {
            try (CacheFolder claimed = CacheFolder.claim(Path.of(arguments[0]))) {
                System.out.write(claimed.path().endsWith("syncer") ? '!' : '?');
                System.out.flush();
                System.in.read();
            }
        }
    }
}
