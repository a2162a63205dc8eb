/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import dev.longshore.events.config.Severity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Knows which state everything is in, so that the same is not told again. Confined to one thread. */
final class Repeats {
    /** Three aspects of a stack on a host; beyond this those that were not heard of for longest are forgotten. */
    private static final int MOST = 200_000;

    private record Known(String state, Severity severity, Instant time) {}

    private final Map<String, Known> aspects = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST;
        }
    };

    /** What is news about a change; it is remembered, so the next one like it is none. */
    Optional<Notice> news(Change change) {
        Known known = aspects.get(change.aspect());
        Notice notice = change.notice();
        boolean isLate = change.kind() != Change.Kind.ORDINARY
                && known != null
                && notice.time().isBefore(known.time());
        if (isLate) {
            return Optional.empty();
        }
        aspects.put(change.aspect(), new Known(change.state(), notice.severity(), notice.time()));
        change.ends().forEach(aspects::remove);
        boolean isRepeat = known == null
                ? change.kind() == Change.Kind.END_OF_TROUBLE
                : known.state().equals(change.state());
        return isRepeat ? Optional.empty() : Optional.of(notice.weighing(weight(notice, known)));
    }

    /** That of the trouble that is over, or its own. */
    private static Severity weight(Notice notice, @Nullable Known before) {
        if (notice.severity() != Severity.INFO || before == null) {
            return notice.severity();
        }
        return before.severity().compareTo(Severity.INFO) > 0 ? before.severity() : Severity.INFO;
    }
}
