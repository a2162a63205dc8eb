/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import dev.longshore.applier.tree.Sha256;
import dev.longshore.events.StackId;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the images that a stack may have to return to: a tag of ours, {@code longshore-keep/<repository>/<stack>:<start of the id>},
 * protects them when the tag they came by is moved or removed, and from {@code docker image prune}.
 */
public final class KeptImages {
    private static final Logger log = LoggerFactory.getLogger(KeptImages.class);
    private static final String PREFIX = "longshore-keep/";
    private static final int DIGITS = 12;
    /** What Docker takes as one part of an image's name: stricter than our names. */
    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");

    private final Engine engine;

    public KeptImages(Engine engine) {
        this.engine = engine;
    }

    /** Tags images, by id; one that is gone is passed over. */
    public void keep(StackId stack, Set<String> images) {
        String repository = repository(stack);
        images.forEach(image -> engine.tag(image, repository, tag(image)));
    }

    /** Gives up the images of this stack that are not among {@code kept}. One that is in use goes another time. */
    public void release(StackId stack, Set<String> kept) {
        String repository = repository(stack);
        Set<String> tags = kept.stream().map(KeptImages::tag).collect(Collectors.toSet());
        for (String tag : engine.tags(repository)) {
            if (!tags.contains(tag)) {
                release(stack, repository + ":" + tag);
            }
        }
    }

    private void release(StackId stack, String reference) {
        try {
            engine.untag(reference);
        } catch (EngineException e) {
            if (e.isUnavailable()) {
                throw e;
            }
            log.atDebug()
                    .addKeyValue("stack", stack)
                    .addKeyValue("image", reference)
                    .setCause(e)
                    .log("an image that is not needed any more cannot be given up yet");
        }
    }

    private static String tag(String image) {
        String digest = image.substring(image.indexOf(':') + 1);
        return digest.substring(0, Math.min(DIGITS, digest.length()));
    }

    static String repository(StackId stack) {
        return PREFIX + component(stack.repository()) + "/" + component(stack.stack());
    }

    private static String component(String name) {
        return COMPONENT.matcher(name).matches() ? name : Sha256.of(name);
    }
}
