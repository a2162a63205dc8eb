/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** The end of one fetch, whatever the remote does: also if it sends one byte at a time, just before each timeout. */
final class FetchDeadline extends EmptyProgressMonitor {
    private final long end;

    FetchDeadline(Duration timeout) {
        this.end = System.nanoTime() + timeout.toNanos();
    }

    boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    /** Until the end; not positive when it is over. */
    Duration left() {
        return Duration.ofNanos(end - System.nanoTime());
    }

    @Override
    public boolean isCancelled() {
        return isOver();
    }

    InputStream limit(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                check();
                return super.read();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                check();
                return super.read(buffer, offset, length);
            }
        };
    }

    private void check() throws SocketTimeoutException {
        if (isOver()) {
            throw new SocketTimeoutException("the fetch took too long");
        }
    }
}
