/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A private image registry in a container, with one user. */
final class TestRegistry implements AutoCloseable {
    static final String USER = "puller";
    static final String PASSWORD = "pull-me";
    /** bcrypt of the password. */
    private static final String HTPASSWD = USER + ":$2b$04$6HGxqWuzY3N8VYCrsBu8HuSjNc.70xeOHwwoFBAV2LEqODV6BuPd2\n";

    private final String container = "registry-" + UUID.randomUUID().toString().substring(0, 8);
    private final int port;
    /** A Docker configuration that is logged in. */
    final Path dockerConfig;

    TestRegistry(Path folder) throws IOException {
        dockerConfig = Files.createDirectories(folder.resolve("docker-config"));
        Path htpasswd = Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
        DockerCli.run(List.of(
                "docker",
                "create",
                "--name",
                container,
                "--publish",
                "127.0.0.1::5000",
                "--env",
                "REGISTRY_AUTH=htpasswd",
                "--env",
                "REGISTRY_AUTH_HTPASSWD_REALM=test",
                "--env",
                "REGISTRY_AUTH_HTPASSWD_PATH=/htpasswd",
                "registry:2"));
        DockerCli.run(List.of("docker", "cp", htpasswd.toString(), container + ":/htpasswd"));
        DockerCli.run(List.of("docker", "start", container));
        String published = DockerCli.run(List.of("docker", "port", container, "5000/tcp"));
        port = Integer.parseInt(published.substring(published.lastIndexOf(':') + 1));
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(this::login);
    }

    private boolean login() {
        for (String name : List.of(address(), stranger())) {
            DockerCli.run(List.of(
                    "docker",
                    "--config",
                    dockerConfig.toString(),
                    "login",
                    "--username",
                    USER,
                    "--password",
                    PASSWORD,
                    name));
        }
        return true;
    }

    /** As images are named that are pulled with credentials. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** The same registry under a name for which nobody has credentials. */
    String stranger() {
        return "localhost:" + port;
    }

    /** Makes {@code name} an image there; none of it stays on this host. */
    String push(String name, String content) {
        return make(address() + "/" + name, content);
    }

    /** Makes {@code name} another image there, while this host still has the old one. */
    void move(String name, String content) {
        make(stranger() + "/" + name, content);
    }

    /** The same, an image in which {@code /broken} exists. */
    void moveToBroken(String name) {
        make(stranger() + "/" + name, "broken", "touch /broken");
    }

    private String make(String image, String content) {
        return make(image, content, "true");
    }

    private String make(String image, String content, String command) {
        String made = DockerCli.run(
                List.of("docker", "create", "--label", "content=" + content, "busybox:1.37", "sh", "-c", command));
        DockerCli.run(List.of("docker", "start", made));
        DockerCli.run(List.of("docker", "wait", made));
        DockerCli.run(List.of("docker", "commit", "--change", "LABEL content=" + content, made, image));
        DockerCli.run(List.of("docker", "rm", made));
        DockerCli.run(List.of("docker", "--config", dockerConfig.toString(), "push", "--quiet", image));
        DockerCli.run(List.of("docker", "rmi", image));
        return image;
    }

    @Override
    public void close() {
        DockerCli.run(List.of("docker", "rm", "--force", "--volumes", container));
    }
}
