/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleUnpackerTest {
    private static final UnpackLimits SMALL = new UnpackLimits(10, 100_000, 5, 300);

    @TempDir
    Path folder;

    private Path bundle;
    private Path staging;

    @BeforeEach
    void names() {
        bundle = folder.resolve("bundle.tar.gz");
        staging = folder.resolve("staging");
    }

    @Test
    void unpacksFilesFoldersAndSymlinksAndListsThem() throws IOException {
        write(b -> b.folder("bin/")
                .file("bin/run", "#!/bin/sh\n", 0700)
                .file("conf/a", "hello", 0600)
                .symlink("conf/current", "a")
                .symlink("bin/conf", "../conf"));
        Manifest manifest = new BundleUnpacker().unpack(bundle, staging);
        assertThat(manifest.files()).containsOnlyKeys("bin/conf", "bin/run", "conf/a", "conf/current");
        assertThat(manifest.files().get("conf/a"))
                .isEqualTo(new Manifest.Entry(
                        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", false, 5, null));
        assertThat(staging.resolve("bin/conf/current")).hasContent("hello");
        assertThat(permissions("bin/run")).isEqualTo("rwxr-xr-x");
        assertThat(permissions("conf/a")).isEqualTo("rw-r--r--");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "a/../../x",
                "a/../x",
                "/etc/x",
                "./x",
                "a//x",
                ".git/config",
                "a/.GIT/hooks/x",
                "x/.git",
                ".git ./x",
                "GIT~1/x"
            })
    void refusesAPathThatIsNotPlainlyInsideTheStack(String path) {
        refuses("bundle.path", b -> b.file(path, "x"));
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void refusesAPathWithANulByte() {
        refuses("bundle.path", b -> b.file("a\0b" + "x".repeat(120), "x"));
    }

    @ParameterizedTest
    @CsvSource({
        "l, /etc/passwd",
        "l, ../x",
        "a/l, ../../x",
        "a/l, b/../../../x",
        "a/l, b/../x",
    })
    void refusesASymlinkThatLeavesTheStack(String path, String target) {
        refuses("policy.path", b -> b.symlink(path, target));
    }

    @Test
    void refusesAFileBehindASymlink() {
        refuses("policy.path", b -> b.folder("real/").symlink("dir", "real").file("dir/x", "x"));
    }

    @Test
    void refusesASymlinkInThePlaceOfAFolder() {
        refuses("bundle.path", b -> b.file("dir/x", "x").symlink("dir", "real"));
    }

    @Test
    void refusesTheSamePathTwice() {
        refuses("bundle.path", b -> b.file("x", "1").file("x", "2"));
        refuses("bundle.path", b -> b.file("x", "1").file("x/y", "2"));
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_LINK, TarConstants.LF_FIFO, TarConstants.LF_CHR, TarConstants.LF_BLK})
    void refusesHardLinksAndDevices(byte type) {
        refuses("policy.path", b -> b.file("a", "x").link("b", "a", type));
    }

    @Test
    void refusesTooManyEntries() {
        refuses("bundle.limits", b -> {
            for (int i = 0; i < 11; i++) {
                b.file("f" + i, "");
            }
        });
    }

    @Test
    void refusesABundleThatExpandsTooFar() {
        refuses("bundle.limits", b -> b.file("zeros", "0".repeat(200_000)));
    }

    @Test
    void refusesTooDeepAndTooLong() {
        refuses("bundle.limits", b -> b.file("a/b/c/d/e/f", "x"));
        refuses("bundle.limits", b -> b.file("x".repeat(256), "x"));
        refuses("bundle.limits", b -> b.file(("y".repeat(80) + "/").repeat(4) + "z", "x"));
    }

    @Test
    void refusesACutBundle() throws IOException {
        write(b -> b.file("a", "hello ".repeat(5_000)).file("b", "x"));
        byte[] bytes = Files.readAllBytes(bundle);
        Files.write(bundle, Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused("bundle.corrupt");
    }

    @Test
    void refusesWhatIsNoBundle() throws IOException {
        Files.writeString(bundle, "hello");
        assertRefused("bundle.corrupt");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(bundle))) {
            out.write(
                    "not a tar, but long enough to be taken for one ".repeat(50).getBytes(StandardCharsets.UTF_8));
        }
        assertRefused("bundle.corrupt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/shadow", "../outside"})
    void refusesAComposeFileThatIsASymlinkOutOfTheStackR1(String target) {
        refuses("policy.path", b -> b.symlink("compose.yaml", target));
        assertThat(staging.resolve("compose.yaml")).doesNotExist();
    }

    @Test
    void refusesAFolderSymlinkAndTheFileThroughItR2() {
        refuses("policy.path", b -> b.symlink("a", "b").file("a/hook", "x"));
        refuses("policy.path", b -> b.symlink("a", "/tmp").file("a/hook", "x"));
        refuses("bundle.path", b -> b.symlink("A", ".").file(".GIT/config", "x"));
        refuses("bundle.path", b -> b.file(".git/hooks/post-checkout", "x", 0755));
    }

    @Test
    void writesStrangeNamesAsTheyAreR6() {
        write(b -> b.file("new\nline", "x").file("\u001b[31mred", "x"));
        assertThat(new BundleUnpacker().unpack(bundle, staging).files()).containsOnlyKeys("new\nline", "\u001b[31mred");
        assertThat(staging.resolve("new\nline")).hasContent("x");
    }

    @Test
    void showsNoStrangeNameAsItIsR6() {
        write(b -> b.symlink("new\nline\u001b[31m", "/etc"));
        assertThatExceptionOfType(UnsafeBundleException.class)
                .isThrownBy(() -> new BundleUnpacker().unpack(bundle, staging))
                .withMessageContaining("new?line?[31m");
    }

    @Test
    void takesANameThatIsNotUtf8ForWhatItCanBeReadAsR6() throws IOException {
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(bundle));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, "ISO-8859-1")) {
            TarArchiveEntry entry = new TarArchiveEntry("a\u00ffb");
            entry.setSize(1);
            tar.putArchiveEntry(entry);
            tar.write('x');
            tar.closeArchiveEntry();
        }
        assertThat(new BundleUnpacker().unpack(bundle, staging).files().keySet())
                .singleElement()
                .satisfies(name -> assertThat(staging.resolve(name)).hasContent("x"))
                .asString()
                .matches("a.b");
    }

    @Test
    void writesNamesOutsideAscii() {
        write(b -> b.file("naïve – 名前", "x"));
        assertThat(new BundleUnpacker().unpack(bundle, staging).files()).containsOnlyKeys("naïve – 名前");
    }

    private void refuses(String reason, Consumer<Bundles> content) {
        write(content);
        assertRefused(reason);
    }

    private void assertRefused(String reason) {
        Path fresh = staging.resolveSibling("staging" + System.nanoTime());
        assertThatExceptionOfType(UnsafeBundleException.class)
                .isThrownBy(() -> new BundleUnpacker(SMALL).unpack(bundle, fresh))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private void write(Consumer<Bundles> content) {
        try (Bundles bundles = new Bundles(bundle)) {
            content.accept(bundles);
        }
    }

    private String permissions(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(staging.resolve(path)));
    }
}
