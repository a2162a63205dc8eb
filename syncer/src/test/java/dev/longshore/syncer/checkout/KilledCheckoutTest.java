/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.syncer.TestRepository;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are killed with {@code SIGKILL}, from the first clone on: the next one finishes their work and sees no edits in it. */
@Timeout(180)
class KilledCheckoutTest {
    private static final int FILES = 200;
    private static final int KILLS = Boolean.getBoolean("longshore.full") ? 60 : 6;
    private static final long LONGEST_MS = 900;

    @TempDir
    private Path temp;

    @Test
    void theNextRunRepairsWhatAKilledOneLeft() throws Exception {
        try (TestRepository remote = new TestRepository(temp.resolve("remote"))) {
            WorkingCopy tree = new WorkingCopy(temp.resolve("tree"), remote.url());
            for (int kill = 0; kill < KILLS; kill++) {
                push(remote, kill);
                Process run = CheckoutProcess.start(tree.directory(), remote.url());
                try (BufferedReader output = run.inputReader()) {
                    assertThat(output.readLine()).isEqualTo(CheckoutProcess.BEGUN);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LONGEST_MS * kill / KILLS));
                } finally {
                    run.destroyForcibly().waitFor();
                }
                if (kill % 2 == 0) {
                    push(remote, kill + 1000); // what the killed run wanted is not what the next one wants
                }
                SyncResult repaired = tree.sync(ConflictPolicy.ABORT); // which refuses where it sees an edit
                assertThat(repaired.backup()).isNull();
                assertThat(tree.git("status", "--porcelain")).isEmpty();
                assertThat(tree.git("rev-parse", "HEAD")).isEqualTo(remote.git("rev-parse", "main"));
            }
        }
    }

    private static void push(TestRepository remote, int version) throws Exception {
        remote.git("rm", "-rq", "--ignore-unmatch", "turn");
        for (int file = 0; file < FILES; file++) {
            remote.write("d" + file % 20 + "/f" + file, "version " + version + " of " + file + "\n");
        }
        remote.write(version % 2 == 0 ? "turn" : "turn/file", "v" + version); // a file, then a folder
        remote.git("add", "-A");
        remote.commitIndex("version " + version);
    }
}
