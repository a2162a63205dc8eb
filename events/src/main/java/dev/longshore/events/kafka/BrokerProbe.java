/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the cluster once a second whether it is there, so that a service without traffic knows too. */
public final class BrokerProbe implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BrokerProbe.class);
    private static final int DEADLINE_MS = 2000;

    private final Admin admin;
    private final RepeatedWarning trouble;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean reachable;

    /** @param clientId names the connection in the broker's logs, and the thread */
    public BrokerProbe(KafkaSettings settings, String clientId) {
        this.trouble = new RepeatedWarning(log, clientId);
        this.admin = Admin.create(settings.clientConfig(
                Map.of(AdminClientConfig.CLIENT_ID_CONFIG, clientId),
                Map.of(
                        AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, DEADLINE_MS,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, DEADLINE_MS)));
        this.thread = new Thread(this::run, clientId);
        this.thread.setDaemon(true);
    }

    /** Begins to ask, and returns at once. */
    public BrokerProbe start() {
        thread.start();
        return this;
    }

    /** Whether a broker answered the last question; false before the first answer. */
    public boolean isReachable() {
        return reachable;
    }

    private void run() {
        try {
            do {
                ask();
            } while (!closing.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() throws InterruptedException {
        try {
            admin.describeCluster().clusterId().get(DEADLINE_MS, TimeUnit.MILLISECONDS);
            reachable = true;
            trouble.over("Kafka answers");
        } catch (ExecutionException | TimeoutException e) {
            reachable = false;
            trouble.warn("Kafka does not answer", e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        admin.close(Duration.ZERO);
    }
}
