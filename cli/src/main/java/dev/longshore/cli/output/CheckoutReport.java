/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.output;

import dev.longshore.events.Revision;
import dev.longshore.events.Text;
import dev.longshore.syncer.checkout.LocalEdit;
import dev.longshore.syncer.checkout.SyncResult;
import dev.longshore.syncer.checkout.SyncStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a run of {@code longshore checkout} did, and how its tree is, for people. */
public final class CheckoutReport {
    private static final int MOST = 20;
    private static final int LONGEST = 200;

    private final Path directory;

    /** @param directory as the user wrote it */
    public CheckoutReport(Path directory) {
        this.directory = directory;
    }

    /** The lines about a run. */
    public List<String> of(SyncResult result) {
        List<String> lines = new ArrayList<>();
        if (result.changed()) {
            lines.add(directory + ": " + brief(result.before()) + " -> "
                    + result.after().brief() + ", " + result.written().size() + " written, "
                    + result.removed().size() + " removed");
        } else {
            lines.add(directory + ": " + result.after().brief()
                    + (result.kept().isEmpty() ? ", in sync" : ", unchanged"));
        }
        list(lines, "wrote", result.written());
        list(lines, "removed", result.removed());
        list(lines, "kept, edited here", result.kept());
        String backup = result.backup();
        if (backup != null) {
            lines.add("what was edited here is in " + backup);
            lines.add("  see it:        git -C " + quoted() + " show " + backup);
            lines.add("  get one back:  git -C " + quoted() + " checkout " + backup + " -- PATH");
        }
        return lines;
    }

    /** For a shell. */
    private String quoted() {
        return "'" + directory.toString().replace("'", "'\\''") + "'";
    }

    private static void list(List<String> lines, String what, List<String> paths) {
        paths.stream().limit(MOST).forEach(path -> lines.add("  " + what + " " + Text.printable(path, LONGEST)));
        if (paths.size() > MOST) {
            lines.add("  " + what + " " + (paths.size() - MOST) + " more");
        }
    }

    /** The lines about a tree. */
    public List<String> of(SyncStatus status) {
        List<String> lines = new ArrayList<>();
        lines.add("state:      " + status.state());
        lines.add("directory:  " + status.directory());
        lines.add("remote:     " + status.url() + " " + status.branch() + " at " + brief(status.repositoryHead()));
        lines.add("here:       " + brief(status.actualRevision())
                + (status.localCommits() == 0
                        ? ""
                        : ", " + status.localCommits() + " commits that the remote never had"));
        lines.add("last sync:  " + (status.lastSyncedAt() == null ? "never" : status.lastSyncedAt()));
        list(
                lines,
                "edited:",
                status.driftDetails().stream().map(CheckoutReport::shown).toList());
        list(lines, "backup:", status.backups());
        if (status.reason() != null) {
            lines.add("problem:    " + status.message() + " (" + status.reason() + ")");
        }
        return lines;
    }

    private static String shown(LocalEdit edit) {
        return edit.path() + " (" + edit.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")";
    }

    private static String brief(@Nullable Revision revision) {
        return revision == null ? "nothing" : revision.brief();
    }
}
