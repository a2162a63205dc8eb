/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStorageTest {
    @TempDir
    Path data;

    @Test
    void formatsAnEmptyDirectoryOnce() throws Exception {
        Files.createDirectory(log());
        String first = storage().prepare();
        assertThat(storage().prepare()).isEqualTo(first);
        assertThat(data.toFile().list()).containsExactly("broker");
    }

    @Test
    void givesEachClusterItsOwnId() throws Exception {
        assertThat(storage().prepare()).isNotEqualTo(new LogStorage(data.resolve("other")).prepare());
    }

    @Test
    void refusesTheLogOfAnotherCluster() throws Exception {
        String id = storage().prepare();
        String other = Uuid.randomUuid().toString();
        rewriteMeta(text -> text.replace(id, other));
        assertRefused("another cluster", other);
    }

    @Test
    void refusesTheLogOfAnotherNode() throws Exception {
        storage().prepare();
        rewriteMeta(text -> text.replace("node.id=1", "node.id=7"));
        assertRefused("another node", "7");
    }

    @Test
    void refusesCorruptMetadata() throws Exception {
        storage().prepare();
        rewriteMeta(text -> "version=1\nnode.id=no number\n");
        assertRefused("corrupt", "");
        rewriteMeta(text -> "version=1\nnode.id=1\n");
        assertRefused("without cluster id", "");
        rewriteMeta(text -> "");
        assertRefused("empty", "");
    }

    @Test
    void leavesADirectoryOfSomebodyElseAlone() throws Exception {
        Files.createDirectory(log());
        Files.writeString(log().resolve("precious.txt"), "mine");
        assertRefused("not a log", "");
        assertThat(log().toFile().list()).containsExactly("precious.txt");
    }

    private void assertRefused(String what, String detail) {
        assertThatThrownBy(() -> storage().prepare())
                .as(what)
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining(log().toString())
                .hasMessageContaining(detail)
                .hasMessageContaining("move it away");
    }

    private void rewriteMeta(UnaryOperator<String> change) throws Exception {
        Path meta = log().resolve("meta.properties");
        Files.writeString(meta, change.apply(Files.readString(meta)));
    }

    private Path log() {
        return data.resolve("broker");
    }

    private LogStorage storage() {
        return new LogStorage(log());
    }
}
