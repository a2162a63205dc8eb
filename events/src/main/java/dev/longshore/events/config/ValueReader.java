/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import org.jspecify.annotations.Nullable;

/** Makes something of a value, or records a problem and returns null. */
@FunctionalInterface
interface ValueReader<T> {
    @Nullable
    T read(YamlValue value);
}
