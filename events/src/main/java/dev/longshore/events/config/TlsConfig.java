/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.Path;

/**
 * HTTPS. Both files are read again when they change.
 *
 * @param certificate PEM: the certificate, then those that lead to its root
 * @param key PEM: its private key in PKCS #8, not encrypted
 */
public record TlsConfig(Path certificate, Path key) {}
