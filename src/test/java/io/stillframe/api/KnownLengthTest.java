package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownLengthTest {

    private static final String HIDDEN = "DELETE /hidden HTTP/1.1\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n",
                "HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void endsWithARequestOfUncertainLength(String start) {
        var requests = requests("POST / " + start + HIDDEN);

        assertThat(requests).hasSize(1);
        assertThat(requests.getFirst().decoderResult().isFailure()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1\r\n\r\n"
            })
    void leavesOthersAlone(String start) {
        assertThat(requests("POST / " + start + HIDDEN))
                .extracting(HttpRequest::method)
                .containsExactly(HttpMethod.POST, HttpMethod.DELETE);
    }

    private static List<HttpRequest> requests(String bytes) {
        var channel = new EmbeddedChannel(new HttpRequestDecoder(), new KnownLength());
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
        channel.finish();
        return Stream.<Object>generate(channel::readInbound)
                .takeWhile(message -> message != null)
                .filter(HttpRequest.class::isInstance)
                .map(HttpRequest.class::cast)
                .toList();
    }
}
