/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/** Ssh sessions whose answers end with a deadline, also those that come one byte at a time. */
final class DeadlineSessions extends SshSessionFactory {
    private final SshSessionFactory sessions;
    private final FetchDeadline deadline;

    DeadlineSessions(SshSessionFactory sessions, FetchDeadline deadline) {
        this.sessions = sessions;
        this.deadline = deadline;
    }

    @Override
    public RemoteSession getSession(URIish uri, @Nullable CredentialsProvider credentials, FS fs, int timeoutMs)
            throws TransportException {
        int left = (int) Math.max(1, Math.min(timeoutMs, deadline.left().toMillis()));
        return new Session((RemoteSession2) sessions.getSession(uri, credentials, fs, left), deadline);
    }

    @Override
    public String getType() {
        return sessions.getType();
    }

    private record Session(RemoteSession2 session, FetchDeadline deadline) implements RemoteSession2 {
        @Override
        public Process exec(String command, int timeoutSeconds) throws IOException {
            return new Command(session.exec(command, timeoutSeconds), deadline);
        }

        @Override
        public Process exec(String command, Map<String, String> environment, int timeoutSeconds) throws IOException {
            return new Command(session.exec(command, environment, timeoutSeconds), deadline);
        }

        @Override
        public void disconnect() {
            session.disconnect();
        }
    }

    /** A command at the other end; nothing runs here. */
    private static final class Command extends Process {
        private final Process remote;
        private final FetchDeadline deadline;

        Command(Process remote, FetchDeadline deadline) {
            this.remote = remote;
            this.deadline = deadline;
        }

        @Override
        public InputStream getInputStream() {
            return deadline.limit(remote.getInputStream());
        }

        @Override
        public OutputStream getOutputStream() {
            return remote.getOutputStream();
        }

        @Override
        public InputStream getErrorStream() {
            return remote.getErrorStream();
        }

        @Override
        public int waitFor() throws InterruptedException {
            return remote.waitFor();
        }

        @Override
        public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
            return remote.waitFor(timeout, unit);
        }

        @Override
        public int exitValue() {
            return remote.exitValue();
        }

        @Override
        public void destroy() {
            remote.destroy();
        }
    }
}
