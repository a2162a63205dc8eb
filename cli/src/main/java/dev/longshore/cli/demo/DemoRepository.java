/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.demo;

import dev.longshore.events.Revision;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;

/** A local Git repository; committing to it is the demo's push. */
final class DemoRepository implements AutoCloseable {
    private static final String BRANCH = "main";

    private final Path directory;
    private final Git git;

    private DemoRepository(Path directory, Git git) {
        this.directory = directory;
        this.git = git;
    }

    static DemoRepository create(Path directory) throws GitAPIException {
        return new DemoRepository(
                directory,
                Git.init()
                        .setDirectory(directory.toFile())
                        .setInitialBranch(BRANCH)
                        .call());
    }

    URI url() {
        return directory.toUri();
    }

    /** Writes these files, and commits everything. */
    Revision commit(String message, Map<String, String> files) {
        PersonIdent author = new PersonIdent("Demo", "demo@example.org");
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = directory.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            git.add().addFilepattern(".").call();
            return new Revision(
                    BRANCH,
                    git.commit()
                            .setMessage(message)
                            .setAuthor(author)
                            .setCommitter(author)
                            .setSign(false)
                            .call()
                            .getName());
        } catch (IOException | GitAPIException e) {
            throw new IllegalStateException("cannot commit to " + directory, e);
        }
    }

    @Override
    public void close() {
        git.close();
    }
}
