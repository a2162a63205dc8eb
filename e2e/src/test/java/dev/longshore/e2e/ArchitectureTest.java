/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The structure that docs/architecture.md promises. */
@AnalyzeClasses(packages = "dev.longshore", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.longshore.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ingressStandsAlone =
            standsAlone("ingress", "syncer", "applier", "reconciler", "broker", "cli");

    @ArchTest
    static final ArchRule syncerStandsAlone =
            standsAlone("syncer", "ingress", "applier", "reconciler", "broker", "cli");

    @ArchTest
    static final ArchRule applierStandsAlone =
            standsAlone("applier", "ingress", "syncer", "reconciler", "broker", "cli");

    @ArchTest
    static final ArchRule reconcilerStandsAlone =
            standsAlone("reconciler", "ingress", "syncer", "applier", "broker", "cli");

    @ArchTest
    static final ArchRule eventsKnowNoService =
            standsAlone("events", "ingress", "syncer", "applier", "reconciler", "broker", "cli");

    @ArchTest
    static final ArchRule onlyTheApplierStartsProcesses = noClasses()
            .that()
            .resideOutsideOfPackage("dev.longshore.applier..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class)
            .orShould()
            .callMethod(Runtime.class, "exec", String[].class);

    @ArchTest
    static final ArchRule onlyTheSyncerTalksGitWithRemotes = noClasses()
            .that()
            .resideOutsideOfPackage("dev.longshore.syncer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jgit.transport..");

    @ArchTest
    static final ArchRule onlyEventsAndTheBrokerKnowKafka = noClasses()
            .that()
            .resideOutsideOfPackages("dev.longshore.events.kafka..", "dev.longshore.broker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "io.vertx.kafka..");

    private static ArchRule standsAlone(String module, String... others) {
        String[] packages = new String[others.length];
        for (int i = 0; i < others.length; i++) {
            packages[i] = "dev.longshore." + others[i] + "..";
        }
        return noClasses()
                .that()
                .resideInAPackage("dev.longshore." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages);
    }
}
