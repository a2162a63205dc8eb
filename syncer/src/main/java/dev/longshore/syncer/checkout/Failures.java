/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.events.Text;
import dev.longshore.syncer.checkout.CheckoutException.Kind;
import dev.longshore.syncer.git.FullDisk;
import dev.longshore.syncer.git.MirrorDamagedException;
import dev.longshore.syncer.git.SourceException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Set;

/** Says of everything that can go wrong who must act, and on what. */
final class Failures {
    /** The remote answered, and what it has is the trouble. */
    private static final Set<String> CONTENT = Set.of(
            "signature.untrusted",
            "source.bad_objects",
            "source.corrupt",
            "source.rewritten",
            "source.invalid",
            "repo.path");

    private static final int MOST = 300;

    private Failures() {}

    static <T> T guard(Path directory, GitOpsSynchronizer.Step<T> step) throws CheckoutException {
        try {
            return step.take();
        } catch (SourceException e) {
            throw of(directory, e);
        } catch (MirrorDamagedException e) {
            throw CheckoutException.unreadable(
                    directory + ": its repository is damaged (" + e.getMessage()
                            + "); `git fsck` there, or move it away",
                    e);
        } catch (IOException e) {
            throw of(directory, e);
        }
    }

    static CheckoutException of(Path directory, SourceException e) {
        if (e.reason().equals("source.no_space")) {
            return noSpace(directory, e);
        }
        boolean content = CONTENT.contains(e.reason()) || e.reason().startsWith("repo.limits.");
        return new CheckoutException(content ? Kind.FAILED : Kind.UNREACHABLE, e.reason(), e.text(), e);
    }

    static CheckoutException of(Path directory, IOException e) {
        if (FullDisk.isIn(e)) {
            return noSpace(directory, e);
        }
        if (e instanceof AccessDeniedException denied) {
            return CheckoutException.unreadable(
                    denied.getFile() + ": permission denied; run as the user whose files these are", e);
        }
        return CheckoutException.unreadable(
                directory + " cannot be read or written (" + Text.printable(String.valueOf(e.getMessage()), MOST)
                        + "); look at its permissions, and try `git fsck` there",
                e);
    }

    private static CheckoutException noSpace(Path directory, Exception e) {
        return new CheckoutException(
                Kind.FAILED,
                "source.no_space",
                directory + ": no space left on its disk; make room and run it again, nothing is lost",
                e);
    }
}
