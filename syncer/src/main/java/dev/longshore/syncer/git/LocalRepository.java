/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.BaseRepositoryBuilder;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * A repository with a working tree that belongs to somebody. Of its own configuration only what says how its files are to be read
 * counts: a proxy, a header, an address rewritten, TLS switched off or a filter command in it must not change what is fetched or run.
 */
public final class LocalRepository extends BoundedRepository {
    private static final Set<String> FORMAT = Set.of("core", "extensions");

    private final @Nullable FileBasedConfig isolated;

    private LocalRepository(BaseRepositoryBuilder<?, ?> options) throws IOException {
        super(options);
        this.isolated = formatOnly(super.getConfig());
    }

    /**
     * Opens what is there.
     *
     * @param gitDirectory of the repository
     * @param workTree its root; what the repository's configuration says of that does not count
     * @throws IOException if it cannot be read, or is of a format that is not known
     */
    public static FileRepository open(Path gitDirectory, Path workTree) throws IOException {
        IsolatedSystemReader.install();
        return new LocalRepository(new FileRepositoryBuilder()
                .setGitDir(gitDirectory.toFile())
                .setWorkTree(workTree.toFile())
                .setup());
    }

    private static FileBasedConfig formatOnly(Config written) {
        FileBasedConfig copy = new IsolatedSystemReader.EmptyConfig(new Config(), FS.DETECTED);
        for (String section : FORMAT) {
            for (String name : written.getNames(section)) {
                copy.setString(section, null, name, written.getString(section, null, name));
            }
        }
        copy.setInt("gc", null, "auto", 0);
        return copy;
    }

    /** For reading only: what is set here is not kept. */
    @Override
    public FileBasedConfig getConfig() {
        FileBasedConfig own = isolated;
        return own == null ? super.getConfig() : own; // none while it is being made
    }

    /** Never: another thread must not move objects, nor must the end of this process find it at work. */
    @Override
    public void autoGC(ProgressMonitor monitor) {
        // see above
    }

    /** Whether a repository can be opened here. */
    public static boolean isRepository(Path gitDirectory) {
        return FileKey.isGitRepository(gitDirectory.toFile(), FS.DETECTED);
    }
}
