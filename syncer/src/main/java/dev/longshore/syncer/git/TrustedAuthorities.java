/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Java's own authorities and those of a PEM file, which is read again when it has changed. Safe for use by many threads. */
final class TrustedAuthorities {
    private static final int MAX_BYTES = 4 << 20;

    private final Path file;
    private byte[] read = {};
    private @Nullable SSLSocketFactory sockets;

    TrustedAuthorities(Path file) {
        this.file = file;
    }

    /** @throws IOException when the file has no certificates that can be read */
    synchronized SSLSocketFactory sockets() throws IOException {
        byte[] content = content();
        SSLSocketFactory known = sockets;
        if (known != null && Arrays.equals(content, read)) {
            return known;
        }
        try {
            SSLSocketFactory made = trusting(content);
            sockets = made;
            read = content;
            return made;
        } catch (GeneralSecurityException e) {
            throw new IOException("the file of certificates " + file + " cannot be used", e);
        }
    }

    private byte[] content() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES);
        }
    }

    private static SSLSocketFactory trusting(byte[] pem) throws GeneralSecurityException, IOException {
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        int number = 0;
        for (Certificate ours :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
            all.setCertificateEntry("configured-" + number++, ours);
        }
        for (TrustManager manager : managers(null)) {
            for (X509Certificate theirs : ((X509TrustManager) manager).getAcceptedIssuers()) {
                all.setCertificateEntry("java-" + number++, theirs);
            }
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers(all), null);
        return context.getSocketFactory();
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }
}
