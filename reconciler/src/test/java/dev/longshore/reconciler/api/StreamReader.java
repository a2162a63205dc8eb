/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Reads a stream as the specification of Server-Sent Events says. */
final class StreamReader implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final Thread thread = new Thread(this::read, "stream-reader");
    final List<Message> messages = new CopyOnWriteArrayList<>();
    final List<String> comments = new CopyOnWriteArrayList<>();
    private volatile String lastId = "";

    /** One event. */
    record Message(String id, String event, String data) {}

    private StreamReader(HttpResponse<InputStream> response) {
        this.response = response;
    }

    static StreamReader open(HttpClient http, HttpRequest request) throws IOException, InterruptedException {
        StreamReader reader = new StreamReader(http.send(request, HttpResponse.BodyHandlers.ofInputStream()));
        reader.thread.setDaemon(true);
        reader.thread.start();
        return reader;
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    /** The last event id as a browser would send it; empty before there was one. */
    String lastId() {
        return lastId;
    }

    /** Ids of the CloudEvents, in the order of their arrival. */
    List<String> cloudEventIds() {
        return messages.stream()
                .map(message -> message.data().replaceAll(".*?\"id\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    StreamReader awaitMessages(int count) {
        await().atMost(20, SECONDS).until(() -> messages.size() >= count);
        return this;
    }

    StreamReader awaitOpen() {
        await().atMost(20, SECONDS).until(() -> !lastId.isEmpty());
        return this;
    }

    void awaitEnd() throws InterruptedException {
        thread.join(SECONDS.toMillis(20));
        if (thread.isAlive()) {
            throw new AssertionError("the stream goes on");
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String event = "";
            StringBuilder data = new StringBuilder();
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(":")) {
                    comments.add(line);
                } else if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                } else if (line.isEmpty()) {
                    if (data.length() > 0) {
                        messages.add(new Message(lastId, event, data.toString()));
                    }
                    event = "";
                    data.setLength(0);
                }
            }
        } catch (IOException e) {
            comments.add(e.toString()); // the connection is gone
        }
    }

    /** Hangs up. */
    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
