/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

/**
 * A port of this host that a running container of Longshore's publishes.
 *
 * @param stack {@code repository/stack}
 * @param address as the engine lists it: {@code 0.0.0.0} or {@code ::} for every address of its family
 * @param protocol {@code tcp}, {@code udp} or {@code sctp}
 */
public record HeldPort(String stack, String service, String address, int port, String protocol) {}
