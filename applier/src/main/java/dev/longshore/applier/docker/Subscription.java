/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

/** Ends when closed. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
