/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.stacks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.longshore.events.EventJson;
import dev.longshore.events.StackSpec;
import dev.longshore.syncer.git.CommitTree;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digest of a spec and of Git's ids of what it is made of. Contents need not be read: Git's ids are digests of them. */
final class TreeDigest {
    /** Maps have no order of their own. */
    private static final ObjectWriter JSON =
            EventJson.MAPPER.writer().with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final MessageDigest digest = sha256();

    TreeDigest(StackSpec spec) {
        try {
            digest.update(JSON.writeValueAsBytes(spec));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this spec cannot be written as JSON: " + spec.name(), e);
        }
    }

    /** The files of submodules are part of it. */
    void addSubmodules() {
        digest.update("\0submodules".getBytes(StandardCharsets.UTF_8));
    }

    void add(String path, CommitTree.Node node) {
        String line = "\0" + path + "\0" + node.mode() + "\0" + node.id();
        digest.update(line.getBytes(StandardCharsets.UTF_8));
    }

    /** Lower case. Ends the digest. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
