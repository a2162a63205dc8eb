/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.applier.docker.ComposeProject;
import dev.longshore.applier.docker.ResolvedModel;
import dev.longshore.events.StackId;
import dev.longshore.events.config.PolicyConfig;
import dev.longshore.events.config.PolicyConfig.Profile;
import dev.longshore.events.config.Right;
import java.util.List;
import java.util.Set;

/** Holds a stack against the policy of this host, before Compose reads its files and after. Touches nothing. */
public final class PolicyGate {
    private volatile PolicyConfig policy;
    private final HostPaths host;
    private final Set<String> ownVariables;

    /** @param ownVariables names of this process's variables that Compose is given, and a Compose file could therefore read */
    public PolicyGate(PolicyConfig policy, HostPaths host, Set<String> ownVariables) {
        this.policy = policy;
        this.host = host;
        this.ownVariables = Set.copyOf(ownVariables);
    }

    /** From the next stack on this holds. */
    public void replace(PolicyConfig other) {
        policy = other;
    }

    /**
     * Looks at the files. Nothing that it refuses may be given to Compose, which would read it.
     *
     * @param project in staging
     * @throws PolicyException if something is refused, or cannot be read for certain
     */
    public Admission admit(StackId stack, ComposeProject project, StackFolders folders) {
        Findings findings = new Findings(policy.profile(), policy.rights(stack));
        SourceIndex index = new SourceIndex();
        SourcePaths paths = new SourcePaths(folders, project.env(), findings);
        SourceRules rules = new SourceRules(paths, ownVariables, findings);
        SourceScanner scanner = new SourceScanner(folders, paths, rules, index);
        index.begin(folders.name(project.directory().resolve(project.files().get(0))));
        project.files().forEach(file -> scanner.scan(project.directory().resolve(file), project.directory()));
        refuse(stack, findings);
        return new Admission(stack, project, folders, index, findings);
    }

    private void refuse(StackId stack, Findings findings) {
        if (!findings.violations().isEmpty()) {
            throw new PolicyException(stack, policy, findings.violations());
        }
    }

    /** A stack whose files may be given to Compose. */
    public final class Admission {
        private final StackId stack;
        private final ComposeProject project;
        private final SourceIndex index;
        private final Findings findings;
        private final HostRules hostRules;
        private final BuildRules buildRules;
        private final VolumeRules volumeRules;

        private Admission(
                StackId stack, ComposeProject project, StackFolders folders, SourceIndex index, Findings findings) {
            this.stack = stack;
            this.project = project;
            this.index = index;
            this.findings = findings;
            ReadPaths paths = new ReadPaths(folders);
            this.hostRules = new HostRules(paths);
            this.buildRules = new BuildRules(paths);
            this.volumeRules =
                    new VolumeRules(new BindRules(host, folders, policy.allowBinds(), findings), policy.allowBinds());
        }

        /**
         * Looks at what Compose made of the files.
         *
         * @throws PolicyException if something is refused
         */
        public void check(ResolvedModel model) {
            JsonNode json = model.json();
            each(json, "services").forEach(this::service);
            each(json, "volumes").forEach(volumeRules::volume);
            List.of("secrets", "configs").forEach(section -> each(json, section).forEach(volumeRules::file));
            each(json, "networks").forEach(Admission::network);
            if (json.path("models").size() > 0) {
                Asked models = new Asked("models", "", json.path("models"), index, findings);
                models.refuse(
                        Profile.STANDARD,
                        Violation.PROVIDER,
                        "",
                        "has Compose run models on this host",
                        new Right("models"));
            }
            refuse(stack, findings);
        }

        private List<Asked> each(JsonNode json, String section) {
            return json.path(section).properties().stream()
                    .map(entry -> new Asked(section, entry.getKey(), entry.getValue(), index, findings))
                    .toList();
        }

        private void service(Asked service) {
            hostRules.check(service, project.directory());
            buildRules.check(service);
            volumeRules.service(service);
        }

        /** The engine's network of this name is the host's own, however a service comes to be in it. */
        private static void network(Asked network) {
            if (network.text("name").equals("host") || network.text("driver").equals("host")) {
                network.refuseHost(Profile.STRICT, "name", "is the host's own", "host-network");
            }
        }
    }
}
