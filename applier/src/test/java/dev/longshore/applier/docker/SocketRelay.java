/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/** Stands between a client and the engine's socket, so that a test can cut the line, or let an engine hang as a stopped process does. */
public final class SocketRelay implements AutoCloseable {
    private static final SocketAddress ENGINE = UnixDomainSocketAddress.of("/var/run/docker.sock");

    private final List<SocketChannel> open = new CopyOnWriteArrayList<>();
    private final ServerSocketChannel server;
    private volatile boolean refusing;
    private final ReentrantLock line = new ReentrantLock();

    SocketRelay() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        daemon(this::accept);
    }

    /** At a socket like the engine's own, which has no port. */
    public SocketRelay(Path socket) throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        daemon(this::accept);
    }

    public URI uri() throws IOException {
        return server.getLocalAddress() instanceof InetSocketAddress address
                ? URI.create("tcp://127.0.0.1:" + address.getPort())
                : URI.create("unix://" + server.getLocalAddress());
    }

    /** Takes everything and answers nothing, until {@link #thaw}. */
    public void freeze() {
        line.lock();
    }

    /** By the thread that froze it. */
    public void thaw() {
        line.unlock();
    }

    /** Closes every line and answers no call, as when there is no engine, until {@link #serve}. */
    public void refuse() throws IOException {
        refusing = true;
        cut();
    }

    public void serve() {
        refusing = false;
    }

    void cut() throws IOException {
        for (SocketChannel channel : open) {
            channel.close();
        }
        open.clear();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }

    private void accept() {
        try {
            while (server.isOpen()) {
                SocketChannel client = server.accept();
                if (refusing) {
                    client.close();
                    continue;
                }
                SocketChannel engine = SocketChannel.open(StandardProtocolFamily.UNIX);
                engine.connect(ENGINE);
                open.addAll(List.of(client, engine));
                daemon(() -> pump(client, engine));
                daemon(() -> pump(engine, client));
            }
        } catch (java.nio.channels.ClosedChannelException e) {
            return; // the test is over
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                line.lock();
                try {
                    while (buffer.hasRemaining()) {
                        to.write(buffer);
                    }
                } finally {
                    line.unlock();
                }
                buffer.clear();
            }
        } catch (IOException e) {
            return; // the line was cut, which is what this is for
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }
}
