/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerPropertiesTest {
    private final Credential credential = Credential.random();

    @TempDir
    Path data;

    @Test
    void isEmptyWhereNoBrokerEverRan() {
        assertThat(BrokerProperties.read(data)).isEmpty();
        assertThat(BrokerProperties.read(data.resolve("missing"))).isEmpty();
    }

    @Test
    void readsWhatWasWritten() throws Exception {
        BrokerProperties written = credential.clientOf("127.0.0.1:20001");
        file().write(written);

        assertThat(BrokerProperties.read(data))
                .map(BrokerProperties::clientProperties)
                .contains(written.clientProperties());
        assertThat(mode()).isEqualTo("rw-------");
        assertThat(data.toFile().list()).containsExactly("broker.properties");
    }

    @Test
    void replacesAFileThatOthersMayReadByOneTheyMayNot() throws Exception {
        Files.createFile(path());
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r--r--"));
        file().write(credential.clientOf("127.0.0.1:20001"));
        assertThat(mode()).isEqualTo("rw-------");
    }

    @Test
    void remembersPortAndCredential() throws Exception {
        file().write(credential.clientOf("127.0.0.1:20001"));
        assertThat(file().port()).hasValue(20001);
        assertThat(file().credential()).isEqualTo(credential);
    }

    @Test
    void forgetsACredentialThatOthersWereAbleToRead() throws Exception {
        file().write(credential.clientOf("127.0.0.1:20001"));
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(file().credential()).isNotEqualTo(credential);
    }

    @Test
    void remembersNothingAtFirst() throws Exception {
        assertThat(file().port()).isEmpty();
        assertThat(file().credential()).isNotEqualTo(credential);
    }

    @Test
    void refusesAFileWithoutAnAddress() throws Exception {
        Files.writeString(path(), "sasl.mechanism=SCRAM-SHA-256\n");
        assertThatThrownBy(() -> BrokerProperties.read(data))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining(path().toString())
                .hasMessageContaining("Delete it");
    }

    @Test
    void refusesAFileThatIsNotPropertiesOrNotAFile() throws Exception {
        Files.writeString(path(), "bootstrap.servers=\\uZZZZ\n");
        assertThatThrownBy(() -> BrokerProperties.read(data)).hasMessageContaining(path().toString());
        Files.delete(path());
        Files.createDirectory(path());
        assertThatThrownBy(() -> BrokerProperties.read(data)).hasMessageContaining(path().toString());
    }

    @Test
    void doesNotShowThePassword() {
        assertThat(credential + " " + credential.clientOf("127.0.0.1:20001")).doesNotContain(credential.password());
        assertThat(new ServerConfiguration(data, 1, 2, credential).toString()).doesNotContain(credential.password());
    }

    private String mode() throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path()));
    }

    private Path path() {
        return data.resolve("broker.properties");
    }

    private BrokerPropertiesFile file() {
        return new BrokerPropertiesFile(data);
    }
}
