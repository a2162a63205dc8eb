/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

/**
 * Something that happened or is asked for: the data of one CloudEvent. Its {@link EventType} says on which topic it travels and
 * under which CloudEvents type.
 */
public sealed interface Event
        permits PushReceived,
                SyncRequested,
                RepositoryAdmitted,
                SourceEvent,
                RevisionEvent,
                DriftCheck,
                StackCommand,
                DeploymentEvent,
                HostAlive,
                StackStatus,
                DeadLetter {

    /** The record's key, which also decides its partition: events of one key stay in order. */
    String key();

    /** The CloudEvents {@code subject}: the repository or stack this is about. */
    default String subject() {
        return key();
    }
}
