/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.github.dockerjava.api.model.AuthConfig;
import java.net.URI;

/** Parts of an image reference, as distribution/reference reads them. */
final class ImageName {
    /** Docker's own default registry, which a name without a host means; its key in Docker's configuration is a URL. */
    private static final String DEFAULT_KEY = AuthConfig.DEFAULT_SERVER_ADDRESS;

    private static final String DEFAULT_HOST = URI.create(DEFAULT_KEY).getHost();
    private static final String DEFAULT_DOMAIN = DEFAULT_HOST.substring(DEFAULT_HOST.indexOf('.') + 1);

    private ImageName() {}

    /** Host, or {@code host:port}, that it is pulled from. */
    static String registry(String reference) {
        int slash = reference.indexOf('/');
        String first = slash < 0 ? "" : reference.substring(0, slash);
        boolean isHost = first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
        return !isHost || first.equals(DEFAULT_HOST) ? DEFAULT_DOMAIN : first;
    }

    /** Whether the name may mean another image tomorrow: it has no digest. */
    static boolean isMutable(String reference) {
        return !reference.isEmpty() && !reference.contains("@") && !reference.startsWith("sha256:");
    }

    /** How Docker's configuration names a registry. */
    static String configKey(String registry) {
        return registry.equals(DEFAULT_DOMAIN) ? DEFAULT_KEY : registry;
    }
}
