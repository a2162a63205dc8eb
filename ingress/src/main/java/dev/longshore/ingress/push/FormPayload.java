/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import java.io.ByteArrayOutputStream;

/**
 * The JSON in a body of {@code application/x-www-form-urlencoded} (WHATWG URL, section 5.1): the value of its one parameter
 * {@code payload}. Linear in time and never larger than the body.
 */
public final class FormPayload {
    private static final byte[] NONE = {};
    private static final String NAME = "payload";

    private FormPayload() {}

    /** Empty for a form without it, with two of it, or with a broken escape in it: no JSON, and no signature's subject. */
    public static byte[] of(byte[] form) {
        byte[] found = NONE;
        int begin = 0;
        while (begin <= form.length) {
            int end = indexOf(form, '&', begin, form.length);
            int equals = indexOf(form, '=', begin, end);
            if (isName(form, begin, equals)) {
                if (found.length > 0) {
                    return NONE;
                }
                found = decode(form, Math.min(equals + 1, end), end);
            }
            begin = end + 1;
        }
        return found;
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private static boolean isName(byte[] form, int from, int to) {
        if (to - from != NAME.length()) {
            return false;
        }
        for (int i = 0; i < NAME.length(); i++) {
            if (form[from + i] != NAME.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] decode(byte[] form, int from, int to) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            if (form[i] != '%') {
                decoded.write(form[i] == '+' ? ' ' : form[i]);
                continue;
            }
            int high = i + 2 < to ? Character.digit(form[i + 1], 16) : -1;
            int low = i + 2 < to ? Character.digit(form[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return NONE;
            }
            decoded.write(high << 4 | low);
            i += 2;
        }
        return decoded.toByteArray();
    }
}
