/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

/** Every host of this stack should compare it with what it applied. */
public record DriftCheck(StackId stack) implements Event {
    @Override
    public String key() {
        return stack.toString();
    }
}
