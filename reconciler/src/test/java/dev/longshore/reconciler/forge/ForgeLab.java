/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import dev.longshore.events.config.ForgeConfig;
import dev.longshore.events.config.GitUrl;
import dev.longshore.events.config.Secret;
import dev.longshore.reconciler.notify.DeliveryException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A way to fake Git hosts, and what to tell them. */
final class ForgeLab implements AutoCloseable {
    static final Revision GOOD = new Revision("main", "5f1d6a3c0f5b4e6d8c7a9b0e1f2d3c4b5a697887");
    static final Revision BAD = new Revision("main", "9b2c4d6e8f00112233445566778899aabbccddee");
    static final StackId STACK = new StackId("homelab", "grafana");
    static final String CONTEXT = "longshore/homelab/grafana@homelab-1";

    final Vertx vertx = Vertx.vertx();
    final ForgeApi.Reach reach = reach(Duration.ofSeconds(5));
    private volatile String token = FakeForge.TOKEN;

    void token(String other) {
        token = other;
    }

    private ForgeApi.Reach reach(Duration deadline) {
        return new ForgeApi.Reach(
                vertx.createHttpClient(), vertx.createSharedWorkerExecutor("files", 1), Clock.systemUTC(), deadline);
    }

    Forge open(ForgeConfig.Provider provider, FakeForge fake) {
        return open(provider, fake, reach);
    }

    /** One that has no patience. */
    Forge openHurried(ForgeConfig.Provider provider, FakeForge fake) {
        return open(provider, fake, reach(Duration.ofMillis(200)));
    }

    private Forge open(ForgeConfig.Provider provider, FakeForge fake, ForgeApi.Reach with) {
        String path = provider == ForgeConfig.Provider.GITLAB ? "group/sub%20group/homelab.git" : "me/homelab.git";
        String url = "http://127.0.0.1:" + fake.port() + "/" + path;
        return new ForgeDirectory(with)
                .open(config(provider, url, null), GitUrl.parse(url))
                .orElseThrow();
    }

    ForgeConfig config(ForgeConfig.Provider provider, String prefix, @Nullable URI api) {
        Secret secret = new Secret.FromEnvironment("TOKEN", name -> token);
        return new ForgeConfig(GitUrl.parse(prefix), provider, secret, api, true, true, null);
    }

    static <T> T await(Future<T> future) throws DeliveryException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DeliveryException forge) {
                throw forge;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static CommitUpdate update(DeploymentEvent event) {
        return CommitUpdate.of(event).orElseThrow();
    }

    static DeploymentEvent started() {
        return new DeploymentEvent.Started(STACK, "homelab-1", BAD, 7, GOOD, GOOD, 1);
    }

    static DeploymentEvent succeeded() {
        return new DeploymentEvent.Succeeded(STACK, "homelab-1", BAD, 7, GOOD, 1, List.of(), Map.of());
    }

    static DeploymentEvent.RolledBack rolledBack(String host, String message) {
        return new DeploymentEvent.RolledBack(
                STACK, host, GOOD, BAD, 7, 1, "health.timeout", message, List.of(), Map.of());
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }
}
