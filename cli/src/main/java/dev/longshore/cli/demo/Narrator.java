/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.demo;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Help.Ansi;

/** Tells what the demo does, each line with the seconds since its beginning. */
final class Narrator {
    private final PrintStream out;
    private final long begun = System.nanoTime();
    private int steps;

    Narrator(PrintStream out) {
        this.out = out;
    }

    /** Begins a step. */
    void step(String title) {
        steps++;
        line(Ansi.AUTO.string("@|bold " + steps + ". " + title + "|@"));
    }

    /** Something that happened in the step. */
    void say(String text) {
        line("   " + text);
    }

    private void line(String text) {
        double seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) / 1000.0;
        out.println(String.format("%7.2f s  %s", seconds, text));
        out.flush();
    }
}
