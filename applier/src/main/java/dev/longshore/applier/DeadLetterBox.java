/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.Received;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where records go that cannot be understood; one that cannot be put there is only logged, and holds nothing up. */
record DeadLetterBox(DeadLetters letters) {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterBox.class);

    void bury(Received.Poisoned poisoned) {
        letters.publish(poisoned).onFailure(cause -> log.atWarn()
                .addKeyValue("offset", poisoned.position().offset())
                .setCause(cause)
                .log("a dead letter could not be written"));
    }
}
