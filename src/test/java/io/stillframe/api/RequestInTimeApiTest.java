package io.stillframe.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** Who sends a request byte by byte keeps a connection only so long. */
@TestPropertySource(properties = "stillframe.request-timeout=400ms")
class RequestInTimeApiTest extends ApiTest {

    private static final String HEAD =
            "POST /v1/snapshots HTTP/1.1\r\nHost: x\r\nX-Auth-Token: " + Slice.OURS;
    private static final String GET =
            "GET /v1/snapshots HTTP/1.1\r\nHost: x\r\nX-Auth-Token: " + Slice.OURS + "\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                HEAD,
                HEAD + "\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{",
                GET + HEAD
            })
    void closesTheConnectionOfWhoeverTakesTooLong(String start) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(50);
            socket.getOutputStream().write(start.getBytes(US_ASCII));

            assertThat(isClosedWhileItTrickles(socket)).isTrue();
        }
        assertThat(get("/v1/snapshots").status()).isEqualTo(200);
    }

    /** It takes as long as it takes, once it has been sent. */
    @Test
    void letsARequestBeHeldForLonger() {
        var id = created();

        var answer = get("/v1/snapshots/" + id + "?wait=2s");

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void countsTheTimeBetweenRequestsForNone() throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream().write(GET.getBytes(US_ASCII));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
                socket.setSoTimeout(900);
                readUntilSilent(socket);
            }
        }
    }

    private static void readUntilSilent(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // the rest of the answer
            }
        } catch (SocketTimeoutException silent) {
            return;
        }
        throw new AssertionError("closed between two requests");
    }

    /** One byte whenever nothing has come for a while: never idle. */
    private static boolean isClosedWhileItTrickles(Socket socket) throws IOException {
        for (int i = 0; i < 400; i++) {
            try {
                while (socket.getInputStream().read() >= 0) {
                    // an answer
                }
                return true;
            } catch (SocketTimeoutException silent) {
                try {
                    socket.getOutputStream().write('x');
                } catch (SocketException closed) {
                    return true;
                }
            } catch (SocketException closed) {
                return true;
            }
        }
        return false;
    }
}
