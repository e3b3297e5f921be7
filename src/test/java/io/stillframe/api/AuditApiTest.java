package io.stillframe.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who did what, and what came of it. */
class AuditApiTest extends ApiTest {

    private static final String GLOBAL = "req-0b7d1b1c-7d8e-4c38-9f0a-0123456789ab";
    private static final Logger AUDIT = (Logger) LoggerFactory.getLogger(Audit.LOGGER);

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        AUDIT.setLevel(Level.INFO); // of other tests nobody wants to read it
        lines.start();
        AUDIT.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        AUDIT.detachAppender(lines);
        AUDIT.setLevel(Level.OFF);
    }

    @Test
    void tellsWhoMadeWhat() {
        var answer = post("/v1/snapshots", ASK, "X-OpenStack-Request-ID", GLOBAL);

        assertThat(told(answer))
                .containsExactly(
                        "action user_id=\"u1\" user=\"alice\" project=\"%s\" from=\"127.0.0.1\" method=\"POST\" path=\"/v1/snapshots\" status=\"202\" made=\"/v1/snapshots/%s\" request_id=\"%s\" global_request_id=\"%s\""
                                .formatted(
                                        World.PROJECT,
                                        answer.json().get("id").asString(),
                                        id(answer),
                                        GLOBAL));
    }

    @Test
    void tellsWhatWasRefusedAndWhy() {
        var refused = post("/v1/snapshots", "{}");
        var reader = post("/v1/snapshots", ASK, "X-Auth-Token", Slice.READER);
        var operators = get("/actuator/env");

        assertThat(told(refused).getFirst()).contains("status=\"400\" problem=\"invalid-request\"");
        assertThat(told(reader).getFirst())
                .contains("user=\"alice\"")
                .contains("status=\"403\" problem=\"forbidden\"")
                .doesNotContain("made=");
        assertThat(told(operators).getFirst()).contains("path=\"/actuator/env\" status=\"403\"");
    }

    /** What a caller does not wait for happens all the same. */
    @Test
    void tellsOfWhoeverHungUp() throws IOException {
        var body = "{\"name\": \"x\", \"location\": \"https://files.example.org/x\"}";
        var head =
                "POST /v1/images?wait=60s HTTP/1.1\r\nHost: x\r\nX-Auth-Token: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(Slice.OURS, body.length());
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write((head + body).getBytes(US_ASCII));
            await().until(() -> !imageRuns.unfinishedOf(World.PROJECT).isEmpty());
        }

        await().until(() -> lines.list.size() == 1);
        assertThat(lines.list.getFirst().getFormattedMessage())
                .contains("user=\"alice\"")
                .contains("path=\"/v1/images\" status=\"unanswered\"");
    }

    @Test
    void tellsOfTheUnknownWithoutTheirTokens() {
        var token = "gAAAAABsecret-of-somebody";

        var answer = get("/v1/snapshots?marker=secret-too", "X-Auth-Token", token);

        assertThat(told(answer).getFirst())
                .startsWith("action from=\"127.0.0.1\" method=\"GET\" path=\"/v1/snapshots\"")
                .contains("status=\"401\" problem=\"unauthenticated\"")
                .doesNotContain("secret");
    }

    @Test
    void saysNothingOfThoseWhoOnlyLook() {
        var id = created();
        lines.list.clear();

        get("/v1/snapshots");
        get("/v1/snapshots/" + id);
        get("/v1/nothing");
        get("/actuator/health/liveness");

        assertThat(lines.list).isEmpty();
    }

    @Test
    void tellsEachChangeOnce() {
        var path = "/v1/snapshots/" + created();
        lines.list.clear();

        send("POST", path + "/cancel", null);
        send("DELETE", path, null);
        send("PATCH", "/v1/images/x", "{}");
        send("PUT", "/v1/images/x", "{}");

        assertThat(lines.list)
                .extracting(
                        event -> event.getFormattedMessage().replaceAll(".* method=", "method="))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("method=\"POST\"").contains("\"202\""),
                        line ->
                                assertThat(line)
                                        .startsWith("method=\"DELETE\"")
                                        .contains("\"409\""),
                        line -> assertThat(line).startsWith("method=\"PATCH\"").contains("\"400\""),
                        line -> assertThat(line).startsWith("method=\"PUT\"").contains("\"405\""));
    }

    @Test
    void keepsItsLinesWholeWhateverAPathHolds() {
        var answer = send("DELETE", "/v1/snapshots/x%0d%0aaction%20user=%22root%22%1b%5b2J", null);

        assertThat(told(answer).getFirst())
                .contains("path=\"/v1/snapshots/x%0d%0aaction%20user=%22root%22%1b%5b2J\"")
                .doesNotContainPattern("\\p{Cntrl}");
    }

    private List<String> told(Answer answer) {
        return lines.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains(id(answer)))
                .toList();
    }

    private static String id(Answer answer) {
        return answer.header("x-openstack-request-id").orElseThrow();
    }
}
