/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.config.ForgeConfig;
import dev.longshore.events.config.GitUrl;
import dev.longshore.reconciler.notify.Message;
import dev.longshore.reconciler.notify.Notice;
import dev.longshore.reconciler.notify.Sink;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one Git host of the deployments of its repositories; what is about others passes. A try begins after the one before has ended, also
 * where nobody waits for that one any more: else both might open an issue.
 */
abstract class ForgeSink implements Sink {
    private static final Logger log = LoggerFactory.getLogger(ForgeSink.class);

    private final ForgeConfig config;
    private final ForgeDirectory directory;
    private final Function<String, Optional<Wanted>> repositories;
    private Future<Void> last = Future.succeededFuture();

    /**
     * A repository as it is configured.
     *
     * @param forge the entry that suits its URL
     */
    record Wanted(GitUrl url, ForgeConfig forge) {}

    /** @param repositories finds a repository by its name; empty for one that is not configured, or that no entry suits */
    ForgeSink(ForgeConfig config, ForgeDirectory directory, Function<String, Optional<Wanted>> repositories) {
        this.config = config;
        this.directory = directory;
        this.repositories = repositories;
    }

    @Override
    public synchronized Future<Void> send(Message message) {
        last = last.otherwiseEmpty().compose(ended -> tell(message));
        return last;
    }

    private Future<Void> tell(Message message) {
        Future<Void> told = Future.succeededFuture();
        for (Notice notice : message.notices()) {
            if (notice.envelope().event() instanceof DeploymentEvent event) {
                told = told.compose(before -> tell(event));
            }
        }
        return told;
    }

    private Future<Void> tell(DeploymentEvent event) {
        Optional<Wanted> repository = repositories
                .apply(event.stack().repository())
                .filter(wanted -> wanted.forge().equals(config));
        if (repository.isEmpty()) {
            return Future.succeededFuture();
        }
        Optional<Forge> forge = directory.open(config, repository.get().url());
        if (forge.isEmpty()) {
            log.atWarn()
                    .addKeyValue("repository", event.stack().repository())
                    .addKeyValue("provider", config.provider().text())
                    .log("the url names no owner and repository; its Git host is told nothing");
            return Future.succeededFuture();
        }
        return tell(forge.get(), event);
    }

    /** Fails with {@link dev.longshore.reconciler.notify.DeliveryException}. */
    abstract Future<Void> tell(Forge forge, DeploymentEvent event);

    /** Shows what became of commits. */
    static final class OfStatuses extends ForgeSink {
        private final CommitStatuses statuses = new CommitStatuses();
        private final ForgeConfig config;

        OfStatuses(ForgeConfig config, ForgeDirectory directory, Function<String, Optional<Wanted>> repositories) {
            super(config, directory, repositories);
            this.config = config;
        }

        @Override
        Future<Void> tell(Forge forge, DeploymentEvent event) {
            return CommitUpdate.of(event)
                    .map(update -> statuses.tell(forge, update.linked(link(update, event))))
                    .orElseGet(Future::succeededFuture);
        }

        private @Nullable String link(CommitUpdate update, DeploymentEvent event) {
            String template = config.link();
            return template == null
                    ? null
                    : template.replace("{repository}", event.stack().repository())
                            .replace("{stack}", event.stack().stack())
                            .replace("{host}", event.host())
                            .replace("{commit}", update.revision().commit());
        }
    }

    /** Opens issues after rollbacks. */
    static final class OfIssues extends ForgeSink {
        private final RollbackIssues issues = new RollbackIssues();

        OfIssues(ForgeConfig config, ForgeDirectory directory, Function<String, Optional<Wanted>> repositories) {
            super(config, directory, repositories);
        }

        @Override
        Future<Void> tell(Forge forge, DeploymentEvent event) {
            return event instanceof DeploymentEvent.RolledBack rolledBack
                            && !CommitUpdate.isCommand(rolledBack.reason())
                    ? issues.tell(forge, rolledBack)
                    : Future.succeededFuture();
        }
    }
}
