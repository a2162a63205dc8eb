/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackStatus;
import dev.longshore.events.Trigger;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which webhook looks broken: pushes used to be announced, and now a poll finds one that was not. */
final class WebhookWatch {
    private static final Logger log = LoggerFactory.getLogger(WebhookWatch.class);

    private final Set<String> announced = new HashSet<>();

    void restore(StackStatus status) {
        if (status.lastTrigger() == Trigger.PUSH) {
            announced.add(status.repository());
        }
    }

    /** Whether this event shows that a webhook did not come; said in the log too. */
    boolean observe(SourceEvent event) {
        if (event instanceof SourceEvent.Unchanged unchanged && unchanged.trigger() == Trigger.PUSH) {
            announced.add(event.repository());
        }
        if (!(event instanceof SourceEvent.Changed changed)) {
            return false;
        }
        if (changed.trigger() == Trigger.PUSH) {
            announced.add(event.repository());
        }
        boolean missed = changed.trigger() == Trigger.POLL
                && announced.contains(event.repository())
                && !changed.revision().equals(changed.previous());
        if (missed) {
            log.atWarn()
                    .addKeyValue("repository", event.repository())
                    .addKeyValue("revision", changed.revision())
                    .log("a poll found a commit that no webhook announced; check the webhook");
        }
        return missed;
    }
}
