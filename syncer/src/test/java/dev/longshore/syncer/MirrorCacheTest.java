/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.syncer.git.GitMirror;
import dev.longshore.syncer.git.MirrorSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorCacheTest {
    private static final int PUSHES = Boolean.getBoolean("longshore.full") ? 2000 : 130;
    private static final int NOISE = 300_000;
    private static final long ROOM_FOR_TWO = NOISE * 5 / 2;

    @TempDir
    private Path temp;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Map<String, GitMirror> mirrors = new HashMap<>();
    private TestRepository remote;
    private Instant now = Instant.now();
    private MirrorCache cache;

    @BeforeEach
    void makeRemote() throws Exception {
        byte[] noise = new byte[NOISE];
        new Random(5).nextBytes(noise);
        remote = new TestRepository(temp.resolve("remote"));
        opened.add(remote);
        remote.write("noise", noise).commit("first");
        cache = cache(ROOM_FOR_TWO);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private MirrorCache cache(long maxBytes) {
        Clock clock = new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        return new MirrorCache(temp.resolve("syncer"), maxBytes, clock);
    }

    private String look(String name) throws Exception {
        now = now.plusSeconds(10);
        GitMirror mirror = mirrors.computeIfAbsent(name, missing -> {
            RepositoryConfig config = SyncerFixture.repository(name, remote.url());
            GitMirror made = new GitMirror(config, cache.directoryOf(name), TestAccess.within(Duration.ofSeconds(20)));
            opened.add(made);
            return made;
        });
        return cache.use(name, mirror, () -> mirror.fetch().revision().commit());
    }

    private boolean isThere(String name) {
        return Files.exists(cache.directoryOf(name));
    }

    @Test
    void theLeastRecentlyUsedIsThrownAway() throws Exception {
        look("a");
        look("b");
        look("a");
        look("c");
        assertThat(isThere("a")).isTrue();
        assertThat(isThere("b")).isFalse();
        assertThat(isThere("c")).isTrue();
    }

    @Test
    void whatWasThrownAwayIsClonedAgainWhenItIsNeeded() throws Exception {
        String commit = look("a");
        look("b");
        look("c");
        assertThat(isThere("a")).isFalse();
        assertThat(look("a")).isEqualTo(commit);
        assertThat(isThere("a")).isTrue();
        assertThat(isThere("b")).isFalse();
    }

    @Test
    void aMirrorThatIsLargerThanTheCacheStaysUntilAnotherIsUsed() throws Exception {
        cache = cache(NOISE / 2);
        look("a");
        assertThat(isThere("a")).isTrue();
        look("b");
        assertThat(isThere("a")).isFalse();
        assertThat(isThere("b")).isTrue();
    }

    @Test
    void whatEarlierProcessesLeftCountsAndGoesFirst() throws Exception {
        look("configured-no-more");
        look("a");
        cache = cache(ROOM_FOR_TWO);
        cache.begin();
        look("a");
        look("b");
        assertThat(isThere("configured-no-more")).isFalse();
        assertThat(isThere("a")).isTrue();
        assertThat(isThere("b")).isTrue();
    }

    @Test
    void manyPushesDoNotMakeAMirrorGrow() throws Exception {
        cache = cache(1 << 30);
        look("a");
        long atFirst = MirrorSize.of(cache.directoryOf("a"));
        for (int i = 0; i < PUSHES; i++) {
            remote.write("app.conf", "value " + i).commit("push " + i);
            look("a");
        }
        try (Stream<Path> packs = Files.list(cache.directoryOf("a").resolve("objects/pack"))) {
            assertThat(packs).hasSizeLessThan(130);
        }
        assertThat(MirrorSize.of(cache.directoryOf("a")) - atFirst).isLessThan(2_000_000);
        assertThat(look("a"))
                .isEqualTo(remote.git().getRepository().resolve("HEAD").name());
    }

    @Test
    void whatRewritesLeaveBehindIsDropped() throws Exception {
        cache = cache(1 << 30);
        String first = look("a");
        byte[] noise = new byte[50_000];
        for (int i = 0; i < 60; i++) {
            new Random(i).nextBytes(noise);
            remote.resetTo(first);
            remote.write("app.bin", noise).commit("rewrite " + i);
            look("a");
        }
        assertThat(MirrorSize.of(cache.directoryOf("a"))).isLessThan(NOISE + 60L * 51_000);
    }
}
