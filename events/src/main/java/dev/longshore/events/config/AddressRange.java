/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * IP addresses in CIDR notation (RFC 4632), such as {@code 10.0.0.0/8} or {@code ::1}.
 *
 * @param network an address; bits behind the prefix do not count
 * @param prefix bits that count, at most 32 for IPv4 and 128 for IPv6
 */
public record AddressRange(InetAddress network, int prefix) {
    private static final Pattern FORM =
            Pattern.compile("(?<address>[0-9.]{7,15}|[0-9A-Fa-f:.]{2,45})(/(?<prefix>[0-9]{1,3}))?");

    /** Reads an address or range; throws {@link IllegalArgumentException} for anything else. Asks no name server. */
    public static AddressRange parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("must be an IP address or range, such as 10.0.0.0/8 or ::1");
        }
        InetAddress address = literal(form.group("address"));
        int bits = address.getAddress().length * 8;
        int prefix = form.group("prefix") == null ? bits : Integer.parseInt(form.group("prefix"));
        if (prefix > bits) {
            throw new IllegalArgumentException("has a prefix of more than " + bits + " bits");
        }
        return new AddressRange(address, prefix);
    }

    private static InetAddress literal(String text) {
        try {
            boolean isLiteral = text.contains(":") || text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
            if (isLiteral) {
                return InetAddress.getByName(text);
            }
        } catch (UnknownHostException e) {
            // said below
        }
        throw new IllegalArgumentException("must be an IP address or range, such as 10.0.0.0/8 or ::1");
    }

    /** Whether this is an address written in numbers. */
    public static boolean isAddress(String text) {
        return address(text).isPresent();
    }

    /** Whether an address written in numbers is in it; false for what is no such address. */
    public boolean contains(String text) {
        return address(text).filter(address -> contains(address.getAddress())).isPresent();
    }

    private static Optional<InetAddress> address(String text) {
        try {
            return FORM.matcher(text).matches() && !text.contains("/") ? Optional.of(literal(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean contains(byte[] address) {
        byte[] own = network.getAddress();
        if (own.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((own[bit / 8] & mask) != (address[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
