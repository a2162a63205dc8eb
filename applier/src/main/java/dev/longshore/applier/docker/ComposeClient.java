/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import dev.longshore.applier.process.CommandRunner;
import dev.longshore.applier.process.Leftovers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs Compose, one process a step. Blocking. Calls for one project must not overlap. */
public final class ComposeClient {
    private static final int MODEL_LIMIT = 16 << 20;
    private static final int OUTPUT_LIMIT = 4 << 20;

    private final ComposeCommand command;
    private final Function<String, @Nullable String> ownEnvironment;
    private final ComposeDeadlines deadlines;
    private final RegistryCredentials credentials;
    private final PullPlan pulls = new PullPlan(Clock.systemUTC());
    private final CommandRunner runner = new CommandRunner();

    /** @param ownEnvironment the applier's, of which a few variables are passed on (where the engine is, the Docker configuration) */
    public ComposeClient(
            ComposeCommand command, Function<String, @Nullable String> ownEnvironment, ComposeDeadlines deadlines) {
        this(command, ownEnvironment, deadlines, new RegistryCredentials(List.of(), ownEnvironment), "");
    }

    /**
     * @param credentials for pulls and builds, besides those that the host's Docker configuration has
     * @param hostId tells whose processes these are: {@link Leftovers} ends what a killed applier left
     */
    public ComposeClient(
            ComposeCommand command,
            Function<String, @Nullable String> ownEnvironment,
            ComposeDeadlines deadlines,
            RegistryCredentials credentials,
            String hostId) {
        this.credentials = credentials;
        this.command = command;
        this.ownEnvironment = name -> name.equals(Leftovers.VARIABLE) ? hostId : ownEnvironment.apply(name);
        this.deadlines = deadlines;
    }

    /**
     * Reads and validates the project. Touches nothing and does not need the engine.
     *
     * @throws ComposeException {@code compose.invalid}, naming the files and what Compose says
     */
    public ResolvedModel config(ComposeProject project) {
        Step step = new Step(ComposeException.INVALID, "is not valid", deadlines.config(), MODEL_LIMIT);
        String json = run(project, step, List.of("config", "--format", "json"));
        ResolvedModel model = ResolvedModel.parse(json);
        if (model.services().isEmpty()) {
            throw new ComposeException(
                    ComposeException.INVALID,
                    files(project)
                            + ": no service to run; add one, or name the profiles to switch on in .longshore.yaml");
        }
        return model;
    }

    /**
     * The same model with what services say to Longshore ({@code x-longshore}), which Compose leaves out of the JSON it prints.
     *
     * @throws ComposeException {@code compose.invalid} if it says something that cannot be
     */
    public ResolvedModel withExtensions(ComposeProject project, ResolvedModel model) {
        Step step = new Step(ComposeException.INVALID, "is not valid", deadlines.config(), MODEL_LIMIT);
        return Extensions.addTo(model, run(project, step, List.of("config")));
    }

    /**
     * Pulls the images of services that are not built and not there, and those whose {@code pull_policy} says so. Starts no process if
     * there is nothing to pull.
     *
     * @return the services whose image was pulled
     * @throws ComposeException {@code pull.failed}, {@code pull.denied}, {@code pull.not_found} or {@code pull.timeout}
     */
    public List<String> pullMissing(ComposeProject project, ResolvedModel model, Engine engine) {
        List<String> services = pulls.services(model, engine::imagePresent);
        pull(project, model, services);
        return services;
    }

    /** Pulls the images of {@code services}, whether they are there or not; fails like {@link #pullMissing}. */
    public void pull(ComposeProject project, ResolvedModel model, List<String> services) {
        if (!services.isEmpty()) {
            Step step =
                    new Step(ComposeException.PULL_FAILED, "images cannot be pulled", deadlines.pull(), OUTPUT_LIMIT);
            run(project, step, with(List.of("pull", "--quiet", "--policy", "always", "--"), services));
            pulls.done(model, services);
        }
    }

