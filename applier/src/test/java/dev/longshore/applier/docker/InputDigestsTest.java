/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.tree.Manifest;
import dev.longshore.applier.tree.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InputDigestsTest {
    private static final Path ROOT = Path.of("/staging");

    @TempDir
    Path folder;

    @Test
    void followsAMountedSymlinkToWhatItPointsTo() {
        String model = """
                {"name": "p", "services": {"a": {"image": "x", "volumes": [
                    {"type": "bind", "source": "/staging/current/conf", "target": "/conf"}]}}}
                """;
        Consumer<Map<String, Manifest.Entry>> link =
                files -> files.put("current", new Manifest.Entry(Sha256.of("v1"), false, 0, "v1"));
        String before = digest(model, link.andThen(file("v1/conf/x", "1")));
        assertThat(digest(model, link.andThen(file("v1/conf/x", "2")))).isNotEqualTo(before);
        assertThat(digest(model, link.andThen(file("v1/conf/x", "1")).andThen(file("v2/conf/x", "2"))))
                .isEqualTo(before);
    }

    @Test
    void leavesOutWhatIsNotOfTheStack() {
        String model = """
                {"name": "p", "services": {"a": {"image": "x", "volumes": [
                    {"type": "bind", "source": "/etc/localtime", "target": "/a"},
                    {"type": "bind", "source": "/staging-2/x", "target": "/b"},
                    {"type": "volume", "source": "x", "target": "/c"}]}}}
                """;
        assertThat(digest(model, file("x", "1"))).isEqualTo(digest(model, file("x", "2")));
    }

    @Test
    void doesNotTakeAFolderForItsNeighbour() {
        String model = """
                {"name": "p", "services": {"a": {"image": "x", "volumes": [
                    {"type": "bind", "source": "/staging/conf", "target": "/a"}]}}}
                """;
        String before = digest(model, file("conf/x", "1"));
        assertThat(digest(
                        model,
                        file("conf/x", "1").andThen(file("conf-2/x", "1")).andThen(file("conf.d", "1"))))
                .isEqualTo(before);
        assertThat(digest(model, file("conf/x", "1").andThen(file("conf/y", "1"))))
                .isNotEqualTo(before);
    }

    @Test
    void countsSecretsAndConfigsThatAreNotFiles() {
        String model = """
                {"name": "p", "services": {"a": {"image": "x", "secrets": [{"source": "s"}], "configs": [{"source": "c"}]}},
                 "secrets": {"s": {"environment": "TOKEN"}}, "configs": {"c": {"content": "1"}}}
                """;
        String before = digest(model, file(".env", "TOKEN=1"));
        assertThat(digest(model, file(".env", "TOKEN=2"))).isNotEqualTo(before);
        assertThat(digest(model.replace("\"1\"", "\"2\""), file(".env", "TOKEN=1")))
                .isNotEqualTo(before);
    }

    @Test
    void countsTheTreeOnlyWhereSomethingOfItIsUsed() {
        String mounting = """
                {"name": "p", "services": {"a": {"image": "x", "volumes": [
                    {"type": "bind", "source": "/staging/x", "target": "/a"}]}}}
                """;
        String plain = """
                {"name": "p", "services": {"a": {"image": "x"}}}
                """;
        assertThat(digest(mounting, "one", file("x", "1"))).isNotEqualTo(digest(mounting, "two", file("x", "1")));
        assertThat(digest(plain, "one", file("x", "1"))).isEqualTo(digest(plain, "two", file("x", "1")));
    }

    @Test
    void countsOfABuildContextWhatIsNotIgnored() throws IOException {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/.dockerignore"), "docs\n");
        String model = """
                {"name": "p", "services": {"a": {"build": {"context": "ROOT/app", "dockerfile": "Dockerfile"}}}}
                """.replace("ROOT", folder.toString());
        String before = digest(model, folder, file("app/src", "1").andThen(file("app/docs/x", "1")));
        assertThat(digest(model, folder, file("app/src", "1").andThen(file("app/docs/x", "2"))))
                .isEqualTo(before);
        assertThat(digest(model, folder, file("app/src", "2").andThen(file("app/docs/x", "1"))))
                .isNotEqualTo(before);

        Files.writeString(folder.resolve("app/Dockerfile.dockerignore"), "src\n");
        String own = digest(model, folder, file("app/src", "1").andThen(file("app/docs/x", "1")));
        assertThat(digest(model, folder, file("app/src", "2").andThen(file("app/docs/x", "1"))))
                .isEqualTo(own);
        assertThat(digest(model, folder, file("app/src", "1").andThen(file("app/docs/x", "2"))))
                .isNotEqualTo(own);
    }

    private static String digest(String model, Path root, Consumer<Map<String, Manifest.Entry>> content) {
        TreeMap<String, Manifest.Entry> files = new TreeMap<>();
        content.accept(files);
        ComposeProject project =
                new ComposeProject("p", root, List.of("compose.yaml"), List.of(), Map.of(), List.of(), List.of());
        return InputDigests.labels(
                        InputDigests.of(ResolvedModel.parse(model), project, new Manifest(files), root, "tree"), root)
                .getOrDefault("a", "");
    }

    private static Consumer<Map<String, Manifest.Entry>> file(String path, String content) {
        return files -> files.put(path, new Manifest.Entry(Sha256.of(content), false, content.length(), null));
    }

    private static String digest(String model, Consumer<Map<String, Manifest.Entry>> content) {
        return digest(model, "tree", content);
    }

    private static String digest(String model, String tree, Consumer<Map<String, Manifest.Entry>> content) {
        TreeMap<String, Manifest.Entry> files = new TreeMap<>();
        content.accept(files);
        ComposeProject project =
                new ComposeProject("p", ROOT, List.of("compose.yaml"), List.of(), Map.of(), List.of(), List.of());
        return InputDigests.labels(
                        InputDigests.of(ResolvedModel.parse(model), project, new Manifest(files), ROOT, tree), ROOT)
                .getOrDefault("a", "");
    }
}
