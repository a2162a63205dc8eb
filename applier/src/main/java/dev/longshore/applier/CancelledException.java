/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

/** The work at hand does not matter any more: something newer is wanted, or the applier stops. */
final class CancelledException extends RuntimeException {
    CancelledException() {
        super("cancelled", null, false, false);
    }
}