    /**
     * Builds {@code services}; starts no process for none.
     *
     * @throws ComposeException {@code build.failed}
     */
    public void build(ComposeProject project, Collection<String> services) {
        if (!services.isEmpty()) {
            Step step = new Step(ComposeException.BUILD_FAILED, "cannot be built", deadlines.build(), OUTPUT_LIMIT);
            run(project, step, with(List.of("build", "--progress", "plain", "--"), services));
        }
    }

    /**
     * Makes the containers what the project says; returns when Compose has started them, which is not when they are ready. Pulls and builds
     * nothing.
     *
     * @throws ComposeException {@code apply.failed} or {@code apply.timeout}
     */
    public void up(ComposeProject project) {
        project.requireName();
        Step step = new Step(ComposeException.APPLY_FAILED, "cannot be brought up", deadlines.up(), OUTPUT_LIMIT);
        run(
                project,
                step,
                List.of("up", "--detach", "--remove-orphans", "--pull", "never", "--no-build", "--quiet-pull"));
    }

    /**
     * Makes the containers of {@code services} anew though they look as they should, with the volumes they have.
     *
     * @throws ComposeException {@code apply.failed} or {@code apply.timeout}
     */
    public void recreate(ComposeProject project, Collection<String> services) {
        project.requireName();
        Step step = new Step(ComposeException.APPLY_FAILED, "cannot be brought up", deadlines.up(), OUTPUT_LIMIT);
        List<String> arguments =
                List.of("up", "--detach", "--force-recreate", "--no-deps", "--pull", "never", "--no-build", "--");
        run(project, step, with(arguments, services));
    }

    /**
     * Removes the containers and networks of the project, never its volumes. Needs none of its files: they may be gone or broken.
     *
     * @param directory where to run; one without a Compose file
     * @throws ComposeException {@code apply.failed} or {@code apply.timeout}
     */
    public void down(String name, Path directory) {
        ComposeProject project = ComposeProject.named(name, directory);
        Step step = new Step(ComposeException.APPLY_FAILED, "cannot be taken down", deadlines.up(), OUTPUT_LIMIT);
        run(project, step, List.of("down", "--remove-orphans"));
    }

    private record Step(String reason, String what, Duration deadline, int limit) {
        boolean usesRegistries() {
            return isPull() || reason.equals(ComposeException.BUILD_FAILED);
        }

        boolean isPull() {
            return reason.equals(ComposeException.PULL_FAILED);
        }
    }

    private CommandRunner.Outcome execute(
            List<String> words, ComposeProject project, Step step, Map<String, String> lent) throws IOException {
        Map<String, String> environment = ReservedVariables.environment(ownEnvironment, project.env());
        environment.putAll(lent);
        return runner.run(words, environment, project.directory(), step.deadline(), step.limit());
    }

    private String run(ComposeProject project, Step step, List<String> arguments) {
        List<String> words = with(with(command.words(), project.arguments()), arguments);
        try {
            CommandRunner.Outcome outcome = step.usesRegistries()
                    ? credentials.lend(lent -> execute(words, project, step, lent))
                    : execute(words, project, step, Map.of());
            if (outcome.ok()) {
                return outcome.out();
            }
            throw ComposeComplaint.exception(
                    step.isPull() ? PullComplaint.reason(outcome) : step.reason(),
                    files(project) + " " + step.what(),
                    step.deadline(),
                    project.directory(),
                    outcome);
        } catch (InterruptedIOException e) {
            throw new ComposeException(step.reason(), files(project) + ": Compose was stopped before it was done", e);
        } catch (IOException e) {
            throw new ComposeException(
                    step.reason(),
                    "could not run " + command.words() + ": " + e.getMessage() + "; is Compose v2 installed?",
                    e);
        }
    }

    private static String files(ComposeProject project) {
        return project.files().isEmpty()
                ? "the project '" + project.requireName() + "'"
                : String.join(", ", project.files());
    }

    private static List<String> with(List<String> words, Collection<String> more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(more);
        return all;
    }
}
