/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.node;

import dev.longshore.events.config.Configuration;
import dev.longshore.events.config.ConfigurationException;
import dev.longshore.events.config.ConfigurationLoader;
import dev.longshore.events.config.ConfigurationUnreadableException;
import dev.longshore.events.config.LoadedConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again when it changes. A valid one takes effect, an invalid one is reported and the old one stays. Looks at the
 * content four times a second rather than waiting for the file system to tell: folders are mounted from elsewhere, and links are swapped.
 */
final class ConfigurationWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ConfigurationWatch.class);
    private static final long INTERVAL_MS = 250;
    private static final byte[] UNREADABLE = {};

    private final Path file;
    private final Function<String, @Nullable String> environment;
    private final Consumer<Configuration> target;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    /** At first nothing: what changed between the start and the first look counts too. */
    private byte[] seen = UNREADABLE;

    private volatile boolean valid = true;

    /** @param environment of the process, null for a variable that is not set */
    ConfigurationWatch(Path file, Function<String, @Nullable String> environment, Consumer<Configuration> target) {
        this.file = file;
        this.environment = environment;
        this.target = target;
        this.thread = new Thread(this::run, "longshore-configuration");
        this.thread.setDaemon(true);
    }

    /** Begins to look, and returns at once. */
    ConfigurationWatch start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!closing.await(INTERVAL_MS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        byte[] now = content();
        if (now.length == 0 || Arrays.equals(now, seen)) {
            return; // also while an editor is replacing it
        }
        seen = now;
        valid = false;
        try {
            reload();
        } catch (RuntimeException e) { // thrown here, it would end the watch without a word
            log.atError().addKeyValue("file", file).setCause(e).log("the new configuration could not take effect");
        }
    }

    private void reload() {
        try {
            LoadedConfiguration loaded = ConfigurationLoader.load(file, environment);
            loaded.warnings().forEach(warning -> log.atWarn().log(warning.toString()));
            target.accept(loaded.configuration());
            valid = true;
        } catch (ConfigurationException e) {
            e.problems().forEach(problem -> log.atError().log(problem.toString()));
            log.atError().addKeyValue("file", file).log("the new configuration is invalid, the old one stays");
        } catch (ConfigurationUnreadableException e) {
            log.atError()
                    .addKeyValue("reason", e.getMessage())
                    .log("the new configuration is unreadable, the old one stays");
        }
    }

    /** Whether what the file says is in effect. */
    boolean isValid() {
        return valid;
    }

    private byte[] content() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return UNREADABLE;
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
