/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.Text;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * What one walk through a commit, submodules included, may meet. Names that would mean something else in a folder than in Git are
 * refused, whatever {@code checkObjects} says.
 */
final class TreeLimits {
    static final int MAX_ENTRIES = 100_000;
    static final int MAX_PATH = 1024;
    static final int MAX_NAME = 255;
    static final int MAX_DEPTH = 64;

    private final String where;
    private final Set<String> files = new HashSet<>();
    private int entries;

    /** @param where the commit, for messages */
    TreeLimits(String where) {
        this.where = where;
    }

    /**
     * Takes the entry that a walk stands at into account.
     *
     * @param prefix of its path: that of the submodule it is in; empty for none
     * @return its whole path
     */
    String check(TreeWalk walk, String prefix) throws SourceException {
        if (++entries > MAX_ENTRIES) {
            throw tooManyEntries();
        }
        String path = prefix + decoded(walk.getRawPath());
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (bytes(path) > MAX_PATH || bytes(name) > MAX_NAME) {
            throw refused(
                    "repo.limits.path",
                    path,
                    "has a path of more than " + MAX_PATH + " bytes, or a name of more than " + MAX_NAME);
        }
        if (walk.getDepth() > MAX_DEPTH) {
            throw refused("repo.limits.depth", path, "is more than " + MAX_DEPTH + " folders deep");
        }
        if (Stream.of(path.split("/", -1)).anyMatch(TreeLimits::isDangerous)) {
            throw refused("repo.path", path, "has a name that no file may have");
        }
        // A link and a folder of one name: what is in the folder would be written to where the link leads.
        if (walk.isSubtree() ? files.contains(path) : !files.add(path)) {
            throw refused("repo.path", path, "is there twice");
        }
        return path;
    }

    /** The file, if it may be that large. */
    ObjectLoader checkSize(String path, ObjectLoader file) throws SourceException {
        if (file.getSize() > BoundedRepository.MAX_OBJECT) {
            throw refused("repo.limits.blob", path, "has more than " + BoundedRepository.MAX_OBJECT + " bytes");
        }
        return file;
    }

    /** What to throw when there are more files than anybody can have meant. */
    SourceException tooManyEntries() {
        return SourceException.stalled(
                "repo.limits.entries",
                where + " has more than " + MAX_ENTRIES + " files; give the stacks paths of their own",
                null);
    }

    /** Git's names are bytes. What is no UTF-8 would have another name after its journey. */
    private String decoded(byte[] path) throws SourceException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(path))
                    .toString();
        } catch (CharacterCodingException e) {
            String readable = new String(path, StandardCharsets.UTF_8);
            throw refused("repo.path", readable, "has a name that is not in UTF-8");
        }
    }

    private static boolean isDangerous(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        return name.isEmpty()
                || plain.equals(".")
                || plain.equals("..")
                || plain.equals(".git")
                || plain.equals("git~1")
                || name.indexOf('\0') >= 0;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private SourceException refused(String reason, String path, String problem) {
        String shown = Text.printable(path.length() <= 200 ? path : "…" + path.substring(path.length() - 200), 250)
                .replace('\n', '?');
        return SourceException.stalled(reason, where + ": '" + shown + "' " + problem + "; rename or remove it", null);
    }
}
