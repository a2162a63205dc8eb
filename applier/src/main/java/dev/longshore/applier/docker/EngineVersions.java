/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

/** Versions of the engine and of the API it speaks. */
public record EngineVersions(String engine, String api) {}
