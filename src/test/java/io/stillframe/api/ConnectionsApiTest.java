package io.stillframe.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.TestPropertySource;

/** Whoever opens very many connections pushes out its own, on both ports. */
@TestPropertySource(properties = {"stillframe.connections-at-once=100", "management.server.port=0"})
class ConnectionsApiTest extends ApiTest {

    private static final String GET = "GET /v1/leftovers HTTP/1.1\r\nHost: x\r\n";

    /** So many that it does not matter that they are not taken quite in their order. */
    private static final int FLOOD = 300;

    @LocalManagementPort int management;

    private final Deque<Socket> flood = new ArrayDeque<>();

    @AfterEach
    void hangUp() throws IOException {
        for (var socket : flood) {
            socket.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /v1",
                GET + "X-Endless: x",
                "POST /v1/snapshots HTTP/1.1\r\nHost: x\r\nX-Auth-Token: "
                        + Slice.OURS
                        + "\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{"
            })
    void answersOthersWhateverAFloodOfConnectionsBeginsWith(String start) throws IOException {
        for (int i = 0; i < FLOOD; i++) {
            open(port, start);
        }
        answers(port, "/v3/api-docs");

        assertIsClosed(flood.getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /actuator", "GET /actuator HTTP/1.1\r\nHost: x\r\n"})
    void answersOperatorsAllTheSame(String start) throws IOException {
        for (int i = 0; i < FLOOD; i++) {
            open(management, start);
        }
        answers(management, "/actuator/info");

        assertIsClosed(flood.getFirst());
    }

    private void open(int port, String start) throws IOException {
        var socket = new Socket("127.0.0.1", port);
        flood.add(socket);
        socket.getOutputStream().write(start.getBytes(US_ASCII));
    }

    private static void answers(int port, String path) throws IOException {
        var answer =
                new RawRequest(port)
                        .sendOne(
                                "GET "
                                        + path
                                        + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
    }

    private static void assertIsClosed(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
}
