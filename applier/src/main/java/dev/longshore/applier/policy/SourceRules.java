/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import dev.longshore.applier.policy.Nodes.Entry;
import dev.longshore.applier.policy.Violation.Place;
import dev.longshore.events.config.PolicyConfig.Profile;
import dev.longshore.events.config.Right;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Judges what cannot be seen any more in what Compose makes of the files, or what an older Compose does not know. */
final class SourceRules {
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\$|\\{?([A-Za-z_][A-Za-z0-9_]*))");

    private final SourcePaths paths;
    private final Set<String> ownVariables;
    private final Findings findings;

    /** @param ownVariables those of this process that Compose needs, so that a Compose file could read them */
    SourceRules(SourcePaths paths, Set<String> ownVariables, Findings findings) {
        this.paths = paths;
        this.ownVariables = ownVariables;
        this.findings = findings;
    }

    void service(Entry service, List<Path> bases, String file) {
        String at = "services." + service.key();
        for (Entry entry : Nodes.entries(service.value())) {
            Place place = new Place(file, entry.line());
            switch (entry.key()) {
                case "env_file", "label_file" -> files(entry, bases, place, at + "." + entry.key());
                case "environment" -> passed(entry.value(), place, at + ".environment");
                case "build" ->
                    Nodes.under(entry.value(), "args").forEach(args -> passed(args.value(), place, at + ".build.args"));
                case "provider" -> provider(entry, place, at + ".provider");
                case "models" -> models(place, at + ".models");
                case "use_api_socket" -> socket(entry, place, at + ".use_api_socket");
                default -> {}
            }
        }
    }

    /** Models are run by a plugin of the Docker CLI, as providers are. */
    void models(Node document, String file) {
        Nodes.under(document, "models").forEach(entry -> models(new Place(file, entry.line()), "models"));
    }

    /** Secrets and configs that are files. */
    void file(String section, Entry definition, List<Path> bases, String file) {
        for (Entry entry : Nodes.entries(definition.value())) {
            String key = section + "." + definition.key() + "." + entry.key();
            Place place = new Place(file, entry.line());
            String text = Nodes.text(entry.value());
            if (entry.key().equals("environment") && text != null) {
                own(text, place, key);
            } else if (entry.key().equals("file") && text != null && text.contains("..") && !text.startsWith("/")) {
                paths.resolve(entry.value(), bases, place, key); // other places are mounts, and judged as such
            }
        }
    }

    /** Variables of the host, put in for {@code ${…}}. */
    void variables(Node document, String file) {
        Nodes.scalars(document, scalar -> {
            Matcher matcher = VARIABLE.matcher(scalar.getValue());
            while (matcher.find()) {
                if (matcher.group(1) != null) {
                    own(matcher.group(1), place(scalar, file), "${" + matcher.group(1) + "}");
                }
            }
        });
    }

    private void files(Entry entry, List<Path> bases, Place place, String key) {
        for (Node item : Nodes.items(entry.value())) {
            if (item instanceof ScalarNode) {
                paths.resolve(item, bases, place, key);
            } else {
                Nodes.under(item, "path").forEach(path -> paths.resolve(path.value(), bases, place, key));
            }
        }
    }

    /** A variable without a value is passed on. */
    private void passed(Node variables, Place place, String key) {
        for (Node item : Nodes.items(variables)) {
            String text = Nodes.text(item);
            if (text != null) {
                own(text, place, key);
            }
        }
        for (Entry entry : Nodes.entries(variables)) {
            String text = Nodes.text(entry.value());
            if (text == null || text.isEmpty() || text.equals("null") || text.equals("~")) {
                own(entry.key(), place, key);
            }
        }
    }

    private void own(String name, Place place, String key) {
        if (ownVariables.contains(name)) {
            String what = "reads " + name + " of the applier itself: use a variable of the stack";
            add(Violation.ENVIRONMENT, place, key, what, Right.of("environment", name));
        }
    }

    private void provider(Entry entry, Place place, String key) {
        String type = Nodes.under(entry.value(), "type")
                .map(value -> String.valueOf(Nodes.text(value.value())))
                .findFirst()
                .orElse("");
        String what = "has Compose run a program of this host ('" + type + "')";
        add(Violation.PROVIDER, place, key, what, provider(type));
    }

    private static @Nullable Right provider(String type) {
        return type.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,254}") ? Right.of("provider", type) : null;
    }

    private void models(Place place, String key) {
        add(Violation.PROVIDER, place, key, "has Compose run models on this host", new Right("models"));
    }

    private void socket(Entry entry, Place place, String key) {
        if (!"false".equals(Nodes.text(entry.value()))) {
            add(
                    Violation.MOUNT,
                    place,
                    key,
                    "mounts the Docker socket, which is root on this host",
                    new Right("docker-socket"));
        }
    }

    private void add(String reason, Place place, String key, String what, @Nullable Right right) {
        findings.add(Profile.STANDARD, new Violation(reason, place, key, what, right));
    }

    private static Place place(ScalarNode scalar, String file) {
        return new Place(file, scalar.getStartMark().getLine() + 1);
    }
}
