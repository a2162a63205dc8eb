/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.demo;

import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.docker.EngineException;
import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.cli.options.LogOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the main job on real input. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Runs everything on this machine against a small Git repository made for it: a first deployment, pushes through a"
                        + " signed webhook, a broken push rolled back, a killed container repaired. Then stays up until Ctrl-C, and cleans up.",
        footerHeading = "%nExamples:%n",
        footer = {"  longshore demo", "  longshore demo --install-docker --exit"})
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--exit", description = "Stop at the end, with status 0, or 1 if a step failed.")
    boolean exit;

    @Option(
            names = "--install-docker",
            description =
                    "On Debian or Ubuntu as root: first install and start a Docker engine with Compose, and make the image it needs.")
    boolean installDocker;

    @Override
    public Integer call() throws Exception {
        LogOptions.errorsOnly();
        requireEngine();
        Path directory = Files.createTempDirectory("longshore-demo");
        Narrator narrator = new Narrator(System.out);
        try (DemoStage stage = DemoStage.set(directory)) {
            Runtime.getRuntime().addShutdownHook(new Thread(stage::close, "demo-clean-up"));
            new Demo(stage, narrator).play();
            if (!exit) {
                narrator.say("Everything keeps running; Ctrl-C stops it and cleans up.");
                stage.look().forEach(narrator::say);
                stage.awaitStop();
            }
            return ExitCode.DONE;
        } catch (DemoFailure e) {
            narrator.say("FAILED: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private static void requireEngine() {
        try (Engine engine = Engine.connect()) {
            engine.ping();
            if (!engine.imagePresent(DemoStage.IMAGE)) {
                System.err.println("the image " + DemoStage.IMAGE + " is not here yet, Compose will pull it");
            }
        } catch (EngineException e) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "no Docker engine answers; start one, or on Debian or Ubuntu as root add --install-docker",
                    e);
        }
    }
}
