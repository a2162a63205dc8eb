/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The units of systemd, looked at by systemd itself. */
class SystemdUnitsTest {
    private static final Path UNITS = Path.of("..", "deploy", "systemd");
    private static final String PROGRAM = "/opt/longshore/bin/longshore";
    private static final Pattern EXPOSURE = Pattern.compile("exposure level for \\S+: ([0-9.]+)");

    @TempDir
    private Path temp;

    @BeforeEach
    void systemd() {
        assumeTrue(Commands.has("systemd-analyze"), "systemd is not installed");
    }

    /** With a program that is there: nothing is installed here. */
    private List<String> copies() throws IOException {
        List<String> copies = new ArrayList<>();
        try (Stream<Path> units = Files.list(UNITS)) {
            for (Path unit : units.filter(Files::isRegularFile).sorted().toList()) {
                Path copy = temp.resolve(unit.getFileName());
                Files.writeString(copy, Files.readString(unit).replace(PROGRAM, "/bin/true"));
                copies.add(copy.toString());
            }
        }
        return copies;
    }

    @Test
    void systemdHasNothingToSayAboutThem() throws IOException {
        List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
        List<String> units = copies();
        assertThat(units).hasSize(7);
        command.addAll(units);
        assertThat(Commands.output(command)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"longshore-ingress", "longshore-syncer", "longshore-reconciler", "longshore-checkout@"})
    void servicesThatStrangersReachHaveFewRights(String unit) {
        String report = Commands.output(List.of(
                "systemd-analyze",
                "security",
                "--offline=true",
                "--no-pager",
                UNITS.resolve(unit + ".service").toString()));
        Matcher exposure = EXPOSURE.matcher(report);
        assertThat(exposure.find()).as(report).isTrue();
        assertThat(Double.parseDouble(exposure.group(1))).isLessThan(4.0);
    }

    @Test
    void theUserCanBeMade() {
        Path users = UNITS.resolve("sysusers.d/longshore.conf").toAbsolutePath().normalize();
        assertThat(Commands.output(List.of("systemd-sysusers", "--dry-run", "--root=" + temp, users.toString())))
                .contains("longshore");
    }

    @Test
    void aTimerThatChangedSomethingHasNotFailed() throws IOException {
        assertThat(UNITS.resolve("longshore-checkout@.service"))
                .content()
                .contains("Type=oneshot", "SuccessExitStatus=10");
        assertThat(UNITS.resolve("longshore-checkout@.timer")).content().contains("Persistent=true");
    }
}
