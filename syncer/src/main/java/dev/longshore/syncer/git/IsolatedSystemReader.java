/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * JGit without this machine's and this user's Git configuration: an {@code insteadOf}, a credential helper or a proxy meant for somebody
 * at a keyboard must not change what a service fetches.
 */
final class IsolatedSystemReader extends SystemReader.Delegate {
    private static final int MIB = 1 << 20;

    private IsolatedSystemReader(SystemReader machine) {
        super(machine);
    }

    /** Settings of this process; installing them twice does no harm. */
    static synchronized void install() {
        if (SystemReader.getInstance() instanceof IsolatedSystemReader) {
            return;
        }
        SystemReader.setInstance(new IsolatedSystemReader(SystemReader.getInstance()));
        // JGit measures the clock of the file system, which takes seconds; the first push must not wait for that.
        FS.FileStoreAttributes.setBackground(true);
        WindowCacheConfig cache = new WindowCacheConfig();
        cache.setPackedGitLimit(16 * MIB);
        cache.setDeltaBaseCacheLimit(4 * MIB);
        cache.setStreamFileThreshold(8 * MIB);
        cache.setPackedGitOpenFiles(64);
        cache.install();
    }

    /** Variables of Git are for a Git at a keyboard too: {@code GIT_SSH} would even start a program. */
    @Override
    public @Nullable String getenv(String variable) {
        return variable.startsWith("GIT_") ? null : super.getenv(variable);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new EmptyConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new EmptyConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new EmptyConfig(parent, fs);
    }

    /** A configuration that is in no file. JGit keeps measurements in it, which may be lost. */
    static final class EmptyConfig extends FileBasedConfig {
        @SuppressWarnings("NullAway") // no file, as in JGit's own SystemReader where there is no system configuration
        EmptyConfig(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            // nothing to read
        }

        @Override
        public void save() {
            // nowhere to write
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
