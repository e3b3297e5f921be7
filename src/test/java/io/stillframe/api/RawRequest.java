package io.stillframe.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** What no HTTP client would send, byte by byte. */
record RawRequest(int port) {

    private static final int PATIENCE = 20_000;

    /** All answers, up to the end of the connection, which must come. */
    List<RawAnswer> send(String bytes) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            return RawAnswer.all(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
        }
    }

    RawAnswer sendOne(String bytes) throws IOException {
        var answers = send(bytes);
        assertThat(answers).hasSize(1);
        return answers.getFirst();
    }

    /**
     * @param headers by their names in lower case
     */
    record RawAnswer(int status, Map<String, String> headers, String body) {

        static List<RawAnswer> all(String text) {
            var answers = new ArrayList<RawAnswer>();
            int at = 0;
            while (at < text.length()) {
                int end = text.indexOf("\r\n\r\n", at) + 4;
                var head = text.substring(at, end).strip().split("\r\n");
                var headers = new TreeMap<String, String>();
                for (int i = 1; i < head.length; i++) {
                    var parts = head[i].split(": ?", 2);
                    headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
                }
                int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
                int status = Integer.parseInt(head[0].split(" ")[1]);
                answers.add(new RawAnswer(status, headers, text.substring(end, end + length)));
                at = end + length;
            }
            return answers;
        }

        void isProblem(int status, String type) {
            assertThat(status()).as(body).isEqualTo(status);
            assertThat(headers).containsEntry("content-type", "application/problem+json");
            var problem = JsonMapper.shared().readTree(body);
            assertThat(problem.get("type").asString()).isEqualTo("urn:stillframe:problem:" + type);
            assertThat(problem.get("status").asInt()).isEqualTo(status);
            assertThat(problem.get("detail").asString()).isNotBlank();
        }
    }
}
