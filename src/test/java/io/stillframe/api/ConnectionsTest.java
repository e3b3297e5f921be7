package io.stillframe.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.Test;

/** Which of too many connections goes. */
class ConnectionsTest {

    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final Connections connections = new Connections(3);

    @Test
    void closesTheOneThatHasWaitedForItsCallerForLongest() {
        var first = opened();
        var second = opened();
        var third = opened();

        var fourth = opened();

        assertOpen(second, third, fourth);
        assertThat(first.isOpen()).isFalse();
    }

    @Test
    void keepsTheOneThatIsToAnswer() {
        var asked = opened();
        receives(asked, REQUEST);
        for (int i = 0; i < 10; i++) {
            opened();
        }

        assertOpen(asked);
    }

    @Test
    void keepsTheOneWhoseAnswerGoesOn() {
        var streaming = opened();
        receives(streaming, REQUEST);
        streaming.writeOutbound(
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        for (int i = 0; i < 10; i++) {
            opened();
        }
        assertOpen(streaming);

        streaming.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
        for (int i = 0; i < 10; i++) {
            opened();
        }
        assertThat(streaming.isOpen()).isFalse();
    }

    @Test
    void takesNobodyElseWhileAllAreToAnswer() {
        var busy = new EmbeddedChannel[] {opened(), opened(), opened()};
        for (var each : busy) {
            receives(each, REQUEST);
        }

        assertThat(opened().isOpen()).isFalse();
        assertOpen(busy);

        busy[1].close();
        assertOpen(opened());
    }

    @Test
    void closesAnotherThanTheOneThatWasJustAnswered() {
        var first = opened();
        var second = opened();
        opened();
        receives(first, REQUEST);
        answers(first, HttpResponseStatus.OK);

        opened();

        assertOpen(first);
        assertThat(second.isOpen()).isFalse();
    }

    @Test
    void takesHalfARequestForNone() {
        var half = opened();
        receives(half, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");
        answers(half, HttpResponseStatus.CONTINUE);
        for (int i = 0; i < 3; i++) {
            opened();
        }

        assertThat(half.isOpen()).isFalse();
    }

    @Test
    void takesAPermissionToSendTheRestForNoAnswer() {
        var asked = opened();
        receives(asked, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
        answers(asked, HttpResponseStatus.CONTINUE);
        receives(asked, "{}");
        for (int i = 0; i < 3; i++) {
            opened();
        }

        assertOpen(asked);
    }

    @Test
    void countsEachOfSeveralRequestsAtOnce() {
        var asked = opened();
        receives(asked, REQUEST + REQUEST);
        answers(asked, HttpResponseStatus.OK);
        for (int i = 0; i < 3; i++) {
            opened();
        }

        assertOpen(asked);
    }

    @Test
    void forgetsWhatIsClosed() {
        for (int i = 0; i < 10; i++) {
            var gone = opened();
            receives(gone, REQUEST);
            gone.close();
            gone.write(LastHttpContent.EMPTY_LAST_CONTENT);
        }

        assertOpen(opened(), opened(), opened());
    }

    private EmbeddedChannel opened() {
        return new EmbeddedChannel(new HttpServerCodec(), connections.newHandler());
    }

    private static void receives(EmbeddedChannel connection, String bytes) {
        connection.writeInbound(Unpooled.copiedBuffer(bytes, US_ASCII));
    }

    private static void answers(EmbeddedChannel connection, HttpResponseStatus status) {
        var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        answer.headers().set("content-length", 0);
        connection.writeOneOutbound(answer);
        connection.flushOutbound();
    }

    private static void assertOpen(EmbeddedChannel... connections) {
        assertThat(connections).allMatch(EmbeddedChannel::isOpen);
    }
}
