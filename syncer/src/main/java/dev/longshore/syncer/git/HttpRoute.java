/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.config.ProxyConfig;
import dev.longshore.events.config.RemoteAccess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/** The way of HTTP requests: through the configured proxy, trusting the configured authorities. Safe for use by many threads. */
final class HttpRoute {
    private final @Nullable ProxyConfig proxy;
    private final @Nullable TrustedAuthorities authorities;

    HttpRoute(RemoteAccess config) {
        this.proxy = config.proxy();
        Path certificates = config.certificates();
        this.authorities = certificates == null ? null : new TrustedAuthorities(certificates);
    }

    /** The proxy to this host; {@code standard}, which Java found, where none is configured. */
    Proxy proxy(URL url, @Nullable Proxy standard) {
        if (proxy == null) {
            return standard == null ? Proxy.NO_PROXY : standard;
        }
        return proxy.isFor(url.getHost())
                ? new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port()))
                : Proxy.NO_PROXY;
    }

    /** The same URL; its connections trust the configured authorities. */
    URL trusting(URL url) throws IOException {
        TrustedAuthorities trusted = authorities;
        return trusted == null || !url.getProtocol().equals("https")
                ? url
                : new URL(null, url.toExternalForm(), new Handler(trusted));
    }

    /** Gives connections their socket factory before anybody can use them. Always the same one, or none would be kept alive. */
    private static final class Handler extends URLStreamHandler {
        private final TrustedAuthorities authorities;

        Handler(TrustedAuthorities authorities) {
            this.authorities = authorities;
        }

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            return openConnection(url, Proxy.NO_PROXY);
        }

        @Override
        protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
            URLConnection connection = URI.create(url.toExternalForm()).toURL().openConnection(proxy);
            if (connection instanceof HttpsURLConnection secure) {
                secure.setSSLSocketFactory(authorities.sockets());
            }
            return connection;
        }
    }
}
