package io.stillframe.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.test.context.TestPropertySource;

/** Who asks and does not take the answers keeps neither them nor the connection. */
@TestPropertySource(properties = "stillframe.request-timeout=400ms")
class AnswerInTimeApiTest extends ApiTest {

    private static final String ASK_FOR_MUCH = "GET /v3/api-docs HTTP/1.1\r\nHost: x\r\n\r\n";

    /** More than fits between the two ends. */
    private static final int TIMES = 400;

    @Test
    // a write that nobody takes cannot be interrupted
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void closesTheConnectionOfWhoeverTakesNoAnswer() throws IOException {
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(ASK_FOR_MUCH.repeat(TIMES).getBytes(US_ASCII));

            while (isThere(socket)) {
                Thread.onSpinWait();
            }
        }
        assertThat(get("/v1/snapshots").status()).isEqualTo(200);
    }

    /** A line without an end, and no request: a server that is there takes it or is silent. */
    private static boolean isThere(Socket socket) {
        try {
            socket.getOutputStream().write('\n');
            return true;
        } catch (SocketException closed) {
            return false;
        } catch (IOException other) {
            throw new AssertionError(other);
        }
    }
}
