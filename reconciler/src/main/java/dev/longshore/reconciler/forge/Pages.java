/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A list that comes in pages. Links to the next page are not followed, only heeded: a host behind a proxy may name itself wrongly, and
 * would be given our token.
 *
 * @param path with a query to which {@code &page=} can be added
 * @param size how many elements a page has
 * @param list takes the list out of an answer
 */
record Pages(ForgeApi api, String path, int size, Function<Answer, JsonNode> list) {
    private static final int MOST = 20;

    /** The first element that is wanted. */
    Future<Optional<JsonNode>> first(Predicate<JsonNode> wanted) {
        return from(1, wanted);
    }

    private Future<Optional<JsonNode>> from(int page, Predicate<JsonNode> wanted) {
        return api.get(path + "&page=" + page).compose(answer -> {
            JsonNode elements = list.apply(answer);
            for (JsonNode element : elements) {
                if (wanted.test(element)) {
                    return Future.succeededFuture(Optional.of(element));
                }
            }
            return page < MOST && !elements.isEmpty() && answer.hasMore(elements.size(), size)
                    ? from(page + 1, wanted)
                    : Future.succeededFuture(Optional.empty());
        });
    }
}
