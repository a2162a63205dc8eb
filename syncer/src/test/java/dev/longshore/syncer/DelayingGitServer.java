/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** Serves one repository under any name, from this process: cheap, and as slow as the network it stands for. */
final class DelayingGitServer implements AutoCloseable {
    private final Repository repository;
    private final Duration delay;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger listings = new AtomicInteger();

    /** @param delay of each look, once */
    DelayingGitServer(Path gitDirectory, Duration delay) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.repository =
                new FileRepositoryBuilder().setGitDir(gitDirectory.toFile()).build();
        this.delay = delay;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String url(String name) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    /** How often the refs have been listed. */
    int listings() {
        return listings.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            UploadPack upload = new UploadPack(repository);
            upload.setBiDirectionalPipe(false);
            upload.setExtraParameters(List.of("version=2"));
            boolean advertisement = exchange.getRequestMethod().equals("GET");
            String kind = advertisement ? "advertisement" : "result";
            exchange.getResponseHeaders().add("Content-Type", "application/x-git-upload-pack-" + kind);
            if (advertisement) {
                listings.incrementAndGet();
                LockSupport.parkNanos(delay.toNanos());
                exchange.sendResponseHeaders(200, 0);
                advertise(upload, exchange.getResponseBody());
            } else {
                boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
                var in = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
                exchange.sendResponseHeaders(200, 0);
                upload.upload(in, exchange.getResponseBody(), null);
            }
        }
    }

    private static void advertise(UploadPack upload, OutputStream body) throws IOException {
        PacketLineOut out = new PacketLineOut(body);
        out.writeString("# service=git-upload-pack\n");
        out.end();
        upload.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(out), "git-upload-pack");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        repository.close();
    }
}
