/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

/**
 * How much is asked of one Git host, by its name.
 *
 * @param fetches at once
 * @param perSecond looks begun in a second; each is one listing of refs, and a fetch if something is new
 */
public record HostLimits(int fetches, int perSecond) {
    public static final HostLimits DEFAULT = new HostLimits(8, 50);
}
