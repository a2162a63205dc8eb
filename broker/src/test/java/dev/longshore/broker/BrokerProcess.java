/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker in a JVM of its own, of the size that DESIGN promises, to be killed. */
final class BrokerProcess implements AutoCloseable {
    private final Process process;

    private BrokerProcess(Process process) {
        this.process = process;
    }

    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedBroker.start(BrokerSettings.in(Path.of(arguments[0])));
        ChildJvm.ready();
        new CountDownLatch(1).await();
    }

    /** Returns when clients can use it. */
    static BrokerProcess start(Path data) throws IOException {
        return new BrokerProcess(ChildJvm.start(BrokerProcess.class, data.toString()));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Freezes or thaws it: {@code STOP}, {@code CONT}. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("kill -" + name + " ended with " + status);
        }
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
