/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.jspecify.annotations.Nullable;

/** Apache MINA sshd with Git's own {@code upload-pack} behind it. */
public final class SshGitServer implements AutoCloseable {
    private final Path root;
    private final Path authorizedKeys;
    private final SshServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private volatile KeyPair hostKey;
    private volatile long pauseMs;

    /** @param root directory of the repositories */
    public SshGitServer(Path root) throws IOException, GeneralSecurityException {
        this.root = root;
        this.authorizedKeys = Files.createFile(root.resolve("authorized_keys"));
        this.hostKey = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        this.server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(session -> List.of(hostKey));
        PublickeyAuthenticator keys = new AuthorizedKeysAuthenticator(authorizedKeys);
        server.setPublickeyAuthenticator(
                (user, key, session) -> user.equals("git") && keys.authenticate(user, key, session));
        server.setCommandFactory((channel, command) -> new UploadPack(command));
        server.start();
    }

    public int port() {
        return server.getPort();
    }

    public String url(String repository) {
        return "ssh://git@127.0.0.1:" + port() + "/" + repository;
    }

    /** The line that known hosts should have. */
    public String knownHost() {
        return "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(hostKey.getPublic());
    }

    public String fingerprint() {
        return KeyUtils.getFingerPrint(hostKey.getPublic());
    }

    /** From now on with another host key. */
    public void changeHostKey() throws GeneralSecurityException {
        hostKey = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
    }

    /** @param publicKey file of a public key that may log in from now on, besides others */
    public void admit(Path publicKey) throws IOException {
        Files.writeString(authorizedKeys, Files.readString(authorizedKeys) + Files.readString(publicKey));
    }

    /** Each byte of an answer waits for this long. */
    public void slow(long milliseconds) {
        pauseMs = milliseconds;
    }

    /** The commands that were asked for. */
    public List<String> commands() {
        return commands;
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
        threads.shutdownNow();
    }

    private final class UploadPack implements Command {
        private final String command;
        private InputStream in = InputStream.nullInputStream();
        private OutputStream out = OutputStream.nullOutputStream();
        private OutputStream error = OutputStream.nullOutputStream();
        private volatile @Nullable Process running;
        private ExitCallback exit = (code, message, close) -> {};

        UploadPack(String command) {
            this.command = command;
        }

        @Override
        public void setInputStream(InputStream input) {
            in = input;
        }

        @Override
        public void setOutputStream(OutputStream output) {
            out = output;
        }

        @Override
        public void setErrorStream(OutputStream errors) {
            error = errors;
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) throws IOException {
            commands.add(command);
            Path path = root.resolve(
                    command.replaceFirst("^git-upload-pack '/?", "").replaceFirst("'$", ""));
            ProcessBuilder git = new ProcessBuilder("git", "upload-pack", path.toString());
            String protocol = environment.getEnv().get("GIT_PROTOCOL");
            if (protocol != null) {
                git.environment().put("GIT_PROTOCOL", protocol);
            }
            Process process = git.start();
            running = process;
            Future<?> unusedInput = threads.submit(() -> in.transferTo(new Flushing(process.getOutputStream())));
            Future<?> unusedErrors =
                    threads.submit(() -> process.getErrorStream().transferTo(new Flushing(error)));
            Future<?> unused = threads.submit(() -> {
                process.getInputStream().transferTo(new Flushing(pauseMs == 0 ? out : new Slow(out)));
                exit.onExit(process.waitFor());
                return null;
            });
        }

        @Override
        public void destroy(ChannelSession channel) {
            Process process = running;
            if (process != null) {
                process.destroy();
            }
        }
    }

    private static final class Flushing extends FilterOutputStream {
        Flushing(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            out.flush();
        }
    }

    private final class Slow extends FilterOutputStream {
        Slow(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int i = 0; i < length; i++) {
                out.write(bytes[offset + i]);
                out.flush();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMs));
            }
        }
    }
}
