/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import dev.longshore.events.config.ForgeConfig;
import dev.longshore.reconciler.notify.Delivery;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps the {@link ForgeDesk} while the reconciler runs. Several instances share its work. */
public final class ForgeVerticle extends VerticleBase {
    private final Function<String, Optional<String>> urls;
    private final Delivery.Surroundings around;
    private volatile List<ForgeConfig> forges;
    private @Nullable ForgeDesk desk;

    /**
     * @param urls the configured URL of a repository, by its name; empty for one that is not configured
     * @param around the deadline in it is not heeded
     */
    public ForgeVerticle(
            List<ForgeConfig> forges, Function<String, Optional<String>> urls, Delivery.Surroundings around) {
        this.forges = List.copyOf(forges);
        this.urls = urls;
        this.around = around;
    }

    @Override
    public Future<?> start() {
        desk = new ForgeDesk(vertx, urls, around);
        return settle();
    }

    /** From now on these are told. */
    public void reconfigure(List<ForgeConfig> others) {
        forges = List.copyOf(others);
        context.runOnContext(ignored -> settle());
    }

    private Future<Void> settle() {
        ForgeDesk open = desk;
        return open == null
                ? Future.succeededFuture()
                : vertx.executeBlocking(() -> {
                    open.configure(forges);
                    return null;
                });
    }

    @Override
    public Future<?> stop() {
        ForgeDesk open = desk;
        desk = null;
        return open == null
                ? Future.succeededFuture()
                : vertx.executeBlocking(() -> {
                    open.close();
                    return null;
                });
    }
}
