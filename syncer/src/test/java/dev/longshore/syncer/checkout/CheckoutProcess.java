/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One run in a process of its own, to be killed. It says when it begins. */
final class CheckoutProcess {
    static final String BEGUN = "begun";

    private CheckoutProcess() {}

    static Process start(Path directory, String url) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                CheckoutProcess.class.getName(),
                directory.toString(),
                url);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] arguments) throws CheckoutException {
        System.out.println(BEGUN);
        new WorkingCopy(Path.of(arguments[0]), arguments[1]).sync();
    }
}
