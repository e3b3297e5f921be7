package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server below us cannot read is refused as everything else is. */
class BareRefusalsApiTest extends ApiTest {

    private static final String GOOD =
            "GET /v1/snapshots HTTP/1.1\r\nHost: x\r\nX-Auth-Token: " + Slice.OURS + "\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/snapshots\r\n\r\n",
                "GET  /v1/snapshots HTTP/9\r\n\r\n",
                "GET /v1/snapshots HTTP/2.0\r\nHost: x\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET /v1/snapshots HTTP/1.1\r\nHost: x\r\nX-\u0000: y\r\n\r\n",
                "GET /v1/snapshots HTTP/1.1\r\nHost: x\r\nX y: y\r\n\r\n",
                "GET /v1/snapshots HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n",
                "POST /v1/snapshots HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /v1/snapshots HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
                "POST /v1/snapshots HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST /v1/snapshots HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001 hello over TLS \r\n\r\n",
            })
    void refusesWhatIsNoHttp(String bytes) throws IOException {
        var answer = new RawRequest(port).sendOne(bytes);

        answer.isProblem(400, "invalid-request");
        assertThat(answer.headers())
                .containsEntry("connection", "close")
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("cache-control", "no-store")
                .hasEntrySatisfying(
                        "x-openstack-request-id", id -> assertThat(id).startsWith("req-"));
    }

    /** Two lengths are how requests are smuggled past a proxy. */
    @Test
    void refusesTwoLengthsOfOneBody() throws IOException {
        var answers =
                new RawRequest(port)
                        .send(
                                "POST /v1/snapshots HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                        + GOOD
                                        + "\r\n");

        assertThat(answers).hasSize(1);
        answers.getFirst().isProblem(400, "invalid-request");
    }

    @Test
    void refusesALongRequestLine() throws IOException {
        new RawRequest(port)
                .sendOne(
                        GOOD.replace(" HTTP", "?marker=" + "x".repeat(8 * 1024) + " HTTP") + "\r\n")
                .isProblem(414, "request-line-too-long");
    }

    @Test
    void refusesHeadersThatAreTooLargeTogether() throws IOException {
        var header = "X-Large-%d: " + "x".repeat(4 * 1024 - 20) + "\r\n";
        var three = header.formatted(1) + header.formatted(2) + header.formatted(3);

        var taken = new RawRequest(port).sendOne(GOOD + "Connection: close\r\n" + three + "\r\n");
        var refused =
                new RawRequest(port)
                        .sendOne(GOOD + three + header.formatted(4) + header.formatted(5) + "\r\n");

        assertThat(taken.status()).isEqualTo(200);
        refused.isProblem(431, "headers-too-large");
    }

    /** Who still sends when it is refused would lose the answer with the connection. */
    @Test
    void isHeardByWhoeverSendsOnAndOn() throws IOException {
        for (int i = 0; i < 20; i++) {
            new RawRequest(port)
                    .sendOne(GOOD + "X-Endless: " + "x".repeat(4 * 1024 * 1024) + "\r\n\r\n")
                    .isProblem(431, "headers-too-large");
        }
    }

    /** What came before it is still answered. */
    @Test
    void endsTheConnectionWithWhatCannotBeRead() throws IOException {
        var answers = new RawRequest(port).send(GOOD + "\r\n" + "GET /v1/snapshots\r\n\r\n" + GOOD);

        assertThat(answers).extracting(RawRequest.RawAnswer::status).containsExactly(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/<>",
                "/v1/%zz",
                "/v1/snapshots/%",
                "v1",
                "*",
                "http://",
                "/v1/[",
                "/v1/sn\\"
            })
    void refusesWhatIsNoPath(String path) throws IOException {
        var request = "GET %s HTTP/1.1\r\nHost: x\r\nX-Auth-Token: %s\r\nConnection: close\r\n\r\n";

        var answer = new RawRequest(port).sendOne(request.formatted(path, Slice.OURS));

        assertThat(answer.status()).isIn(400, 404);
        answer.isProblem(answer.status(), answer.status() == 400 ? "invalid-request" : "not-found");
    }

    @Test
    void servesOthersAfterwards() throws IOException {
        new RawRequest(port).send("\r\nnonsense\r\n\r\n");

        assertThat(get("/v1/snapshots").status()).isEqualTo(200);
    }
}
