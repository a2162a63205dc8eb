/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.BaseRepositoryBuilder;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;

/** A repository that takes no object of more than {@link #MAX_OBJECT} bytes from a remote, whatever the remote sends. */
class BoundedRepository extends FileRepository {
    /** More than hosts take (100 MiB at the large ones). JGit holds some objects in memory. */
    static final long MAX_OBJECT = 128L << 20;

    BoundedRepository(BaseRepositoryBuilder<?, ?> options) throws IOException {
        super(options);
    }

    @Override
    public ObjectInserter newObjectInserter() {
        ObjectInserter inserter = super.newObjectInserter();
        return new ObjectInserter.Filter() {
            @Override
            protected ObjectInserter delegate() {
                return inserter;
            }

            @Override
            public PackParser newPackParser(InputStream in) throws IOException {
                PackParser parser = inserter.newPackParser(in);
                parser.setMaxObjectSizeLimit(MAX_OBJECT);
                return parser;
            }
        };
    }
}
