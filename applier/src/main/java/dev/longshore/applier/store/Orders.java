/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people want of a stack on this host, besides what the log does.
 *
 * @param suspended nothing is applied and no drift corrected
 * @param hold null unless another revision than the log's is wanted
 * @param heard ids of the last commands: each is carried out once
 */
public record Orders(boolean suspended, @Nullable Hold hold, List<String> heard) {
    public static final Orders NONE = new Orders(false, null, List.of());
    private static final int HEARD = 100;

    public Orders {
        heard = List.copyOf(heard);
    }

    public boolean hasHeard(String command) {
        return heard.contains(command);
    }

    Orders hear(String command) {
        List<String> all = new ArrayList<>(heard);
        all.add(command);
        return new Orders(suspended, hold, all.subList(Math.max(0, all.size() - HEARD), all.size()));
    }

    Orders suspended(boolean now) {
        return new Orders(now, hold, heard);
    }

    Orders hold(@Nullable Hold now) {
        return new Orders(suspended, now, heard);
    }
}
