/* SPDX-License-Identifier: Apache-2.0 */
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signed pushes for a hundred repositories, as fast as they go, against an ingress in a heap of 96 MiB; broker and syncer are another process. Prints the answers, the
 * latencies, what the log holds, and how many fetches the pushes cost. {@code java bench/Storm.java CLASSPATH DIRECTORY [PUSHES [SENDERS]]}
 */
public final class Storm {
    private static final int REPOSITORIES = 100;
    private static final String SECRET = "storm-secret-of-a-benchmark";
    private static final Pattern EVENT = Pattern.compile("\"eventId\":\"([^\"]+)\"");

    private final String classpath;
    private final Path directory;
    private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Storm(String classpath, Path directory) {
        this.classpath = classpath;
        this.directory = directory;
    }

    public static void main(String[] args) throws Exception {
        int pushes = args.length > 2 ? Integer.parseInt(args[2]) : 10_000;
        int senders = args.length > 3 ? Integer.parseInt(args[3]) : 32;
        new Storm(args[0], Files.createDirectories(Path.of(args[1])).toAbsolutePath()).run(pushes, senders);
    }

    private void run(int pushes, int senders) throws Exception {
        for (int i = 0; i < REPOSITORIES; i++) {
            Path repository = Files.createDirectories(directory.resolve("r" + i));
            Files.writeString(repository.resolve(".longshore.yaml"), "stacks: [{name: web, hosts: [nobody]}]\n");
            Files.writeString(repository.resolve("compose.yaml"), "services: {web: {image: busybox}}\n");
            git(repository, "init", "-q", "-b", "main");
            commit(repository);
        }
        configure();
        Process up = longshore("longshore.yaml", 512, "up", "-q").redirectErrorStream(true)
                .redirectOutput(directory.resolve("up.log").toFile()).start();
        Process ingress = null;
        try {
            awaitReady(18983);
            awaitHeads(heads());
            configureIngress();
            ingress = longshore("ingress.yaml", 96, "ingress").redirectErrorStream(true)
                    .redirectOutput(directory.resolve("ingress.log").toFile()).start();
            awaitReady(18981);
            int before = sources();
            Map<String, String> last = new TreeMap<>();
            for (int i = 0; i < REPOSITORIES; i++) {
                last.put("r" + i, commit(directory.resolve("r" + i)));
            }
            storm(pushes, senders);
            awaitHeads(last);
            report(pushes, before, last);
        } finally {
            if (ingress != null) {
                ingress.destroy();
            }
            up.destroy();
            up.waitFor(30, TimeUnit.SECONDS);
        }
    }

    private void storm(int pushes, int senders) throws InterruptedException {
        long[] micros = new long[pushes];
        AtomicInteger next = new AtomicInteger();
        var threads = Executors.newFixedThreadPool(senders);
        long began = System.nanoTime();
        for (int s = 0; s < senders; s++) {
            threads.execute(() -> {
                for (int i = next.getAndIncrement(); i < pushes; i = next.getAndIncrement()) {
                    long sent = System.nanoTime();
                    deliver(i);
                    micros[i] = (System.nanoTime() - sent) / 1000;
                }
            });
        }
        threads.shutdown();
        threads.awaitTermination(1, TimeUnit.HOURS);
        double seconds = (System.nanoTime() - began) / 1e9;
        Arrays.sort(micros);
        System.out.printf("%d pushes in %.1f s (%.0f a second), %s%n", pushes, seconds, pushes / seconds, answers);
        System.out.printf("latency ms: p50 %.1f, p95 %.1f, p99 %.1f, max %.1f%n", micros[pushes / 2] / 1e3,
                micros[pushes * 95 / 100] / 1e3, micros[pushes * 99 / 100] / 1e3, micros[pushes - 1] / 1e3);
    }

