/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.config.PolicyConfig.Profile;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of this machine a container may see. */
class MountPolicyTest {
    @TempDir
    Path folder;

    private Judged judged;
    private Path srv;

    @BeforeEach
    void makeHost() {
        judged = new Judged(folder);
        srv = folder.resolve("srv");
        Judged.create(srv);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/etc",
                "/etc/shadow",
                "/usr/../etc",
                "/var/lib",
                "/dev",
                "/home/longshore/.ssh",
                "/home",
                "/proc/1"
            })
    void standardRefusesToMountTheSystem(String source) {
        PolicyException e = bind(source);
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo("policy.mount");
        String right = "bind:" + Path.of(source).normalize();
        assertThat(e).hasMessageContaining("services.web.volumes").hasMessageContaining("[" + right + "]");
        judged.allow(right);
        assertThat(bind(source)).isNull();
        judged.allow();
        judged.profile(Profile.TRUSTED);
        assertThat(bind(source)).isNull();
    }

    @Test
    void standardAllowsOrdinaryFoldersAndStrictOnlyThoseItIsTold() {
        assertThat(bind(srv + "/media")).isNull();
        judged.profile(Profile.STRICT);
        assertThat(bind(srv + "/media")).hasMessageContaining("[bind:" + srv + "/media]");
        judged.allowBinds(srv);
        assertThat(bind(srv + "/media")).isNull();
        assertThat(bind(srv + "-2")).isNotNull();
    }

    @Test
    void standardAllowsTheTimeZoneToBeReadOnly() {
        assertThat(judged.service("{volumes: [{type: bind, source: /etc/localtime, target: /x, read_only: true}]}"))
                .isNull();
        assertThat(bind("/etc/localtime")).isNotNull();
    }

    @Test
    void looksWhereASymlinkOfTheHostLeads() throws IOException {
        Files.createSymbolicLink(srv.resolve("link"), Path.of("/etc"));
        assertThat(bind(srv + "/link/shadow")).isNotNull();
        assertThat(bind(srv + "/link/../etc")).isNotNull(); // as the kernel reads it
        judged.allowBinds(srv);
        assertThat(bind(srv + "/link")).isNotNull();
    }

    @Test
    void allowsBehindASymlinkWhatIsAllowed() throws IOException {
        judged.profile(Profile.STRICT);
        Path disk = folder.resolve("disk");
        Judged.create(disk);
        Files.createSymbolicLink(srv.resolve("media"), disk);
        judged.allowBinds(srv.resolve("media"));
        assertThat(bind(srv + "/media/films")).isNull();
    }

    @Test
    void strictAllowsWhatIsOfTheStack() {
        judged.profile(Profile.STRICT);
        assertThat(bind("STAGING")).isNull();
        assertThat(bind("STAGING/data")).isNull();
    }

    @Test
    void looksAtWhatContainersPutIntoTheTree() throws IOException {
        Judged.create(judged.tree.resolve("data"));
        Files.createSymbolicLink(judged.tree.resolve("data/escape"), Path.of("/proc"));
        assertThat(bind("STAGING/data")).isNull();
        assertThat(bind("STAGING/data/escape")).isNotNull();
        assertThat(bind("STAGING/data/escape/1")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STAGING/..", "STAGING/../tree", "DATA", "DATA/../data/broker.properties"})
    void everyProfileRefusesLongshoresOwnFiles(String source) {
        for (Profile profile : Profile.values()) {
            judged.profile(profile);
            PolicyException e = bind(source.replace("DATA", judged.data.toString()));
            assertThat(e).isNotNull();
            assertThat(e.reason()).isEqualTo("policy.path");
        }
    }

    @Test
    void knowsTheSocketUnderAnyName() throws IOException {
        Path run = folder.resolve("run");
        Judged.create(run);
        Path socket = run.resolve("d.sock");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(socket));
            judged.host("DOCKER_HOST", "unix://" + socket).allowBinds(folder);
            Files.createSymbolicLink(srv.resolve("innocent"), socket);
            Files.createLink(srv.resolve("hard"), socket);
            for (String name :
                    new String[] {socket.toString(), srv + "/innocent", srv + "/hard", run + "/../run/d.sock"}) {
                PolicyException e = bind(name);
                assertThat(e).as(name).isNotNull();
                assertThat(e).hasMessageContaining("[docker-socket]");
            }
            assertThat(bind(run.toString())).as("its folder").isNotNull();
            judged.allow("docker-socket");
            assertThat(bind(socket.toString())).isNull();
            assertThat(bind(run.toString())).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock"})
    void knowsTheUsualSockets(String socket) {
        assertThat(bind(socket)).hasMessageContaining("[docker-socket]");
    }

    @Test
    void refusesTheApiSocketThatComposeMounts() {
        PolicyException e = judged.service("{use_api_socket: true}");
        assertThat(e).hasMessageContaining("[docker-socket]");
        assertThat(e.reason()).isEqualTo("policy.mount");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{driver_opts: {type: none, o: bind, device: /}}; bind:/",
                "{driver_opts: {type: none, o: 'rw,rbind', device: /mnt/x}}; bind:/mnt/x",
                "{driver: local, driver_opts: {type: nfs, o: 'addr=1.2.3.4,bind', device: /etc}}; bind:/etc",
                "{driver_opts: {type: tmpfs, o: bind, device: /etc}}; bind:/etc",
                "{driver_opts: {type: ext4, device: /dev/sda1}}; bind:/dev/sda1",
                "{driver_opts: {type: overlay, device: overlay, o: 'lowerdir=/etc,upperdir=/x'}}; volume-driver:local",
                "{driver: other, driver_opts: {mountpoint: /etc}}; volume-driver:other",
            })
    void refusesAVolumeThatIsABindInDisguise(String volume, String right) {
        String model = "{name: p, services: {web: {image: x}}, volumes: {v: " + volume + "}}";
        PolicyException e = judged.model(model);
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo("policy.mount");
        assertThat(e).hasMessageContaining("volumes.v.driver").hasMessageContaining("[" + right + "]");
        judged.allow(right);
        assertThat(judged.model(model)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{driver_opts: {type: nfs, o: 'addr=1.2.3.4,rw', device: ':/export'}}",
                "{driver_opts: {type: tmpfs, device: tmpfs, o: size=10m}}"
            })
    void strictAllowsVolumesThatReachNothingOfTheHost(String volume) {
        judged.profile(Profile.STRICT);
        assertThat(judged.model("{name: p, services: {web: {image: x}}, volumes: {v: " + volume + "}}"))
                .isNull();
    }

    @Test
    void strictRefusesAVolumeOfSomebodyElse() {
        String model = "{name: p, services: {web: {image: x}}, volumes: {v: {name: other_db, external: true}}}";
        assertThat(judged.model(model)).isNull();
        judged.profile(Profile.STRICT);
        assertThat(judged.model(model)).hasMessageContaining("[volume:other_db]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secrets", "configs"})
    void judgesSecretsAndConfigsAsMounts(String section) {
        String model = "{name: p, services: {web: {image: x}}, " + section + ": {s: {file: FILE}}}";
        assertThat(judged.model(model.replace("FILE", "/etc/shadow"))).hasMessageContaining(section + ".s.file");
        assertThat(judged.model(model.replace("FILE", "STAGING/s"))).isNull();
        assertThat(judged.model(model.replace("FILE", "STAGING/../state.json"))).isNotNull();
    }

    private PolicyException bind(String source) {
        return judged.service("{volumes: [{type: bind, source: '" + source + "', target: /x}]}");
    }
}
