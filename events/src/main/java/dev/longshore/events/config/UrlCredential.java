/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

/** How to log in wherever a URL begins with {@code prefix}. */
public record UrlCredential(GitUrl prefix, AuthConfig auth) {}
