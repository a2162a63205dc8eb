/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.awaitility.Awaitility.await;

import dev.longshore.events.EventFactory;
import dev.longshore.events.config.ApplierConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A host: its data outlives the applier on it. */
final class TestHost implements AutoCloseable {
    final String name;
    final Path data;
    private final ApplierConfig config;
    private final TestLog log;
    private Supplier<DockerAccess> docker = DockerAccess::ofThisMachine;
    private Checkpoints checkpoints = Checkpoints.NONE;
    private @Nullable String deployment;

    TestHost(TestLog log, String name, Path data) {
        this(log, name, data, ApplierConfig.DEFAULT);
    }

    TestHost(TestLog log, String name, Path data, ApplierConfig config) {
        this.config = config;
        this.log = log;
        this.name = name;
        this.data = data;
    }

    /** Reaches Docker otherwise, from the next start on. */
    TestHost reaching(Supplier<DockerAccess> access) {
        docker = access;
        return this;
    }

    /** Is told how far applies come, from the next start on. */
    TestHost watched(Checkpoints by) {
        checkpoints = by;
        return this;
    }

    /** Starts, and waits until it does its work. */
    ApplierVerticle start() {
        ApplierVerticle made = begin();
        await().atMost(Duration.ofSeconds(20)).until(() -> made.unready().isEmpty());
        return made;
    }

    /** Starts, and does not wait for what comes of it. */
    ApplierVerticle begin() {
        ApplierVerticle made = new ApplierVerticle(
                config,
                name,
                data,
                log.settings,
                log.publisher,
                new EventFactory("applier", name, Clock.systemUTC()),
                new SimpleMeterRegistry(),
                log.deadLetters(),
                docker,
                checkpoints);
        deployment = TestLog.get(log.vertx.deployVerticle(made));
        log.hosts.incrementAndGet();
        return made;
    }

    void stop() {
        if (deployment != null) {
            TestLog.get(log.vertx.undeploy(deployment));
            deployment = null;
            log.hosts.decrementAndGet();
        }
    }

    Path folder(TestStack stack) {
        return data.resolve("applier/stacks").resolve(stack.id.repository()).resolve(stack.id.stack());
    }

    @Override
    public void close() {
        stop();
    }
}
