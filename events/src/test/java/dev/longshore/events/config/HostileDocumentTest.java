/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows C1 to C4 of the bad inputs: documents that are not what a configuration is. */
class HostileDocumentTest {
    private static final long MAX_ALLOCATED = 100L << 20;

    @TempDir
    Path folder;

    private ConfigFile config;

    @BeforeEach
    void folder() {
        config = ConfigFile.in(folder);
        // Loads the classes, so that the measurements below are of the document alone.
        config.problems("a: b");
    }

    @Test
    void refusesAFileThatSaysNothing() {
        assertThat(config.problems(""))
                .containsExactly("longshore.yaml:1:1: the file is empty; it needs at least one key");
        assertThat(config.problems("# one", "  # two"))
                .containsExactly("longshore.yaml:1:1: the file is empty; it needs at least one key");
        assertThat(config.problems("---", "")).singleElement().asString().contains("must be a mapping, but is empty");
    }

    @Test
    void refusesTwoDocumentsAtTheLineOfTheSecond() {
        assertThat(config.problems("host: a", "---", "host: b"))
                .containsExactly("longshore.yaml:2:1: a second document begins here; only one is allowed");
    }

    @Test
    void refusesWhatIsNoMapping() {
        assertThat(config.problems("- a")).containsExactly("longshore.yaml:1:1: must be a mapping, but is a list");
        assertThat(config.problems("text")).containsExactly("longshore.yaml:1:1: must be a mapping, but is a string");
    }

    @Test
    void refusesBillionLaughsCheaply() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            laughs.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(10, alias))));
        }
        assertThat(cheaply(() -> config.problems(laughs.toString())))
                .singleElement()
                .asString()
                .contains("becomes too large when its aliases are written out");
    }

    @Test
    void refusesAnAliasToItself() {
        assertThat(config.problems("repositories: &r [*r]"))
                .containsExactly("longshore.yaml:1:15: contains itself through an alias");
    }

    @Test
    void refusesAScalarOfFourMebibytesCheaply() {
        String scalar = "host: " + "x".repeat(4 << 20);
        assertThat(cheaply(() -> config.problems(scalar)))
                .containsExactly("longshore.yaml:1:1: the file is larger than 1 MiB; a configuration is not");
    }

    @Test
    void refusesDeepNestingCheaply() {
        String flow = "host: " + "[".repeat(200) + "]".repeat(200);
        assertThat(cheaply(() -> config.problems(flow)))
                .containsExactly("longshore.yaml:1:38: is nested deeper than 32 levels");
        String endless = "[".repeat(500_000);
        assertThat(cheaply(() -> config.problems(endless)))
                .singleElement()
                .asString()
                .contains("nested deeper");
    }

    @Test
    void refusesTooManyValuesCheaply() {
        String many = "repositories: [" + "[],".repeat(300_000) + "]";
        assertThat(cheaply(() -> config.problems(many)))
                .singleElement()
                .asString()
                .contains("the file has more than 50000 values");
    }

    @Test
    void refusesTagsAndInstantiatesNothing() {
        assertThat(config.problems("data: !!" + Instantiated.class.getName() + " {}", "host: !x a", "syncer: !!map {}"))
                .containsExactly(
                        "longshore.yaml:1:7: the tag 'tag:yaml.org,2002:" + Instantiated.class.getName()
                                + "' is not allowed; write a plain value",
                        "longshore.yaml:2:7: the tag '!x' is not allowed; write a plain value",
                        "longshore.yaml:3:9: the tag 'tag:yaml.org,2002:map' is not allowed; write a plain value");
        assertThat(config.problems("!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader []]"))
                .hasSize(2)
                .allMatch(p -> p.contains("is not allowed"));
        assertThat(Instantiated.count).isZero();
    }

    @Test
    void refusesADuplicateKeyAtItsSecondPlace() {
        assertThat(config.problems("host: a", "syncer: {workers: 1, workers: 2}", "host: b"))
                .containsExactly(
                        "longshore.yaml:2:22: syncer: duplicate key 'workers', which is already on line 2",
                        "longshore.yaml:3:1: duplicate key 'host', which is already on line 1");
    }

    @Test
    void suggestsTheKeyThatWasMeant() {
        assertThat(config.problems("repositorys: []", "Host: a", "zzz: 1", "syncer: {wrokers: 4}"))
                .containsExactly(
                        "longshore.yaml:1:1: unknown key 'repositorys'; did you mean 'repositories'?",
                        "longshore.yaml:2:1: unknown key 'Host'; did you mean 'host'?",
                        "longshore.yaml:3:1: unknown key 'zzz'; known keys are applier, data, host, ingress, kafka,"
                                + " management, reconciler, repositories, syncer",
                        "longshore.yaml:4:10: syncer: unknown key 'wrokers'; did you mean 'workers'?");
    }

    @Test
    void refusesMergeKeysAndKeysThatAreNoStrings() {
        assertThat(config.problems("<<: {host: a}", "1: b", "? [c]", ": d"))
                .containsExactly(
                        "longshore.yaml:1:1: merge keys (<<) are not supported; repeat the keys",
                        "longshore.yaml:2:1: a key must be a string; write it in quotes",
                        "longshore.yaml:3:3: a key must be a string; write it in quotes");
    }

    @Test
    void saysWhereTheYamlIsBroken() {
        assertThat(config.problems("host: a", "syncer: {workers: 1", "applier: {}"))
                .singleElement()
                .asString()
                .startsWith("longshore.yaml:3:8: is not valid YAML: ");
        assertThat(config.problems("host: a", "data: \u0007"))
                .containsExactly("longshore.yaml:2:7: has a character that YAML does not allow");
        assertThat(config.problems(new byte[] {'a', (byte) 0xff}))
                .containsExactly("longshore.yaml:1:1: the file is not UTF-8 text; save it as UTF-8");
        assertThat(config.problems("host: a\u0000".getBytes(StandardCharsets.UTF_8)))
                .hasSize(1);
    }

    @Test
    void reportsABoundedNumberOfProblems() {
        assertThat(config.problems("repositories: [" + "1,".repeat(5_000) + "]"))
                .hasSize(100);
    }

    private static List<String> cheaply(Supplier<List<String>> load) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        List<String> problems = load.get();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(threads.getCurrentThreadAllocatedBytes() - allocated).isLessThan(MAX_ALLOCATED);
        return problems;
    }

    /** What a tag must not bring to life. */
    public static final class Instantiated {
        static int count;

        public Instantiated() {
            count++;
        }
    }
}
