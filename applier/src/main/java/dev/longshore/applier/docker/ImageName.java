/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

/** Parts of an image reference, as distribution/reference reads them. */
final class ImageName {
    private static final String HUB = "docker.io";

    private ImageName() {}

    /** Host, or {@code host:port}, that it is pulled from. */
    static String registry(String reference) {
        int slash = reference.indexOf('/');
        String first = slash < 0 ? "" : reference.substring(0, slash);
        boolean isHost = first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
        return !isHost || first.equals("index.docker.io") ? HUB : first;
    }

    /** Whether the name may mean another image tomorrow: it has no digest. */
    static boolean isMutable(String reference) {
        return !reference.isEmpty() && !reference.contains("@") && !reference.startsWith("sha256:");
    }

    /** How Docker's configuration names a registry. */
    static String configKey(String registry) {
        return registry.equals(HUB) ? "https://index.docker.io/v1/" : registry;
    }
}
