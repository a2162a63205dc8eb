/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs programs that make what people have: keys, signatures. */
public final class KeyGenerator {
    private KeyGenerator() {}

    /** A private key made by ssh-keygen; its public half is beside it, with {@code .pub}. */
    public static Path ssh(Path file, String type, String passphrase) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f", file.toString()));
        if (type.equals("rsa")) {
            command.addAll(List.of("-b", "2048"));
        }
        run(Objects.requireNonNull(file.getParent()), Map.of(), command.toArray(String[]::new));
        return file;
    }

    public static Path publicHalf(Path key) {
        return key.resolveSibling(key.getFileName() + ".pub");
    }

    /** Runs a program to its end, which must be good; what it printed. */
    public static String run(Path directory, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), output)
                .isZero();
        return output;
    }
}
