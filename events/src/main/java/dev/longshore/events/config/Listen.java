/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

/**
 * An address to listen on, written {@code host:port} or {@code [ipv6]:port}.
 *
 * @param host address or name of an interface, without brackets; {@code 0.0.0.0} for all
 * @param port 0 to 65535; 0 for any free port
 */
public record Listen(String host, int port) {
    public Listen {
        if (host.isEmpty() || !host.matches("[A-Za-z0-9.:_%-]{1,255}")) {
            throw new IllegalArgumentException("'" + host + "' is not a host name or address");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
    }

    /** Reads {@code host:port}; throws {@link IllegalArgumentException} for anything else. */
    public static Listen parse(String text) {
        int colon = text.lastIndexOf(':');
        String port = colon < 0 ? "" : text.substring(colon + 1);
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!port.matches("[0-9]{1,5}") || (host.contains(":") && !bracketed)) {
            throw new IllegalArgumentException("an address is written host:port, such as 127.0.0.1:8080");
        }
        return new Listen(bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
