/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.config.ConfigurationLoader;
import dev.longshore.events.config.PolicyConfig;
import dev.longshore.events.config.PolicyConfig.Profile;
import dev.longshore.events.config.Right;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a container may have of its host, by profile. */
class HostPolicyTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{privileged: true}; privileged; privileged",
                "{pid: host}; pid; host-pid",
                "{ipc: host}; ipc; host-ipc",
                "{userns_mode: host}; userns_mode; host-userns",
                "{pid: 'container:db'}; pid; container:db",
                "{cap_add: [ALL]}; cap_add; cap-all",
                "{cap_add: [CAP_ALL]}; cap_add; cap-all",
                "{cap_add: [all]}; cap_add; cap-all",
                "{security_opt: ['seccomp:unconfined']}; security_opt; unconfined",
                "{security_opt: ['apparmor=unconfined']}; security_opt; unconfined",
                "{security_opt: ['systempaths=unconfined']}; security_opt; unconfined",
                "{security_opt: ['label=disable']}; security_opt; unconfined",
                "{security_opt: ['label:type:spc_t']}; security_opt; unconfined",
                "{volumes_from: [db]}; volumes_from; volumes-from",
                "{build: {context: STAGING, privileged: true}}; build.privileged; build-privileged",
                "{build: {context: STAGING, entitlements: [security.insecure]}}; build.privileged; build-privileged",
                "{build: {context: STAGING, ssh: [default]}}; build.ssh; build-ssh",
            })
    void standardAndStrictRefuseWhatIsRootOnTheHost(String service, String key, String right) {
        refusedFrom(Profile.STANDARD, "policy.host", service, key, right);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{network_mode: host}; network_mode; host-network",
                "{network_mode: 'container:vpn'}; network_mode; container:vpn",
                "{uts: host}; uts; host-uts",
                "{cgroup: host}; cgroup; host-cgroup",
                "{cgroup_parent: system.slice}; cgroup_parent; cgroup-parent:system.slice",
                "{cap_add: [NET_ADMIN]}; cap_add; cap:NET_ADMIN",
                "{devices: [{source: /dev/ttyUSB0, target: /dev/x}]}; devices; device:/dev/ttyUSB0",
                "{devices: ['/dev/sda:/dev/sda:rwm']}; devices; device:/dev/sda",
                "{device_cgroup_rules: ['c 1:3 mr']}; device_cgroup_rules; device-rules",
                "{deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}}; deploy.resources.reservations.devices; gpus",
                "{gpus: all}; gpus; gpus",
                "{runtime: other}; runtime; runtime:other",
                "{security_opt: ['seccomp:profile.json']}; security_opt; security-opt",
                "{security_opt: ['no-new-privileges:false']}; security_opt; security-opt",
                "{credential_spec: {file: x.json}}; credential_spec; security-opt",
                "{build: {context: STAGING, network: host}}; build.network; host-network",
            })
    void onlyStrictRefusesWhatOpensWallsInPart(String service, String key, String right) {
        refusedFrom(Profile.STRICT, "policy.host", service, key, right);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{network_mode: none}",
                "{network_mode: 'service:vpn'}",
                "{pid: 'service:db'}",
                "{ipc: shareable}",
                "{cap_drop: [ALL]}",
                "{security_opt: ['no-new-privileges:true']}",
                "{privileged: false}",
                "{build: {context: STAGING, dockerfile: sub/Dockerfile, additional_contexts: {a: 'service:b', c: 'docker-image://x', d: STAGING/e}}}"
            })
    void strictAllowsWhatStaysInside(String service) {
        assertThat(new Judged(folder).profile(Profile.STRICT).service(service)).isNull();
    }

    @Test
    void strictRefusesTheHostsNetworkUnderAnotherName() {
        Judged judged = new Judged(folder).profile(Profile.STRICT);
        String model =
                "{name: p, services: {web: {image: x, networks: {n: null}}}, networks: {n: {name: host, external: true}}}";
        assertThat(judged.model(model)).hasMessageContaining("networks.n.name");
        assertThat(judged.allow("host-network").model(model)).isNull();
    }

    @Test
    void refusesAProvider() {
        PolicyException e = new Judged(folder).service("{provider: {type: evil}}");
        assertThat(e.reason()).isEqualTo("policy.provider");
        assertThat(e).hasMessageContaining("allow: {homelab/web: [provider:evil]}");
    }

    @Test
    void namesEverythingAtOnceInOneLineToCopy() {
        PolicyException e =
                new Judged(folder).allow("host-pid").service("{privileged: true, pid: host, cap_add: [ALL]}");
        assertThat(e)
                .hasMessageContaining("compose.yaml:2: services.web.privileged is root on this host")
                .hasMessageEndingWith(
                        "policy: {profile: standard, allow: {homelab/web: [cap-all, host-pid, privileged]}}")
                .hasMessageNotContaining("services.web.pid");
    }

    @Test
    void printsALineThatAllowsExactlyThatWhenItIsCopied() throws Exception {
        String service = "{privileged: true, volumes: [{type: bind, source: '/etc/a b: [c]', target: /x}]}";
        PolicyException e = new Judged(folder).service(service);
        String line = String.valueOf(e.getMessage()).lines().reduce("", (first, last) -> last);
        Path file = Files.writeString(folder.resolve("longshore.yaml"), "applier:\n" + line + "\n");

        PolicyConfig copied = ConfigurationLoader.load(file, Map.of("HOME", "/home/me")::get)
                .configuration()
                .applier()
                .policy();

        assertThat(copied.rights(Judged.STACK))
                .containsExactlyInAnyOrder(new Right("privileged"), new Right("bind:/etc/a b: [c]"));
        String[] rights = copied.rights(Judged.STACK).stream().map(Right::text).toArray(String[]::new);
        assertThat(new Judged(folder).allow(rights).service(service)).isNull();
    }

    private void refusedFrom(Profile first, String reason, String service, String key, String right) {
        for (Profile profile : Profile.values()) {
            PolicyException e = new Judged(folder).profile(profile).service(service);
            if (profile.compareTo(first) < 0) {
                assertThat(e).as(profile.text()).isNull();
                continue;
            }
            assertThat(e).as(profile.text()).isNotNull();
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e)
                    .hasMessageContaining("services.web." + key + " ")
                    .hasMessageContaining("allow: {homelab/web: [" + right + "]}");
            assertThat(new Judged(folder).profile(profile).allow(right).service(service))
                    .as(profile + " with the right")
                    .isNull();
        }
    }
}
