/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.Engine;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Tests of one applier on a log of its own, which all tests of a class share; each has a stack of its own. */
@EnabledIf("dev.longshore.applier.DockerCli#isAvailable")
abstract class OneHost {
    @TempDir
    static Path folder;

    static TestLog log;
    static Engine engine;
    static TestHost host;
    TestStack stack;

    @BeforeAll
    static void startHost() throws Exception {
        log = TestLog.embedded(folder.resolve("broker"));
        engine = Engine.connect();
        host = new TestHost(log, "host-1", folder.resolve("data"));
        host.start();
    }

    @AfterAll
    static void stopHost() {
        host.close();
        engine.close();
        log.close();
    }

    @BeforeEach
    void makeStack() {
        stack = new TestStack(log, engine);
    }

    @AfterEach
    void takeDown() {
        stack.close();
    }
}
