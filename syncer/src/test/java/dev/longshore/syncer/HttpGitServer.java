/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Git's own {@code http-backend} behind a small HTTP server, which can also misbehave. */
public final class HttpGitServer implements AutoCloseable {
    /** Answers instead of Git. */
    @FunctionalInterface
    public interface Trouble {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final Path root;
    private final HttpServer server;
    private final String scheme;
    private volatile long longest = Long.MAX_VALUE;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> offered = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final Set<Integer> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger hanging = new AtomicInteger();
    private volatile @Nullable String authorization;
    private volatile @Nullable Trouble trouble;

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else each answer waits 40 ms for an acknowledgement
    }

    /** @param root directory of the repositories */
    public HttpGitServer(Path root) throws IOException {
        this(root, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), "http");
    }

    private HttpGitServer(Path root, HttpServer server, String scheme) {
        this.root = root;
        this.server = server;
        this.scheme = scheme;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Over TLS, with this identity. */
    public static HttpGitServer secure(Path root, SSLContext identity) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity));
        return new HttpGitServer(root, server, "https");
    }

    public String url(String repository) {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/" + repository;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Answers 401 to everything without this {@code Authorization}. */
    public void require(String value) {
        authorization = value;
    }

    /** Null for none. */
    public void trouble(@Nullable Trouble newTrouble) {
        trouble = newTrouble;
    }

    /** Answers nothing until the server closes. */
    public void hang() {
        trouble(exchange -> {
            hanging.incrementAndGet();
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** How many requests were never answered. */
    public int hanging() {
        return hanging.get();
    }

    public static Trouble status(int status, Map<String, String> headers) {
        return exchange -> {
            headers.forEach(exchange.getResponseHeaders()::add);
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** Method and path of each request. */
    public List<String> requests() {
        return requests;
    }

    /** From now on no answer has more bytes; it ends there as if it were complete. */
    public void cutAfter(long bytes) {
        longest = bytes;
    }

    /** Each {@code Authorization} that was ever sent here. */
    public List<String> offered() {
        return offered;
    }

    /** What Git was asked, request by request. */
    public List<String> bodies() {
        return bodies;
    }

    /** How many connections were opened. */
    public int connections() {
        return connections.size();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            connections.add(exchange.getRemoteAddress().getPort());
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            offered.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            Trouble now = trouble;
            String wanted = authorization;
            if (now != null) {
                now.answer(exchange);
            } else if (wanted != null
                    && !wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
            } else {
                backend(exchange);
            }
        }
    }

    private void backend(HttpExchange exchange) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
        Map<String, String> environment = builder.environment();
        environment.put("GIT_PROJECT_ROOT", root.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        putIfThere(environment, "QUERY_STRING", exchange.getRequestURI().getQuery());
        putIfThere(environment, "CONTENT_TYPE", exchange.getRequestHeaders().getFirst("Content-Type"));
        putIfThere(environment, "GIT_PROTOCOL", exchange.getRequestHeaders().getFirst("Git-Protocol"));
        putIfThere(
                environment,
                "HTTP_CONTENT_ENCODING",
                exchange.getRequestHeaders().getFirst("Content-Encoding"));
        byte[] body = exchange.getRequestBody().readAllBytes();
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        bodies.add(new String(zipped ? unzipped(body) : body, StandardCharsets.ISO_8859_1));
        environment.put("CONTENT_LENGTH", Integer.toString(body.length));
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var in = process.getOutputStream()) {
            in.write(body);
        }
        try (InputStream out = process.getInputStream()) {
            copy(out, exchange);
        }
    }

    private static byte[] unzipped(byte[] body) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        }
    }

    private static void putIfThere(Map<String, String> environment, String name, @Nullable String value) {
        if (value != null) {
            environment.put(name, value);
        }
    }

    private void copy(InputStream cgi, HttpExchange exchange) throws IOException {
        int status = 200;
        Deque<String> headers = headers(cgi);
        for (String header : headers) {
            int colon = header.indexOf(':');
            String value = header.substring(colon + 1).trim();
            if (header.startsWith("Status:")) {
                status = Integer.parseInt(value.substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(header.substring(0, colon), value);
            }
        }
        exchange.sendResponseHeaders(status, 0);
        if (longest == Long.MAX_VALUE) {
            cgi.transferTo(exchange.getResponseBody());
        } else {
            exchange.getResponseBody().write(cgi.readNBytes((int) longest));
            cgi.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static Deque<String> headers(InputStream cgi) throws IOException {
        Deque<String> headers = new ArrayDeque<>();
        StringBuilder line = new StringBuilder();
        for (int c = cgi.read(); c >= 0; c = cgi.read()) {
            if (c == '\n') {
                String text = line.toString().strip();
                if (text.isEmpty()) {
                    break;
                }
                headers.add(text);
                line.setLength(0);
            } else {
                line.append(new String(new byte[] {(byte) c}, StandardCharsets.ISO_8859_1));
            }
        }
        return headers;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
