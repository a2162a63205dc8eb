/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.Text;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Something that a policy refuses and that a host may allow one stack, as it is written in {@code applier.policy.allow}: a plain word, or a
 * word with what exactly is allowed ({@code bind:/dev/ttyUSB0}).
 */
public record Right(String text) implements Comparable<Right> {
    private static final String PATH = "/[^\\x00-\\x1f\\x7f]{0,1023}";
    private static final String WORD = "[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}";

    /** By first word: what may follow it, empty for nothing. */
    private static final Map<String, String> KINDS = kinds();

    public Right {
        int colon = text.indexOf(':');
        String argument = KINDS.get(colon < 0 ? text : text.substring(0, colon));
        String given = colon < 0 ? "" : text.substring(colon + 1);
        if (argument == null
                || (colon < 0) != argument.isEmpty()
                || !Pattern.matches(argument, given)
                || (argument.equals(PATH)
                        && !Path.of(given).normalize().toString().equals(given))) {
            throw new IllegalArgumentException("is no right: '" + Text.printable(text, 80) + "'; rights are "
                    + String.join(
                            ", ",
                            KINDS.keySet().stream()
                                    .map(kind -> KINDS.getOrDefault(kind, "").isEmpty() ? kind : kind + ":…")
                                    .toList()));
        }
    }

    /** The right {@code word:what}. */
    public static Right of(String word, String what) {
        return new Right(word + ":" + what);
    }

    @Override
    public int compareTo(Right other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static Map<String, String> kinds() {
        Map<String, String> kinds = new LinkedHashMap<>();
        for (String word : new String[] {
            "docker-socket",
            "privileged",
            "host-network",
            "host-pid",
            "host-ipc",
            "host-userns",
            "host-uts",
            "host-cgroup",
            "cap-all",
            "unconfined",
            "volumes-from",
            "device-rules",
            "gpus",
            "models",
            "remote-build",
            "build-privileged",
            "build-ssh",
            "security-opt",
            "after"
        }) {
            kinds.put(word, "");
        }
        kinds.put("bind", PATH);
        kinds.put("path", PATH);
        kinds.put("target", PATH);
        kinds.put("device", "[A-Za-z0-9/._=:+-]{1,255}");
        kinds.put("cap", "[A-Z][A-Z0-9_]{1,40}");
        for (String word :
                new String[] {"provider", "runtime", "volume", "volume-driver", "container", "cgroup-parent"}) {
            kinds.put(word, WORD);
        }
        kinds.put("environment", "[A-Za-z_][A-Za-z0-9_]{0,254}");
        return kinds;
    }
}
