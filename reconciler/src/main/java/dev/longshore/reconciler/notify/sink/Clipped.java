/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import java.nio.charset.StandardCharsets;

/** Text that fits. */
final class Clipped {
    private static final String MORE = "…";

    private Clipped() {}

    /** The beginning of {@code text}, in at most {@code bytes} of UTF-8. */
    static String toBytes(String text, int bytes) {
        if (size(text) <= bytes) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int left = bytes - size(MORE);
        for (int codePoint : text.codePoints().toArray()) {
            left -= size(Character.toString(codePoint));
            if (left < 0) {
                break;
            }
            kept.appendCodePoint(codePoint);
        }
        return kept.append(MORE).toString();
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
