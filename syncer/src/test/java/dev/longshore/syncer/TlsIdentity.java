/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate of 127.0.0.1 that only its maker trusts.
 *
 * @param context for a server
 * @param certificate PEM file
 */
public record TlsIdentity(SSLContext context, Path certificate) {
    private static final String PASSWORD = "changeit";

    public static TlsIdentity in(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        Files.createDirectories(directory);
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        KeyGenerator.run(
                directory,
                Map.of(),
                keytool,
                "-genkeypair",
                "-alias",
                "us",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                "keys.p12",
                "-storepass",
                PASSWORD);
        KeyGenerator.run(
                directory,
                Map.of(),
                keytool,
                "-exportcert",
                "-rfc",
                "-alias",
                "us",
                "-file",
                "us.pem",
                "-keystore",
                "keys.p12",
                "-storepass",
                PASSWORD);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("keys.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return new TlsIdentity(context, directory.resolve("us.pem"));
    }
}
