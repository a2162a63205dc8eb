/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import dev.longshore.events.StackStatus;
import dev.longshore.events.http.Page;
import dev.longshore.events.http.Refusal;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/status} and {@code GET /api/status/{stack}}: what {@code longshore status -o json} prints. */
final class StatusPages implements Endpoint {
    private static final int MOST = 1000;

    private final KnownStacks stacks;

    StatusPages(KnownStacks stacks) {
        this.stacks = stacks;
    }

    @Override
    public String name() {
        return "status";
    }

    @Override
    public Reply answer(Query query) throws Refusal {
        return new Reply.Whole(query.rest().isEmpty() ? list(query) : stack(query));
    }

    private Page stack(Query query) throws Refusal {
        query.allow();
        return JsonPage.of(stacks.of(query.rest()), Map.of());
    }

    private Page list(Query query) throws Refusal {
        query.allow("repository", "stack", "host", "state", "health", "limit", "after");
        int limit = limit(query.one("limit"));
        List<StackStatus> found = new ArrayList<>(stacks.after(Objects.requireNonNullElse(query.one("after"), ""))
                .filter(filter(query))
                .limit(limit + 1L)
                .toList());
        if (found.size() <= limit) {
            return JsonPage.of(found, Map.of());
        }
        found.remove(limit);
        String next = next(query, found.get(limit - 1).key());
        return JsonPage.of(found, Map.of("Link", "<" + next + ">; rel=\"next\""));
    }

    private static int limit(@Nullable String text) throws Refusal {
        if (text == null) {
            return MOST;
        }
        int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            throw Refusal.badRequest("'limit' is a number from 1 to " + MOST);
        }
        return limit;
    }

    private static Predicate<StackStatus> filter(Query query) throws Refusal {
        String repository = query.one("repository");
        String stack = query.one("stack");
        String host = query.one("host");
        StackStatus.State state = query.choice("state", StackStatus.State.values());
        StackStatus.Health health = query.choice("health", StackStatus.Health.values());
        return status -> is(repository, status.repository())
                && (stack == null
                        || stack.equals(status.stack().stack())
                        || stack.equals(status.stack().toString()))
                && is(host, status.host())
                && is(state, status.state())
                && is(health, status.health());
    }

    private static boolean is(@Nullable Object wanted, Object there) {
        return wanted == null || wanted.equals(there);
    }

    /** RFC 8288: with the same filters. */
    private static String next(Query query, String after) {
        QueryStringEncoder url = new QueryStringEncoder("/api/status");
        query.parameters().forEach(parameter -> {
            if (!parameter.getKey().equals("after")) {
                url.addParam(parameter.getKey(), parameter.getValue());
            }
        });
        url.addParam("after", after);
        return url.toString();
    }
}
