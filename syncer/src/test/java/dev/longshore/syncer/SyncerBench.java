/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static dev.longshore.syncer.SyncerFixture.repository;

import dev.longshore.events.SourceEvent;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.kafka.TopicLayout;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Figures of syncers in processes of their own; {@code bench/syncer} starts it. Prints one line a result. */
final class SyncerBench {
    private static final TopicLayout LAYOUT = new TopicLayout(32, 4, Map.of(), (short) 1, true);

    private final Path folder;

    private SyncerBench(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("longshore-bench");
        SyncerBench bench = new SyncerBench(folder);
        try {
            switch (arguments[0]) {
                case "polls" -> bench.polls(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
                case "scale" -> bench.scale();
                case "handover" -> bench.handover(Integer.parseInt(arguments[1]));
                case "large" -> bench.large(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
        System.exit(0); // the threads of servers
    }

    private static RepositoryConfig[] repositories(int count, DelayingGitServer server) {
        RepositoryConfig[] all = new RepositoryConfig[count];
        for (int i = 0; i < count; i++) {
            all[i] = repository("r" + i, server.url("r" + i));
        }
        return all;
    }

    private Path remote() throws Exception {
        try (TestRepository remote = new TestRepository(folder.resolve("remote"))) {
            remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("first");
        }
        return folder.resolve("remote/.git");
    }

    /** In a syncer's log: what it was assigned is its own alone. */
    private static final String OWNER = "everybody else is fenced";

    /** One syncer, every repository polled once a minute, none of them changed. */
    private void polls(int count, int minutes) throws Exception {
        try (TestBroker broker = TestBroker.start(folder.resolve("broker"), LAYOUT);
                DelayingGitServer server = new DelayingGitServer(remote(), Duration.ZERO);
                SyncerFixture fixture = new SyncerFixture(broker.settings());
                SyncerProcess syncer =
                        SyncerProcess.start(broker.settings(), folder.resolve("s"), repositories(count, server))) {
            long begin = System.nanoTime();
            syncer.awaitReady();
            awaitAnswered(fixture, count);
            System.out.printf("%d repositories: first looks after %.1f s%n", count, seconds(begin));
            double cpu = cpuSeconds(syncer);
            int listings = server.listings();
            begin = System.nanoTime();
            for (int i = 0; i < count * minutes; i++) {
                fixture.poll("r" + i % count);
                LockSupport.parkNanos(begin + (i + 1) * 60_000_000_000L / count - System.nanoTime());
            }
            double took = seconds(begin);
            System.out.printf(
                    "polled for %.0f s: %.1f ls-remotes a second, %.1f %% of a core, %d MB resident, heap at most 256 MB%n",
                    took,
                    (server.listings() - listings) / took,
                    100 * (cpuSeconds(syncer) - cpu) / took,
                    memoryMegabytes(syncer));
        }
    }

    /** How many looks a second 1, 2 and 4 syncers make together when each costs 100 ms of network. */
    private void scale() throws Exception {
        int count = 1200;
        double single = 0;
        for (int processes : List.of(1, 2, 4)) {
            Path run = folder.resolve("run" + processes);
            Files.createDirectories(run);
            Path git = Files.exists(folder.resolve("remote")) ? folder.resolve("remote/.git") : remote();
            try (TestBroker broker = TestBroker.start(run.resolve("broker"), LAYOUT);
                    DelayingGitServer server = new DelayingGitServer(git, Duration.ofMillis(100));
                    SyncerFixture fixture = new SyncerFixture(broker.settings())) {
                double rate = rate(run, broker, server, fixture, count, processes);
                single = processes == 1 ? rate : single;
                System.out.printf(
                        "%d syncers: %.1f looks a second, %.2f of linear%n",
                        processes, rate, rate / single / processes);
            }
        }
    }

    private double rate(
            Path run, TestBroker broker, DelayingGitServer server, SyncerFixture fixture, int count, int processes)
            throws Exception {
        List<SyncerProcess> syncers = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                List<String> options = List.of("-Dtest.fetches=2", "-Dtest.perSecond=10000");
                syncers.add(SyncerProcess.start(
                        broker.settings(), run.resolve("s" + i), options, repositories(count, server)));
            }
            for (SyncerProcess syncer : syncers) {
                syncer.awaitReady();
            }
            awaitAnswered(fixture, count);
            int before = server.listings();
            for (int i = 0; i < count; i++) {
                fixture.poll("r" + i);
            }
            awaitListings(server, before + count / 10); // all are at work
            long begin = System.nanoTime();
            int first = server.listings();
            awaitListings(server, before + count * 6 / 10); // and none has run out of it
            return (server.listings() - first) / seconds(begin);
        } finally {
            syncers.forEach(SyncerProcess::close);
        }
    }

    /** How long a repository has no owner when a syncer is stopped, and when it is killed. */
    private void handover(int runs) throws Exception {
        try (TestBroker broker = TestBroker.start(folder.resolve("broker"), LAYOUT);
                DelayingGitServer server = new DelayingGitServer(remote(), Duration.ZERO);
                SyncerFixture fixture = new SyncerFixture(broker.settings())) {
            RepositoryConfig[] all = repositories(64, server);
            SyncerProcess stays = SyncerProcess.start(broker.settings(), folder.resolve("stays"), all);
            stays.awaitReady();
            awaitAnswered(fixture, all.length);
            for (int i = 0; i < runs * 2; i++) {
                boolean kill = i % 2 == 1;
                SyncerProcess goes = SyncerProcess.start(broker.settings(), folder.resolve("goes" + i), all);
                goes.awaitReady();
                for (RepositoryConfig one : all) {
                    fixture.sync(one.name());
                }
                long owners =
                        stays.log().lines().filter(line -> line.contains(OWNER)).count();
                long begin = System.nanoTime();
                if (kill) {
                    goes.kill();
                } else {
                    goes.stop();
                }
                List<String> requests = new ArrayList<>();
                for (RepositoryConfig one : all) {
                    requests.add(fixture.request(one.name(), false));
                }
                while (stays.log().lines().filter(line -> line.contains(OWNER)).count() == owners) {
                    LockSupport.parkNanos(5_000_000);
                }
                double owned = seconds(begin);
                requests.forEach(fixture::answer);
                System.out.printf(
                        "%s: its partitions had an owner again after %.0f ms, the last of %d repositories answered after %.0f ms%n",
                        kill ? "killed" : "stopped", owned * 1000, all.length, seconds(begin) * 1000);
                goes.close();
            }
            stays.close();
        }
    }

    /** The first look at a repository with a long history, in a heap of 256 MB. */
    private void large(int commits, int bytes) throws Exception {
        Path git = folder.resolve("large.git");
        makeLarge(git, commits, bytes);
        try (TestBroker broker = TestBroker.start(folder.resolve("broker"), LAYOUT);
                HttpGitServer server = new HttpGitServer(folder);
                SyncerFixture fixture = new SyncerFixture(broker.settings())) {
            Path log = folder.resolve("gc.log");
            List<String> options = List.of("-Dtest.fetchTimeout=1800", "-Xlog:gc:file=" + log);
            long begin = System.nanoTime();
            try (SyncerProcess syncer = SyncerProcess.start(
                    broker.settings(), folder.resolve("s"), options, repository("large", server.url("large.git")))) {
                while (fixture.sources("large").isEmpty()) {
                    LockSupport.parkNanos(50_000_000);
                }
                SourceEvent told = fixture.sources("large").get(0);
                System.out.printf(
                        "%d commits of %d bytes: %s after %.1f s, %.1f s of CPU, %d MB resident, heap after a collection at most %s%n",
                        commits,
                        bytes,
                        told.getClass().getSimpleName(),
                        seconds(begin),
                        cpuSeconds(syncer),
                        memoryMegabytes(syncer),
                        mostHeap(log));
            }
        }
    }

    private static void makeLarge(Path git, int commits, int bytes) throws Exception {
        new ProcessBuilder("git", "init", "-q", "--bare", "-b", "main", git.toString())
                .start()
                .waitFor();
        Process importer = new ProcessBuilder("git", "-C", git.toString(), "fast-import", "--quiet", "--depth=0")
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        Random random = new Random(1);
        byte[] noise = new byte[bytes];
        try (PrintStream in = new PrintStream(
                new BufferedOutputStream(importer.getOutputStream(), 1 << 20), false, StandardCharsets.UTF_8)) {
            for (int i = 0; i < commits; i++) {
                random.nextBytes(noise);
                in.print("commit refs/heads/main\ncommitter A <a@example.org> " + (1_700_000_000L + i) + " +0000\n");
                in.print("data 1\nc\nM 100644 inline web/compose.yaml\ndata " + TestRepository.COMPOSE.length() + "\n"
                        + TestRepository.COMPOSE + "\nM 100644 inline web/noise\ndata " + bytes + "\n");
                in.write(noise);
                in.print("\n");
            }
        }
        importer.waitFor();
    }

    private static String mostHeap(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("->"))
                    .map(line -> line.replaceAll(".*->(\\d+)M\\(.*", "$1"))
                    .filter(text -> text.matches("\\d+"))
                    .max(Comparator.comparingInt(Integer::parseInt))
                    .map(text -> text + " MB")
                    .orElse("unknown");
        }
    }

    private static void awaitAnswered(SyncerFixture fixture, int repositories) {
        Set<String> seen = new HashSet<>();
        while (seen.size() < repositories) {
            LockSupport.parkNanos(20_000_000);
            fixture.sources().forEach(event -> seen.add(event.repository()));
        }
    }

    private static void awaitListings(DelayingGitServer server, int count) {
        while (server.listings() < count) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static double cpuSeconds(SyncerProcess syncer) {
        return ProcessHandle.of(syncer.pid())
                        .flatMap(handle -> handle.info().totalCpuDuration())
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1000.0;
    }

    private static long memoryMegabytes(SyncerProcess syncer) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(syncer.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    / 1024;
        }
    }
}