    private void deliver(int number) {
        byte[] body = ("{\"ref\":\"refs/heads/main\",\"before\":\"" + "0".repeat(40) + "\",\"after\":\"" + "a".repeat(40)
                + "\",\"repository\":{\"clone_url\":\"" + directory.resolve("r" + number % REPOSITORIES).toUri()
                + "\"},\"pusher\":{\"name\":\"me\"},\"commits\":[]}").getBytes();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:18980/webhook/github"))
                .header("Content-Type", "application/json").header("X-GitHub-Event", "push")
                .header("X-Hub-Signature-256", "sha256=" + sign(body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        int status = 0;
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            status = answer.statusCode();
            Matcher event = EVENT.matcher(answer.body());
            if (status == 202 && event.find()) {
                accepted.add(event.group(1));
            }
        } catch (IOException e) {
            status = -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answers.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
    }

    private void report(int pushes, int before, Map<String, String> last) throws Exception {
        List<String> events = events();
        Set<String> logged = ConcurrentHashMap.newKeySet();
        Map<String, String> heads = new TreeMap<>();
        Pattern id = Pattern.compile("\"id\" ?: ?\"([^\"]+)\"");
        Pattern head = Pattern.compile("\"repository\" ?: ?\"(r[0-9]+)\".*\"revision\" ?: ?\"main@sha1:([0-9a-f]{40})\"");
        for (String event : events) {
            if (event.contains("dev.longshore.push.received")) {
                Matcher found = id.matcher(event);
                if (found.find()) {
                    logged.add(found.group(1));
                }
            } else if (event.contains("dev.longshore.source.")) {
                Matcher found = head.matcher(event);
                if (found.find()) {
                    heads.put(found.group(1), found.group(2));
                }
            }
        }
        System.out.printf("accepted %d, on the log %d, the same: %s%n", accepted.size(), logged.size(), logged.equals(accepted));
        System.out.printf("looks for %d pushes: %d; repositories at their last commit: %d of %d%n", pushes,
                sources() - before, last.entrySet().stream().filter(e -> e.getValue().equals(heads.get(e.getKey()))).count(),
                REPOSITORIES);
        String metrics = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:18981/metrics")).build(),
                HttpResponse.BodyHandlers.ofString()).body();
        metrics.lines().filter(line -> line.matches("jvm_memory_(used|max)_bytes.*heap.*|longshore_webhook_requests_total.*"))
                .filter(line -> !line.contains("nonheap")).forEach(System.out::println);
    }

    private int sources() throws Exception {
        return (int) events().stream().filter(event -> event.contains("dev.longshore.source.")).count();
    }

    private List<String> events() throws Exception {
        Path out = directory.resolve("events.json");
        longshore("longshore.yaml", 128, "events", "--from-beginning", "-o", "json").redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        return Files.readAllLines(out);
    }

    private void configure() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), SECRET);
        StringBuilder yaml = new StringBuilder("data: " + directory.resolve("data") + "\nhost: storm\n"
                + "management: {listen: \"127.0.0.1:18983\"}\nreconciler: {poll: 1h}\n"
                + "ingress:\n  listen: \"127.0.0.1:18982\"\n  webhooks: {github: {provider: github, secret: {file: " + secret
                + "}}}\nrepositories:\n");
        for (int i = 0; i < REPOSITORIES; i++) {
            yaml.append("  - {name: r" + i + ", url: \"" + directory.resolve("r" + i).toUri() + "\", branch: main}\n");
        }
        Files.writeString(directory.resolve("longshore.yaml"), yaml);
    }

    /** The ingress by itself, on the broker of the other process. */
    private void configureIngress() throws IOException {
        var broker = new java.util.Properties();
        try (var in = Files.newBufferedReader(directory.resolve("data/broker.properties"))) {
            broker.load(in);
        }
        Path jaas = Files.writeString(directory.resolve("jaas"), broker.getProperty("sasl.jaas.config"));
        Files.writeString(directory.resolve("ingress.yaml"), "kafka:\n  bootstrapServers: " + broker.getProperty("bootstrap.servers")
                + "\n  properties: {security.protocol: " + broker.getProperty("security.protocol") + ", sasl.mechanism: "
                + broker.getProperty("sasl.mechanism") + ", sasl.jaas.config: {file: " + jaas + "}}\n"
                + Files.readString(directory.resolve("longshore.yaml")).replace("1898", "1888").replace("18880", "18980")
                        .replace("18882", "18980").replace("18883", "18981").replace("/data", "/data-ingress"));
    }

    private Map<String, String> heads() throws Exception {
        Map<String, String> heads = new TreeMap<>();
        for (int i = 0; i < REPOSITORIES; i++) {
            heads.put("r" + i, git(directory.resolve("r" + i), "rev-parse", "HEAD").strip());
        }
        return heads;
    }

    private void awaitHeads(Map<String, String> wanted) throws Exception {
        for (int i = 0; i < 60; i++) {
            String all = String.join("\n", events());
            if (wanted.values().stream().allMatch(all::contains)) {
                return;
            }
            TimeUnit.SECONDS.sleep(2);
        }
    }

    private ProcessBuilder longshore(String config, int heapMiB, String... arguments) {
        List<String> command = new ArrayList<>(List.of("java", "-Xmx" + heapMiB + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError", "-cp", classpath, "dev.longshore.cli.Main"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-c", directory.resolve(config).toString()));
        return new ProcessBuilder(command);
    }

    private void awaitReady(int port) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            try {
                var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready")).build();
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not listening yet
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IllegalStateException("not ready within two minutes");
    }

    private String commit(Path repository) throws Exception {
        Files.writeString(repository.resolve("version"), "" + System.nanoTime());
        git(repository, "add", ".");
        git(repository, "-c", "user.name=Storm", "-c", "user.email=storm@example.org", "commit", "-q", "-m", "storm");
        return git(repository, "rev-parse", "HEAD").strip();
    }

    private static String git(Path repository, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-C", repository.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(out);
        }
        return out;
    }

    private static String sign(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
