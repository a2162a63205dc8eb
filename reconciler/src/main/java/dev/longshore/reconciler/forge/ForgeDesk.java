/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import dev.longshore.events.EventFactory;
import dev.longshore.events.Text;
import dev.longshore.events.config.ForgeConfig;
import dev.longshore.events.config.GitUrl;
import dev.longshore.events.config.Glob;
import dev.longshore.events.config.Severity;
import dev.longshore.reconciler.forge.ForgeSink.Wanted;
import dev.longshore.reconciler.notify.Delivery;
import dev.longshore.reconciler.notify.Route;
import dev.longshore.reconciler.notify.Sink;
import dev.longshore.reconciler.notify.Timing;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells Git hosts what became of their commits: for each configured one its own place on the log, one for statuses and one for issues. Calls
 * may block, and come one at a time.
 */
public final class ForgeDesk implements AutoCloseable {
    private static final Duration REQUEST = Duration.ofSeconds(10);
    /** A status takes two requests, an issue some more where many are open. */
    private static final Duration MESSAGE = Duration.ofMinutes(1);

    private static final Route DEPLOYMENTS =
            new Route(List.of(), List.of(new Glob("deployment.*")), Severity.DEBUG, Duration.ZERO);

    private final Delivery.Surroundings around;
    private final Function<String, Optional<String>> urls;
    private final HttpClient client;
    private final WorkerExecutor files;
    private final ForgeDirectory directory;
    private final Map<ForgeConfig, List<Delivery>> running = new LinkedHashMap<>();
    private volatile List<ForgeConfig> forges = List.of();

    /**
     * @param urls the configured URL of a repository, by its name; empty for one that is not configured
     * @param around the deadline in it is not heeded
     */
    public ForgeDesk(Vertx vertx, Function<String, Optional<String>> urls, Delivery.Surroundings around) {
        Timing timing = around.timing();
        this.around = new Delivery.Surroundings(
                around.kafka(),
                around.deadLetters(),
                around.metrics(),
                around.clock(),
                new Timing(MESSAGE, timing.firstPause(), timing.longestPause(), timing.memory()));
        this.urls = urls;
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) REQUEST.toMillis()));
        this.files = vertx.createSharedWorkerExecutor("longshore-forge", 1);
        this.directory = new ForgeDirectory(new ForgeApi.Reach(client, files, around.clock(), REQUEST));
    }

    /** From now on these are told. One that stays as it was is not disturbed. */
    public synchronized void configure(List<ForgeConfig> others) {
        forges = List.copyOf(others);
        List<ForgeConfig> gone = running.keySet().stream()
                .filter(known -> !others.contains(known))
                .toList();
        gone.forEach(known -> stop(running.remove(known)));
        others.forEach(forge -> running.computeIfAbsent(forge, this::start));
    }

    private List<Delivery> start(ForgeConfig forge) {
        List<Delivery> deliveries = new ArrayList<>();
        if (forge.commitStatus()) {
            deliveries.add(delivery("commit-status", forge, new ForgeSink.OfStatuses(forge, directory, this::find)));
        }
        if (forge.issues()) {
            deliveries.add(delivery("issues", forge, new ForgeSink.OfIssues(forge, directory, this::find)));
        }
        deliveries.forEach(Delivery::start);
        return deliveries;
    }

    private Delivery delivery(String what, ForgeConfig forge, Sink sink) {
        return new Delivery(what + "-" + name(forge), sink, DEPLOYMENTS, around);
    }

    /** Stays when the token or the provider changes: it keeps the place on the log. The end tells {@code a/b} from {@code a-b}. */
    private static String name(ForgeConfig forge) {
        String prefix = forge.prefix().text().replaceFirst("/+$", "");
        String digest = EventFactory.derivedId("forge", prefix).substring(0, 8);
        return Text.printable(prefix.replaceAll("[^A-Za-z0-9._-]+", "-"), 80) + "-" + digest;
    }

    private Optional<Wanted> find(String repository) {
        return urls.apply(repository).map(GitUrl::parse).flatMap(url -> ForgeConfig.of(forges, url)
                .map(forge -> new Wanted(url, forge)));
    }

    private static void stop(List<Delivery> deliveries) {
        deliveries.forEach(Delivery::close);
    }

    @Override
    public synchronized void close() {
        running.values().forEach(ForgeDesk::stop);
        running.clear();
        client.close();
        files.close();
    }
}
