/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import dev.longshore.events.StackId;
import dev.longshore.events.http.Refusal;
import dev.longshore.events.kafka.BrokerUnreachableException;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.reconciler.explain.StackExplainer;
import java.time.Clock;
import java.util.Map;

/** {@code GET /api/stacks/{stack}/explain}: what {@code longshore explain -o json} prints. */
final class ExplainPage implements Endpoint {
    private static final String SUFFIX = "/explain";

    private final KnownStacks stacks;
    private final StackExplainer explainer;

    ExplainPage(KnownStacks stacks, KafkaSettings settings) {
        this.stacks = stacks;
        this.explainer = new StackExplainer(settings, "longshore-api-explain", Clock.systemUTC());
    }

    @Override
    public String name() {
        return "explain";
    }

    @Override
    public Reply answer(Query query) throws Refusal {
        if (!query.rest().endsWith(SUFFIX)) {
            throw Refusal.notFound("there is only /api/stacks/{stack}/explain here");
        }
        query.allow();
        StackId stack = stacks.named(query.rest().substring(0, query.rest().length() - SUFFIX.length()));
        try {
            return new Reply.Whole(JsonPage.of(
                    explainer.explain(stack).orElseThrow(() -> KnownStacks.unknown(stack.toString())), Map.of()));
        } catch (BrokerUnreachableException e) {
            throw Refusal.unavailable("the log does not answer", e);
        }
    }
}
