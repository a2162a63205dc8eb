/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.http;

import dev.longshore.events.config.TlsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over a renewed certificate. One that cannot be used is reported, and the old one stays. */
public final class CertificateWatch {
    private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);
    private static final long INTERVAL_MS = 1000;

    private final WorkerExecutor workers;
    private final HttpServer server;
    private volatile TlsConfig tls;
    private String seen;

    public CertificateWatch(WorkerExecutor workers, HttpServer server, TlsConfig tls) {
        this.workers = workers;
        this.server = server;
        this.tls = tls;
        this.seen = state(tls);
    }

    /** Looks once a second until the Vert.x context closes. */
    public void start(Vertx vertx) {
        vertx.setPeriodic(INTERVAL_MS, tick -> workers.executeBlocking(this::look, true));
    }

    /** Other files, from the next look on. */
    public void replace(TlsConfig other) {
        tls = other;
    }

    private Void look() {
        String now = state(tls);
        if (!now.equals(seen)) {
            seen = now; // also of a broken one: it is reported once
            update(() -> ServerSettings.tls(tls))
                    .onSuccess(done ->
                            log.atInfo().addKeyValue("file", tls.certificate()).log("the certificate was renewed"))
                    .onFailure(broken -> log.atError()
                            .addKeyValue("file", tls.certificate())
                            .addKeyValue("reason", broken.toString())
                            .log("the new certificate cannot be used, the old one stays"));
        }
        return null;
    }

    private Future<?> update(Callable<ServerSSLOptions> read) {
        return workers.executeBlocking(read, false).compose(server::updateSSLOptions);
    }

    private static String state(TlsConfig tls) {
        return state(tls.certificate()) + state(tls.key());
    }

    private static String state(Path file) {
        try {
            return Arrays.hashCode(Files.readAllBytes(file)) + " ";
        } catch (IOException e) {
            return "unreadable ";
        }
    }
}
