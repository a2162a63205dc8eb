/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.Text;
import dev.longshore.reconciler.explain.Explanation.Chain;
import dev.longshore.reconciler.explain.Explanation.Delivery;
import dev.longshore.reconciler.explain.Explanation.HostStory;
import dev.longshore.reconciler.explain.Explanation.SourceProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An {@link Explanation} for people: what runs, the two questions, the chains, and the last deliveries. */
public final class ExplanationText {
    private static final int DELIVERIES = 10;
    /** An answer may hold a whole message of a host. */
    private static final int LONGEST_LINE = 1600;

    private final DateTimeFormatter clock;
    private final ChainText chains;

    /** @param zone in which times of day are shown; answers have UTC */
    public ExplanationText(ZoneId zone) {
        this.clock =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
        this.chains = new ChainText(zone);
    }

    /** Lines without terminal escapes, each ended by a line break. */
    public String render(Explanation explanation) {
        StringBuilder out = new StringBuilder();
        line(
                out,
                explanation.stack() + "  at " + clock.format(explanation.at()) + " "
                        + clock.getZone().getRules().getOffset(explanation.at()));
        head(out, explanation);
        if (explanation.hosts().isEmpty()) {
            line(out, "");
            line(out, "no host runs it, and none that is heard should");
        }
        explanation.hosts().forEach(host -> host(out, explanation, host));
        deliveries(out, explanation);
        return out.toString();
    }

    private void head(StringBuilder out, Explanation explanation) {
        if (explanation.repositoryHead() != null) {
            line(
                    out,
                    "repository " + explanation.stack().repository() + " is at "
                            + explanation.repositoryHead().brief());
        }
        SourceProblem problem = explanation.sourceProblem();
        if (problem != null) {
            line(
                    out,
                    "repository " + explanation.stack().repository() + " cannot be read since "
                            + when(problem.since(), explanation.at()) + ": "
                            + Words.reason(problem.reason(), problem.message()));
        }
        if (explanation.desired() != null && explanation.desired().removed()) {
            line(
                    out,
                    "the stack left the repository with "
                            + explanation.desired().revision().brief());
        }
    }

    private void host(StringBuilder out, Explanation explanation, HostStory host) {
        line(out, "");
        line(
                out,
                "on " + host.host() + ": "
                        + (host.runs() == null
                                ? "nothing of it runs"
                                : host.runs().brief() + " runs") + heard(host, explanation.at()));
        if (host.suspendedSince() != null) {
            line(out, "  suspended " + host.suspendedBy() + " since " + when(host.suspendedSince(), explanation.at()));
        }
        if (!host.drift().isEmpty()) {
            line(out, "  drift: " + Words.drift(host.drift()));
        }
        if (!host.quarantined().isEmpty()) {
            line(
                    out,
                    "  in quarantine: "
                            + host.quarantined().stream()
                                    .map(one -> one.brief())
                                    .collect(Collectors.joining(", ")));
        }
        line(out, "  Why did my push not deploy?");
        line(out, "    " + host.whyNotDeployed().text());
        line(out, "  Why did this restart?");
        line(out, "    " + host.whyRestarted().text());
        chains(out, explanation, host);
    }

    private static String heard(HostStory host, Instant now) {
        if (host.alive()) {
            return "";
        }
        return host.lastHeard() == null
                ? " (the host has not been heard for a quarter of an hour or longer)"
                : " (the host was last heard " + Words.duration(Duration.between(host.lastHeard(), now)) + " ago)";
    }

    private void chains(StringBuilder out, Explanation explanation, HostStory host) {
        Chain running = host.running();
        Chain desired = host.desired();
        if (running != null && desired != null && isSame(running, desired)) {
            out.append(chains.render("running and desired", desired, explanation.at()));
            return;
        }
        if (running != null) {
            out.append(chains.render("running", running, explanation.at()));
        }
        if (desired != null) {
            out.append(chains.render("desired", desired, explanation.at()));
        }
    }

    private static boolean isSame(Chain running, Chain desired) {
        return running.announcement().revision().equals(desired.announcement().revision())
                && running.announcement().generation() == desired.announcement().generation();
    }

    private void deliveries(StringBuilder out, Explanation explanation) {
        List<Delivery> newest =
                explanation.deliveries().stream().limit(DELIVERIES).toList();
        if (newest.isEmpty()) {
            return;
        }
        line(out, "");
        line(out, "deliveries and requests, newest first");
        newest.forEach(delivery -> line(out, "  " + delivery(delivery, explanation.at())));
        long more = explanation.deliveries().size() - newest.size() + explanation.olderDeliveries();
        if (more > 0) {
            line(out, "  and " + more + " older; -o json shows up to " + Explanation.MOST_DELIVERIES);
        }
    }

    private String delivery(Delivery delivery, Instant now) {
        Instant received = delivery.request().received();
        String hosts = delivery.hosts().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(host -> ", " + host.getKey() + ": " + host.getValue())
                .collect(Collectors.joining());
        return (received == null ? "" : when(received, now)) + "  " + Requests.words(delivery.request()) + "  "
                + delivery.outcome() + ": " + delivery.text() + hosts;
    }

    private String when(Instant time, Instant now) {
        return clock.format(time) + " (" + Words.duration(Duration.between(time, now)) + " ago)";
    }

    private static void line(StringBuilder out, String text) {
        out.append(Text.printable(text, LONGEST_LINE).replace('\n', ' ').stripTrailing())
                .append('\n');
    }
}
