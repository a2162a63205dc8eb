/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

/**
 * Credentials for an image registry.
 *
 * @param registry host, or {@code host:port}, as it begins the names of its images; for images without a host, the domain of Docker Hub
 */
public record RegistryConfig(String registry, String username, Secret password) {}
