package io.stillframe.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** The server below us can forget to read on, and nobody would ever get an answer there again. */
class KeepReadingApiTest extends ApiTest {

    private static final String REQUEST = "GET /v1/servers HTTP/1.1\r\nHost: x\r\n%s\r\n";

    /** As happens by chance where a caller sends its next request right after an answer. */
    @Test
    void readsOnAfterARequestThatCameTooEarlyAndWasAnsweredAtOnce() throws IOException {
        var slow = REQUEST.formatted("X-Auth-Token: " + Slice.OURS + "\r\n");
        var atOnce = REQUEST.formatted(""); // 401
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            var out = socket.getOutputStream();
            var answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            out.write((slow + atOnce).getBytes(US_ASCII));
            awaitAnswer(answers);
            awaitAnswer(answers);

            out.write(atOnce.getBytes(US_ASCII));

            awaitAnswer(answers);
        }
    }

    /** A status line follows the body before it without a new line. */
    private static void awaitAnswer(BufferedReader answers) throws IOException {
        var line = answers.readLine();
        while (line != null && !line.contains("HTTP/1.1 ")) {
            line = answers.readLine();
        }
        assertThat(line).isNotNull();
    }
}
