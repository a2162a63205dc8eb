/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static dev.longshore.syncer.SyncerFixture.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random pushes, force-pushes, renames, removals and restarts, with and without mirrors. A model that knows only contents and history says
 * what must be announced, and nothing else may be.
 */
@Timeout(240)
class AnnouncementModelIT {
    private static final int STEPS = 25;

    @TempDir
    private static Path shared;

    private static EmbeddedBroker broker;
    private static KafkaSettings settings;

    @TempDir
    private Path temp;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.in(shared.resolve("broker")));
        settings = new KafkaSettings(broker.clientProperties());
        TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, Duration.ofSeconds(20));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 300, 4000})
    void whatDiffersIsAnnouncedOnceAndNothingElse(long seed) throws Exception {
        try (Play play = new Play(seed)) {
            for (int step = 0; step < STEPS; step++) {
                play.step();
            }
        }
    }

    /** What was announced last of a stack; {@code content} is null once it was removed. */
    private record Announced(long generation, String content, String commit) {}

    /** One announcement, as the model and as the log have it. */
    private record Line(String stack, long generation, boolean removed, String commit, boolean forced) {}

    private final class Play implements AutoCloseable {
        private static final String GONE = "gone";

        private final Random random;
        private final String name;
        private final TestRepository remote;
        private final SyncerFixture fixture = new SyncerFixture(settings);
        private final Map<String, String> contents = new TreeMap<>();
        private final Map<String, Map<String, String>> contentsOfCommit = new HashMap<>();
        private final List<String> commits = new ArrayList<>();
        private final Map<String, Announced> announced = new HashMap<>();
        private final List<String> story = new ArrayList<>();
        private String syncer = "";
        private int seen;

        Play(long seed) throws Exception {
            this.random = new Random(seed);
            this.name = "model-" + seed;
            this.remote = new TestRepository(temp.resolve("remote-" + seed));
            write("a", "0");
            commit();
            start();
        }

        void step() throws Exception {
            for (int pushes = random.nextInt(3); pushes >= 0; pushes--) {
                push();
            }
            if (random.nextInt(5) == 0) {
                restart();
            }
            fixture.sync(name);
            compare();
        }

        private void push() throws Exception {
            switch (random.nextInt(8)) {
                case 0 -> write("stack" + random.nextInt(6), value());
                case 1 -> remove();
                case 2 -> rename();
                case 3 -> remote.write("README.md", value());
                case 4 -> forcePush();
                case 5 -> story.add("nothing");
                default -> write(any(), value());
            }
            commit();
        }

        private String value() {
            return Integer.toString(random.nextInt(3));
        }

        private String any() {
            List<String> stacks = List.copyOf(contents.keySet());
            return stacks.get(random.nextInt(stacks.size()));
        }

        private void write(String stack, String value) throws IOException {
            story.add("write " + stack + " " + value);
            remote.write("stacks/" + stack + "/compose.yaml", TestRepository.COMPOSE)
                    .write("stacks/" + stack + "/value", value);
            contents.put(stack, value);
        }

        private void remove() throws Exception {
            if (contents.size() > 1) {
                String stack = any();
                story.add("remove " + stack);
                remote.git("rm", "-q", "-r", "-f", "stacks/" + stack);
                contents.remove(stack);
            }
        }

        private void rename() throws Exception {
            String from = any();
            String to = "moved" + random.nextInt(3);
            if (!contents.containsKey(to)) {
                story.add("rename " + from + " " + to);
                remote.git("add", "-A");
                remote.git("mv", "stacks/" + from, "stacks/" + to);
                contents.put(to, contents.remove(from));
            }
        }

        private void forcePush() throws Exception {
            String earlier = commits.get(random.nextInt(commits.size()));
            story.add("reset to " + earlier);
            remote.resetTo(earlier);
            contents.clear();
            contents.putAll(contentsOfCommit.get(earlier));
        }

        private void commit() throws Exception {
            remote.git("add", "-A");
            remote.git("commit", "-q", "--allow-empty", "-m", "step " + story.size());
            String commit = remote.git("rev-parse", "HEAD");
            commits.add(commit);
            contentsOfCommit.put(commit, Map.copyOf(contents));
        }

        private void start() {
            syncer = fixture.start(temp.resolve("data-" + name), repository(name, remote.url()));
            fixture.awaitFirst(name);
        }

        private void restart() throws IOException {
            boolean withoutMirrors = random.nextBoolean();
            story.add("restart" + (withoutMirrors ? " without mirrors" : ""));
            fixture.stop(syncer);
            if (withoutMirrors) {
                delete(temp.resolve("data-" + name));
            }
            start();
        }

        private void compare() throws Exception {
            Set<Line> expected = expected();
            await().until(() -> fixture.revisions(name).size() >= seen + expected.size());
            List<RevisionEvent> all = fixture.revisions(name);
            List<Line> told =
                    all.subList(seen, all.size()).stream().map(Play::line).toList();
            assertThat(told).as("after %s", story).containsExactlyInAnyOrderElementsOf(expected);
            seen = all.size();
        }

        private static Line line(RevisionEvent event) {
            String stack = event.stack().stack();
            return event instanceof RevisionEvent.Changed changed
                    ? new Line(
                            stack, event.generation(), false, changed.revision().commit(), changed.forced())
                    : new Line(
                            stack,
                            event.generation(),
                            true,
                            ((RevisionEvent.Removed) event).revision().commit(),
                            false);
        }

        private Set<Line> expected() throws Exception {
            String tip = remote.git("rev-parse", "HEAD");
            Set<Line> lines = new HashSet<>();
            for (Map.Entry<String, String> stack : contents.entrySet()) {
                Announced last = announced.get(stack.getKey());
                if (last == null || !last.content().equals(stack.getValue())) {
                    long generation = last == null ? 1 : last.generation() + 1;
                    boolean forced = last != null && !last.content().equals(GONE) && !isAncestor(last.commit(), tip);
                    lines.add(new Line(stack.getKey(), generation, false, tip, forced));
                    announced.put(stack.getKey(), new Announced(generation, stack.getValue(), tip));
                }
            }
            for (Map.Entry<String, Announced> stack : announced.entrySet()) {
                Announced last = stack.getValue();
                if (!contents.containsKey(stack.getKey()) && !last.content().equals(GONE)) {
                    lines.add(new Line(stack.getKey(), last.generation() + 1, true, tip, false));
                    stack.setValue(new Announced(last.generation() + 1, GONE, tip));
                }
            }
            return lines;
        }

        private boolean isAncestor(String earlier, String tip) throws Exception {
            return List.of(remote.git("rev-list", tip).split("\n", -1)).contains(earlier);
        }

        @Override
        public void close() {
            fixture.close();
            remote.close();
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
