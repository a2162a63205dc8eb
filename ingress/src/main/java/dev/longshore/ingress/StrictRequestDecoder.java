/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpMessage;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Takes a request with both Content-Length and Transfer-Encoding for what it is: no request, but an attempt to make two servers disagree
 * on where it ends (RFC 9112, section 6.1). Vert.x would drop the one and go on.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    private StrictRequestDecoder() {
        super(new Http1ServerConfig()
                .setMaxHeaderSize(IngressLimits.MAX_HEADER_BYTES)
                .setMaxInitialLineLength(IngressLimits.MAX_REQUEST_LINE));
    }

    /** Puts it into a connection on which nothing was read yet. */
    static void install(HttpConnection connection) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        pipeline.replace(VertxHttpRequestDecoder.class, "strictHttpDecoder", new StrictRequestDecoder());
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("Content-Length and Transfer-Encoding together");
    }
}
