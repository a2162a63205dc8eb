/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.TreeFormatter;

/** Makes commits that no Git client would make. */
public final class HostileTrees implements AutoCloseable {
    private final FileRepository repository;
    private final ObjectInserter objects;

    public HostileTrees(TestRepository repository) {
        this.repository = (FileRepository) repository.git().getRepository();
        this.objects = this.repository.getObjectDatabase().newPackInserter();
    }

    /** An entry of a tree, in the order in which it is given. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; names need not be text
    public record Entry(byte[] name, FileMode mode, ObjectId id) {
        public static Entry of(String name, FileMode mode, ObjectId id) {
            return new Entry(name.getBytes(StandardCharsets.UTF_8), mode, id);
        }
    }

    public ObjectId blob(String content) throws IOException {
        return objects.insert(Constants.OBJ_BLOB, content.getBytes(StandardCharsets.UTF_8));
    }

    public ObjectId tree(Entry... entries) throws IOException {
        return tree(List.of(entries));
    }

    public ObjectId tree(List<Entry> entries) throws IOException {
        TreeFormatter tree = new TreeFormatter();
        for (Entry entry : entries) {
            tree.append(entry.name(), entry.mode(), entry.id());
        }
        return objects.insert(tree);
    }

    /** The new tip of main. */
    public String commit(ObjectId tree) throws IOException {
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setMessage("hostile");
        commit.setAuthor(new PersonIdent("Eve", "eve@example.org"));
        commit.setCommitter(new PersonIdent("Eve", "eve@example.org"));
        ObjectId id = objects.insert(commit);
        objects.flush();
        RefUpdate update = repository.updateRef(Constants.R_HEADS + "main");
        update.setNewObjectId(id);
        update.forceUpdate();
        return id.name();
    }

    @Override
    public void close() {
        objects.close();
    }
}
