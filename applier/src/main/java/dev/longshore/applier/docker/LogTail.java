/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Collects the end of a container's log. */
final class LogTail extends ResultCallback.Adapter<Frame> {
    private static final int LIMIT = 8 * 1024;
    private static final int LINE = 500;

    private final int lines;
    private final StringBuilder text = new StringBuilder();

    LogTail(int lines) {
        this.lines = lines;
    }

    @Override
    public synchronized void onNext(Frame frame) {
        text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
        if (text.length() > 2 * LIMIT) {
            text.delete(0, text.length() - LIMIT);
        }
    }

    synchronized List<String> lines() {
        String end = text.substring(Math.max(0, text.length() - LIMIT));
        List<String> all = end.lines().map(line -> Redactor.redact(line, LINE)).toList();
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }
}
