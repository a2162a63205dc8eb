/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.demo;

/** A step of the demo did not end as it should. */
final class DemoFailure extends RuntimeException {
    DemoFailure(String message) {
        super(message);
    }
}
