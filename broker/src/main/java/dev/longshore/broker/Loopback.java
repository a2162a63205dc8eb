/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Ports of the loopback address. */
final class Loopback {
    static final String ADDRESS = "127.0.0.1";

    /**
     * Below the range the system takes ports of outgoing connections from (32768 and up on Linux): between the choice
     * and the bind no connection can take it, it is likely to be free at the next start, and a client that keeps
     * dialling a stopped broker cannot be connected to itself.
     */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int TRIES = 200;

    private Loopback() {}

    static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** A free port other than this one. */
    static int freePortBesides(int other) {
        for (int tries = 0; tries < TRIES; tries++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (port != other && isFree(port)) {
                return port;
            }
        }
        throw new BrokerException("Found no free port on " + ADDRESS + " between " + LOWEST + " and " + HIGHEST + " in "
                + TRIES + " tries. Close what listens there.");
    }

    /**
     * The port to listen on.
     *
     * @param wanted 0 for any
     * @param last the one of the last start
     * @throws BrokerException the wanted one is taken
     */
    static int choose(int wanted, OptionalInt last) {
        if (wanted == 0) {
            return last.isPresent() && isFree(last.getAsInt()) ? last.getAsInt() : freePortBesides(0);
        }
        if (!isFree(wanted)) {
            throw taken(wanted, null);
        }
        return wanted;
    }

    static BrokerException taken(int port, @Nullable Throwable cause) {
        return new BrokerException(
                "The embedded broker cannot listen on " + ADDRESS + ":" + port
                        + ": another program listens there, or this user may not. Stop that program, or set another port.",
                cause);
    }
}
