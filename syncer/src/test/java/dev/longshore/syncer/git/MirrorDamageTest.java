/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.syncer.TestAccess;
import dev.longshore.syncer.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What crashes, full disks and people do to a mirror: it is recognised as damaged, thrown away, and cloned again. */
class MirrorDamageTest {
    @TempDir
    private Path temp;

    private TestRepository remote;
    private Path directory;

    /** Ways to damage a mirror. */
    enum Damage {
        EMPTY_HEAD {
            @Override
            void to(Path mirror) throws IOException {
                Files.writeString(mirror.resolve("HEAD"), "");
            }
        },
        NO_HEAD {
            @Override
            void to(Path mirror) throws IOException {
                Files.delete(mirror.resolve("HEAD"));
            }
        },
        WILD_CONFIG {
            @Override
            void to(Path mirror) throws IOException {
                Files.writeString(mirror.resolve("config"), "[core\n\u0000\u0001 = ");
            }
        },
        NEWER_FORMAT {
            @Override
            void to(Path mirror) throws IOException {
                Files.writeString(mirror.resolve("config"), "[core]\n\trepositoryformatversion = 7\n");
            }
        },
        EMPTY_REF {
            @Override
            void to(Path mirror) throws IOException {
                Files.writeString(mirror.resolve("refs/heads/main"), "");
            }
        },
        WILD_REF {
            @Override
            void to(Path mirror) throws IOException {
                Files.writeString(mirror.resolve("refs/heads/main"), "not a commit\n");
            }
        },
        REF_TO_NOTHING {
            @Override
            void to(Path mirror) throws IOException {
                Files.writeString(mirror.resolve("refs/heads/main"), "1".repeat(40) + "\n");
            }
        },
        HALF_A_PACK {
            @Override
            void to(Path mirror) throws IOException {
                truncate(mirror, ".pack");
            }
        },
        HALF_AN_INDEX {
            @Override
            void to(Path mirror) throws IOException {
                truncate(mirror, ".idx");
            }
        },
        ZEROED_PACK {
            @Override
            void to(Path mirror) throws IOException {
                for (Path pack : packs(mirror, ".pack")) {
                    Files.write(pack, new byte[(int) Files.size(pack)]);
                }
            }
        },
        NO_OBJECTS {
            @Override
            void to(Path mirror) throws IOException {
                new MirrorFolder(mirror.resolve("objects")).delete();
            }
        },
        A_FILE {
            @Override
            void to(Path mirror) throws IOException {
                new MirrorFolder(mirror).delete();
                Files.writeString(mirror, "not a mirror");
            }
        };

        abstract void to(Path mirror) throws IOException;

        private static List<Path> packs(Path mirror, String extension) throws IOException {
            try (Stream<Path> files = Files.list(mirror.resolve("objects/pack"))) {
                return files.filter(file -> file.toString().endsWith(extension)).toList();
            }
        }

        private static void truncate(Path mirror, String extension) throws IOException {
            for (Path file : packs(mirror, extension)) {
                byte[] content = Files.readAllBytes(file);
                Files.delete(file);
                Files.write(file, java.util.Arrays.copyOf(content, content.length / 2));
            }
        }
    }

    @BeforeEach
    void makeMirror() throws Exception {
        remote = new TestRepository(temp.resolve("remote"));
        remote.write("web/compose.yaml", TestRepository.COMPOSE)
                .write("web/noise", new byte[20_000])
                .commit("first");
        directory = temp.resolve("demo.git");
        try (GitMirror mirror = mirror()) {
            read(mirror);
        }
    }

    @AfterEach
    void closeRemote() {
        remote.close();
    }

    private GitMirror mirror() {
        RepositoryConfig config = new RepositoryConfig("demo", remote.url(), "main", null, null, List.of());
        return new GitMirror(config, directory, TestAccess.within(Duration.ofSeconds(20)));
    }

    private static String read(GitMirror mirror) throws Exception {
        Tip tip = mirror.fetch();
        try (CommitTree tree = mirror.tree(tip.revision())) {
            assertThat(tree.read("web/noise", 1 << 20)).isPresent();
        }
        return tip.revision().commit();
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void isClonedAgain(Damage damage) throws Exception {
        damage.to(directory);
        String second = remote.write("web/app.conf", "x").commit("second");
        try (GitMirror mirror = mirror()) {
            String found;
            try {
                found = read(mirror);
            } catch (MirrorDamagedException e) {
                mirror.discard();
                found = read(mirror);
            }
            assertThat(found).isEqualTo(second);
        }
    }
}
