/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path parent;

    @Test
    void letsOneInAtATime() throws Exception {
        Path data = parent.resolve("data");
        try (DataDirectory first = DataDirectory.open(data, 0)) {
            assertThat(first.path()).isEqualTo(data);
            assertThatThrownBy(() -> DataDirectory.open(data, 0))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("Another broker runs in the data directory " + data);
        }
        DataDirectory.open(data, 0).close();
    }

    @Test
    void saysThatTheDiskIsFullAndLetsGo() throws Exception {
        assertThatThrownBy(() -> DataDirectory.open(parent, Long.MAX_VALUE))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("MiB are free")
                .hasMessageContaining(parent.toString())
                .hasMessageContaining("Make room");
        DataDirectory.open(parent, 0).close();
    }

    @Test
    void saysThatItIsNoDirectory() throws Exception {
        Path file = Files.createFile(parent.resolve("file"));
        assertThatThrownBy(() -> DataDirectory.open(file, 0))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("Cannot use the data directory " + file);
        assertThatThrownBy(() -> DataDirectory.open(file.resolve("below"), 0))
                .hasMessageContaining(file.resolve("below").toString());
    }
}
