/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

/** Entry point of the {@code longshore} command. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Longshore.run(args, System::getenv));
    }
}
