/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which events somebody wants to be told of.
 *
 * @param types never empty
 * @param stack null for those of all stacks, and of none
 */
public record EventFilter(Set<EventType> types, @Nullable StackName stack) implements Predicate<Event> {
    /** Repeat what other events say, or only ask: they come when they are asked for. */
    private static final Set<EventType> ON_REQUEST =
            EnumSet.of(EventType.STATUS_CHANGED, EventType.DRIFT_CHECK, EventType.REPOSITORY_ADMITTED);

    private static final int MAX_GLOB = 100;
    private static final int MAX_STARS = 6;

    public EventFilter {
        types = Set.copyOf(types);
    }

    /**
     * Reads a filter as people write it.
     *
     * @param stack null for every stack
     * @param globs of types, such as {@code deployment.*} or {@code dev.longshore.drift.*}; none for all but those that only come on request
     * @throws IllegalArgumentException with a message for people: for what cannot be a stack, or a glob that no type matches
     */
    public static EventFilter of(@Nullable String stack, Collection<String> globs) {
        Set<EventType> types =
                globs.isEmpty() ? EnumSet.complementOf(EnumSet.copyOf(ON_REQUEST)) : EnumSet.noneOf(EventType.class);
        globs.forEach(glob -> types.addAll("*".equals(glob) ? of(null, Set.of()).types() : matching(glob)));
        return new EventFilter(types, stack == null ? null : new StackName(stack));
    }

    /** Where the wanted events are. */
    public Set<Topic> topics() {
        return types.stream().map(EventType::topic).collect(Collectors.toCollection(() -> EnumSet.noneOf(Topic.class)));
    }

    @Override
    public boolean test(Event event) {
        return types.contains(EventType.of(event)) && (stack == null || concerns(event, stack));
    }

    private static boolean concerns(Event event, StackName stack) {
        if (event instanceof SourceEvent.Changed changed) {
            return changed.stacks().stream().anyMatch(stack);
        }
        String key = event instanceof StackStatus status ? status.stack().toString() : event.key();
        int slash = key.indexOf('/');
        return slash > 0
                && Names.isValid(key.substring(0, slash))
                && Names.isValid(key.substring(slash + 1))
                && stack.test(StackId.parse(key));
    }

    private static Set<EventType> matching(String glob) {
        // Tried on the few names there are, and not long enough to take long.
        boolean isBounded =
                glob.length() <= MAX_GLOB && glob.chars().filter(c -> c == '*').count() <= MAX_STARS;
        if (!isBounded) {
            throw new IllegalArgumentException(
                    "a type has at most " + MAX_GLOB + " characters and " + MAX_STARS + " *");
        }
        PathMatcher pattern = pattern(glob);
        Set<EventType> found = Arrays.stream(EventType.values())
                .filter(type -> pattern.matches(Path.of(type.shortName())) || pattern.matches(Path.of(type.type())))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(EventType.class)));
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "no event type is like '" + Text.printable(glob, MAX_GLOB) + "'; there are "
                            + Arrays.stream(EventType.values())
                                    .map(EventType::shortName)
                                    .collect(Collectors.joining(", ")));
        }
        return found;
    }

    private static PathMatcher pattern(String glob) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + Text.printable(glob, MAX_GLOB) + "' is not a pattern such as deployment.*: "
                            + e.getDescription(),
                    e);
        }
    }
}
