/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import dev.longshore.cli.options.ConfigOption;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Makes commands and mixins; those that read the environment are given it. */
final class EnvironmentFactory implements CommandLine.IFactory {
    private final Function<String, @Nullable String> environment;

    EnvironmentFactory(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == ConfigOption.class) {
            return type.cast(new ConfigOption(environment));
        }
        return CommandLine.defaultFactory().create(type);
    }
}
