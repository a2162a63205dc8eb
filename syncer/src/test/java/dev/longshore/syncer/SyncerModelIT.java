/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static dev.longshore.syncer.SyncerFixture.repository;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.kafka.TopicLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random pushes, force-pushes, renames and removals of stacks, restarts with and without the mirror. A model says what must be announced:
 * no more, no less.
 */
class SyncerModelIT {
    private static final int STEPS = Boolean.getBoolean("longshore.full") ? 400 : 60;
    private static final String NAME = "model";

    @TempDir
    private Path temp;

    /** Content of each stack, by name: of the branch, and as it was last announced. */
    private final Map<String, String> branch = new TreeMap<>();

    private final Map<String, String> announced = new TreeMap<>();
    private final Map<String, Long> generations = new TreeMap<>();
    private final List<Map<String, String>> past = new ArrayList<>();
    private final List<String> commits = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private TestRepository remote;
    private final long seed = Long.getLong("longshore.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int counter;

    @BeforeEach
    void makeRemote() throws Exception {
        remote = new TestRepository(temp.resolve("remote"));
    }

    @AfterEach
    void closeRemote() {
        remote.close();
    }

    @Test
    void announcesExactlyWhatTheModelSays() throws Exception {
        try (TestBroker broker = TestBroker.start(temp.resolve("broker"), TopicLayout.EMBEDDED);
                SyncerFixture fixture = new SyncerFixture(broker.settings())) {
            push();
            String syncer = start(fixture);
            fixture.awaitFirst(NAME);
            check(fixture);
            for (int step = 0; step < STEPS; step++) {
                if (random.nextInt(6) == 0) {
                    syncer = restart(fixture, syncer);
                } else {
                    change();
                }
                fixture.sync(NAME);
                check(fixture);
            }
        }
    }

    private String start(SyncerFixture fixture) {
        return fixture.start(temp.resolve("data"), repository(NAME, remote.url()));
    }

    private String restart(SyncerFixture fixture, String syncer) throws Exception {
        fixture.stop(syncer);
        if (random.nextBoolean()) {
            change();
        }
        if (random.nextInt(3) == 0) {
            history.add("mirror lost");
            try (var files = Files.walk(temp.resolve("data"))) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        history.add("restart");
        return start(fixture);
    }

    private void change() throws Exception {
        int pushes = 1 + random.nextInt(2);
        for (int i = 0; i < pushes; i++) {
            switch (random.nextInt(6)) {
                case 0 -> rewrite();
                case 1 -> rename();
                case 2 -> remove();
                case 3 -> readme();
                default -> push();
            }
        }
    }

    /** A new stack, or another content of one. */
    private void push() throws Exception {
        String stack = "s" + random.nextInt(5);
        String content = "v" + random.nextInt(4);
        history.add("push " + stack + "=" + content);
        put(stack, content);
        commit();
    }

    private void put(String stack, String content) throws Exception {
        remote.write(stack + "/compose.yaml", TestRepository.COMPOSE).write(stack + "/app.conf", content);
        branch.put(stack, content);
    }

    private void rename() throws Exception {
        if (branch.isEmpty()) {
            return;
        }
        String from = any();
        String to = "r" + random.nextInt(3);
        if (branch.containsKey(to)) {
            return;
        }
        history.add("rename " + from + " to " + to);
        String content = branch.getOrDefault(from, "");
        take(from);
        put(to, content);
        commit();
    }

    private void remove() throws Exception {
        if (branch.size() > 1) { // none at all is an error, which keeps the last state
            String stack = any();
            history.add("remove " + stack);
            take(stack);
            commit();
        }
    }

    private void readme() throws Exception {
        history.add("readme");
        commit();
    }

    private void rewrite() throws Exception {
        int to = random.nextInt(commits.size());
        history.add("rewrite from push " + to);
        remote.resetTo(commits.get(to));
        branch.clear();
        branch.putAll(past.get(to));
        push();
    }

    private void take(String stack) throws Exception {
        remote.delete(stack + "/compose.yaml").delete(stack + "/app.conf");
        branch.remove(stack);
    }

    private String any() {
        List<String> stacks = List.copyOf(branch.keySet());
        return stacks.get(random.nextInt(stacks.size()));
    }

    private void commit() throws Exception {
        remote.write("README.md", "push " + counter++);
        commits.add(remote.commit("push " + counter));
        past.add(new TreeMap<>(branch));
    }

    /** The model: what differs from what was announced last is announced once, with the next generation. */
    private void check(SyncerFixture fixture) {
        TreeSet<String> all = new TreeSet<>(announced.keySet());
        all.addAll(branch.keySet());
        for (String stack : all) {
            if (!String.valueOf(branch.get(stack)).equals(String.valueOf(announced.get(stack)))) {
                generations.merge(stack, 1L, Long::sum);
            }
        }
        announced.clear();
        announced.putAll(branch);
        Map<String, Long> found = new TreeMap<>();
        TreeSet<String> standing = new TreeSet<>();
        for (RevisionEvent event : fixture.revisions(NAME)) {
            String stack = event.stack().stack();
            assertThat(event.generation()).isEqualTo(found.getOrDefault(stack, 0L) + 1);
            found.put(stack, event.generation());
            standing.remove(stack);
            if (event instanceof RevisionEvent.Changed) {
                standing.add(stack);
            }
        }
        String said = "seed " + seed + ": " + history;
        assertThat(found).as(said).isEqualTo(generations);
        assertThat(standing).as(said).isEqualTo(branch.keySet());
        assertThat(fixture.sources(NAME)).as(said).noneMatch(SourceEvent.Failed.class::isInstance);
    }
}
