package io.stillframe.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is hardly HTTP any more, or tries to be two requests in one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawHostileTest {

    private static final String HOST = "Host: x\r\n";

    private Besieged service;
    private Set<String> types;

    @BeforeAll
    void start() {
        service = Besieged.start("--spring.datasource.url=jdbc:h2:mem:raw-hostile");
        types = service.served().problems();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    static Stream<String> targets() {
        return Stream.of(
                "/v1/snapshots/%",
                "/v1/snapshots/%z1",
                "/v1/snapshots/%4",
                "/v1/snapshots?limit=%",
                "/v1/snapshots?limit=%zz",
                "/v1/snapshots?%",
                "/v1/snapshots?limit={}",
                "/v1/snapshots?limit=1|2",
                "/v1/images?name=<script>",
                "/v1/images?name=\"",
                "/v1/images?name=^`",
                "/v1/images/{id}",
                "/v1/images/a|b",
                "/v1/images\\..\\..",
                "/v1/images/\u00c0\u00af",
                "/v1/images/\u0000",
                "/v1/images/\u0001",
                "/v1/images?name=\u007f",
                "/v1/images/a b",
                "/v1/images#x#y",
                "?",
                "*",
                ":",
                "http://",
                "http://[",
                "javascript:alert(1)",
                "127.0.0.1:1",
                "/" + "a".repeat(9_000));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void refusesATargetThatIsNone(String target) throws IOException {
        isRefused("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n");
        isRefused("POST " + target + " HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\n\r\n{}");
    }

    static Stream<String> starts() {
        var json = HOST + "Content-Type: application/json\r\n";
        return Stream.of(
                "GET\r\n\r\n",
                "GET /v1/snapshots\r\n\r\n",
                "GET /v1/snapshots HTTP/1.2\r\n" + HOST + "Expect: nothing\r\nX y: z\r\n\r\n",
                "GET /v1/snapshots JUNK/1.1\r\n" + HOST + "\r\n",
                "GET /v1/snapshots HTTP/1.1\r\n" + HOST + "X-A: a\u0000b\r\n\r\n",
                "GET /v1/snapshots HTTP/1.1\r\n" + HOST + "X-A: a\rX-B: b\r\n\r\n",
                "GET /v1/snapshots HTTP/1.1\r\n" + HOST + "X-A : b\r\n\r\n",
                "GET /v1/snapshots HTTP/1.1\r\n" + HOST + "X\u0000A: b\r\n\r\n",
                "GET /v1/snapshots HTTP/1.1\r\n" + HOST + ": b\r\n\r\n",
                "GET /v1/snapshots HTTP/1.1\r\n" + HOST + "\u00e4: b\r\n\r\n",
                "GET /v1/snapshots HTTP/1.1\r\n" + HOST + "X: b\r\n".repeat(8_000) + "\r\n",
                "GET /v1/snapshots HTTP/1.1\r\n" + HOST + "X: " + "b".repeat(20_000) + "\r\n\r\n",
                "GET /v1/snapshots HTTP/1.1\r\n" + HOST + "X".repeat(20_000) + ": b\r\n\r\n",
                "POST /v1/images HTTP/1.1\r\n" + json + "Content-Length: -1\r\n\r\n",
                "POST /v1/images HTTP/1.1\r\n" + json + "Content-Length: +2\r\n\r\n{}",
                "POST /v1/images HTTP/1.1\r\n" + json + "Content-Length: 0x2\r\n\r\n{}",
                "POST /v1/images HTTP/1.1\r\n" + json + "Content-Length: 2, 3\r\n\r\n{}",
                "POST /v1/images HTTP/1.1\r\n" + json + "Content-Length: 9e9\r\n\r\n{}",
                "POST /v1/images HTTP/1.1\r\n"
                        + json
                        + "Content-Length: 99999999999999999999\r\n\r\n{}",
                "POST /v1/images HTTP/1.1\r\n" + json + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST /v1/images HTTP/1.1\r\n" + json + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
                "POST /v1/images HTTP/1.1\r\n"
                        + json
                        + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n",
                "POST /v1/images HTTP/1.1\r\n"
                        + json
                        + "Transfer-Encoding: chunked\r\n\r\n2;"
                        + "x".repeat(20_000)
                        + "\r\n{}\r\n0\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0000\u0000\u0000\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("starts")
    void refusesWhatIsNoRequest(String bytes) throws IOException {
        isRefused(bytes);
    }

    /** Both the server below and what reads the body have heard of it, in either order. */
    @RepeatedTest(20)
    void refusesOnceWhatBreaksOffInABody() throws IOException {
        isRefused(
                "POST /v1/images HTTP/1.1\r\n"
                        + HOST
                        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n-1\r\n");
    }

    /** Anybody could fill the log, and ring the bell of whoever watches it. */
    @Test
    void takesACallerThatHangsUpInABodyForNoMistake() throws IOException {
        try (var ear = LogEar.open()) {
            try (var caller = new Socket("127.0.0.1", service.port())) {
                caller.getOutputStream()
                        .write(
                                ("POST /v1/images HTTP/1.1\r\n"
                                                + HOST
                                                + "Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{")
                                        .getBytes(StandardCharsets.US_ASCII));
            }
            await().until(() -> ear.lines().anyMatch(line -> line.contains("path=\"/v1/images\"")));
            assertThat(ear.mistakes()).isEmpty();
        }
    }

    static Stream<String> smugglers() {
        return Stream.of(
                "Content-Length: 2\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 2",
                "Content-Length: 0\r\nContent-Length: 2",
                "Content-Length: 2\r\nTransfer-Encoding: identity, chunked",
                "Content-Length: 2\r\nTransfer-Encoding: xchunked",
                "Content-Length: 2\r\nTransfer-Encoding : chunked",
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x",
                "Content-Length: 2\r\nTransfer-Encoding:\u000bchunked",
                "Content-Length: 2\r\n Transfer-Encoding: chunked",
                "Content-Length: 2\r\nX-A: b\nTransfer-Encoding: chunked");
    }

    /** What it hides would be read by whoever comes next behind a proxy. */
    @ParameterizedTest
    @MethodSource("smugglers")
    void isNotTakenInByTwoLengths(String lengths) throws IOException {
        var image = service.newImage();
        var hidden = "DELETE /v1/images/%s HTTP/1.1\r\n%s\r\n".formatted(image, HOST);
        var bytes =
                "POST /v1/images HTTP/1.1\r\n%sContent-Type: application/json\r\n%s\r\n\r\n0\r\n\r\n%s"
                        .formatted(HOST, lengths, hidden);

        try (var ear = LogEar.open()) {
            isRefused(bytes);
            assertThat(ear.lines()).noneMatch(line -> line.contains("DELETE"));
        }

        assertThat(service.ask(Request.of("GET", "/v1/images/" + image)).status()).isEqualTo(200);
    }

    private void isRefused(String bytes) throws IOException {
        var before = List.copyOf(service.cloud().images());
        try (var ear = LogEar.open();
                var wire = new Wire(service.port())) {
            var answer = wire.send(bytes, "GET");

            var what = "%s\n→ %s".formatted(Request.shown(bytes), answer);
            assertThat(answer.status()).as(what).isBetween(400, 499);
            assertThat(answer.header("content-type"))
                    .as(what)
                    .isEqualTo("application/problem+json");
            assertThat(types).as(what).contains(answer.text("/type"));
            assertThat(answer.json().path("status").asInt()).as(what).isEqualTo(answer.status());
            assertThat(answer.text("/detail")).as(what).isNotBlank();
            assertThat(ear.mistakes()).as(what).isEmpty();
        }
        assertThat(service.cloud().images()).hasSameSizeAs(before);
    }
}
