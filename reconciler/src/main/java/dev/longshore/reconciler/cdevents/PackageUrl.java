/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.cdevents;

import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Package URLs (https://github.com/package-url/purl-spec): what was deployed, in the form in which other tools name it. */
public final class PackageUrl {
    /** {@code repository[:tag]@sha256:<hex>}, where only the last part of the repository may not have a port's colon. */
    private static final Pattern IMAGE = Pattern.compile(
            "(?<repository>[^@\\s]*?[^@:/\\s]+)(?::(?<tag>[^@:/\\s]+))?@sha256:(?<digest>[0-9a-fA-F]{64})");

    private PackageUrl() {}

    /** A stack as of a commit: {@code pkg:generic/homelab/web@<commit>}. */
    public static String of(StackId stack, Revision revision) {
        return "pkg:generic/" + stack.repository() + "/" + stack.stack() + "@" + revision.commit();
    }

    /**
     * What a stack runs: its image where all its services run one, else itself as of a commit.
     *
     * @param images by service, as {@link #ofImage} takes them; empty if they are not known
     */
    public static String of(StackId stack, Revision revision, Map<String, String> images) {
        Set<String> distinct = Set.copyOf(images.values());
        return distinct.size() == 1
                ? ofImage(distinct.iterator().next()).orElseGet(() -> of(stack, revision))
                : of(stack, revision);
    }

    /**
     * An image, of type {@code oci}: its name is the last part of the repository, its version the digest.
     *
     * @param image {@code name[:tag]@sha256:…}
     * @return empty for anything else, such as an image without a name
     */
    public static Optional<String> ofImage(String image) {
        Matcher parts = IMAGE.matcher(image);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String repository = parts.group("repository");
        int slash = repository.lastIndexOf('/');
        String name = repository.substring(slash + 1).toLowerCase(Locale.ROOT);
        String qualifiers =
                qualifier("repository_url", slash < 0 ? null : repository) + qualifier("tag", parts.group("tag"));
        return Optional.of("pkg:oci/" + encode(name) + "@sha256%3A"
                + parts.group("digest").toLowerCase(Locale.ROOT)
                + (qualifiers.isEmpty() ? "" : "?" + qualifiers.substring(1)));
    }

    private static String qualifier(String key, @Nullable String value) {
        return value == null ? "" : "&" + key + "=" + encode(value);
    }

    /** Percent-encoding of all but what the specification leaves alone; {@code /} and {@code :} are readable in a value. */
    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            encoded.append(plain || ".-_~/:".indexOf(c) >= 0 ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return encoded.toString();
    }
}
