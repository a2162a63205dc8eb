/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import java.util.Set;

/**
 * What an event makes of the state of something.
 *
 * @param aspect what has a state, such as the deployment of a stack on a host
 * @param state two changes to the same state tell the same
 * @param kind how it relates to others of its aspect
 * @param ends aspects whose state it makes void
 */
record Change(String aspect, String state, Kind kind, Set<String> ends, Notice notice) {
    enum Kind {
        /** News, unless the aspect is in that state already. */
        ORDINARY,
        /** News only after trouble that is known. Told by many records, which may come in any order. */
        END_OF_TROUBLE,
        /** Trouble, told by many records, which may come in any order. */
        SCATTERED
    }
}
