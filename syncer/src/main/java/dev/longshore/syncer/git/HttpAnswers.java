/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * Opens the connections of one fetch, and remembers what the remote answered: JGit's exceptions carry neither the status nor {@code
 * Retry-After}. Refuses redirects to another server, which would get our credentials and could be anything in our network.
 */
final class HttpAnswers implements HttpConnectionFactory {
    private final FetchDeadline deadline;
    private final HttpRoute route;
    private int status;
    private @Nullable String retryAfter;
    private @Nullable String foreignHost;

    HttpAnswers(FetchDeadline deadline, HttpRoute route) {
        this.deadline = deadline;
        this.route = route;
    }

    /** The last status; 0 if there was no answer. */
    int status() {
        return status;
    }

    /** {@code Retry-After} of the last answer; null if it had none. */
    @Nullable
    String retryAfter() {
        return retryAfter;
    }

    /** The other host that the remote wanted to send us to; null if it did not. */
    @Nullable
    String foreignHost() {
        return foreignHost;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, null);
    }

    @Override
    public HttpConnection create(URL url, @Nullable Proxy proxy) throws IOException {
        return new WatchedConnection(route.trusting(url), route.proxy(url, proxy));
    }

    private void record(HttpConnection connection, int answered) throws IOException {
        status = answered;
        retryAfter = connection.getHeaderField("Retry-After");
        String location = answered >= 300 && answered < 400 ? connection.getHeaderField("Location") : null;
        if (location != null && !isSameServer(connection.getURL(), location)) {
            foreignHost = String.valueOf(host(location));
            throw new IOException("redirected to another server");
        }
    }

    private static @Nullable String host(String location) {
        try {
            return URI.create(location).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The same host and port, or the same host's standard TLS port instead of the plain one. */
    private static boolean isSameServer(URL from, String location) {
        try {
            URI to = from.toURI().resolve(location);
            boolean same = from.getProtocol().equals(to.getScheme())
                    && port(from.getPort(), from) == port(to.getPort(), to.toURL());
            boolean upgrade = from.getProtocol().equals("http")
                    && "https".equals(to.getScheme())
                    && port(from.getPort(), from) == 80
                    && port(to.getPort(), to.toURL()) == 443;
            return from.getHost().equalsIgnoreCase(to.getHost()) && (same || upgrade);
        } catch (java.net.URISyntaxException | java.net.MalformedURLException | IllegalArgumentException e) {
            return false;
        }
    }

    private static int port(int explicit, URL url) {
        return explicit < 0 ? url.getDefaultPort() : explicit;
    }

    private final class WatchedConnection extends JDKHttpConnection {
        WatchedConnection(URL url, Proxy proxy) throws IOException {
            super(url, proxy);
        }

        @Override
        public int getResponseCode() throws IOException {
            int answered = super.getResponseCode();
            record(this, answered);
            return answered;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return deadline.limit(super.getInputStream());
        }
    }
}
