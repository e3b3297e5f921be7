package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every answer says to browsers and caches. */
class AnswerHeadersApiTest extends ApiTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/snapshots, 200",
        "GET, /v3/api-docs, 200",
        "GET, /actuator/health/liveness, 200",
        "GET, /actuator/env, 403",
        "GET, /v1/nothing, 404",
        "PUT, /v1/snapshots, 405",
        "POST, /v1/snapshots, 415",
        "GET, /v1//snapshots, 400",
        "GET, /v1/snapshots?limit=x, 400",
    })
    void areOnEveryAnswer(String method, String path, int status) {
        var answer = send(method, path, null);

        assertThat(answer.status()).isEqualTo(status);
        assertSafe(answer);
    }

    @Test
    void areOnRefusalsAndMistakesToo() {
        assertSafe(get("/v1/snapshots", "X-Auth-Token", ""));
        world.mistake.set(new IllegalStateException("a mistake"));
        assertSafe(get("/v1/servers"));
    }

    @Test
    void areOnTheStreamOfEvents() throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://localhost:%d/v1/snapshots/%s/events"
                                                .formatted(port, created())))
                        .header("X-Auth-Token", Slice.OURS)
                        .header("Accept", "text/event-stream")
                        .build();
        var answer = HTTP.send(request, BodyHandlers.ofInputStream());
        try (var _ = answer.body()) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
            assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
        }
    }

    @Test
    void leaveTheVersionOfASnapshotToThoseWhoKnowIt() {
        var path = "/v1/snapshots/" + created();
        var version = get(path).header("etag").orElseThrow();

        var known = get(path, "If-None-Match", version);

        assertThat(known.status()).isEqualTo(304);
        assertThat(known.header("etag")).contains(version);
        assertSafe(known);
    }

    /** No page of another origin may ask for anything. */
    @ParameterizedTest
    @CsvSource({"GET, 200", "OPTIONS, 200"})
    void openNothingToOtherOrigins(String method, int status) {
        var raw =
                "%s /v1/snapshots HTTP/1.1\r\nHost: x\r\nX-Auth-Token: %s\r\nOrigin: https://evil.example.org\r\nAccess-Control-Request-Method: GET\r\nConnection: close\r\n\r\n";
        var answer = raw(raw.formatted(method, Slice.OURS));
        var unknown = raw(raw.formatted(method, "nobody's"));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(unknown.status()).isEqualTo(401);
        for (var one : new RawRequest.RawAnswer[] {answer, unknown}) {
            assertThat(one.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
        }
    }

    private RawRequest.RawAnswer raw(String bytes) {
        try {
            return new RawRequest(port).sendOne(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void assertSafe(Answer answer) {
        assertThat(answer.header("x-content-type-options")).contains("nosniff");
        assertThat(answer.header("content-security-policy"))
                .contains("default-src 'none'; frame-ancestors 'none'");
        assertThat(answer.header("referrer-policy")).contains("no-referrer");
        assertThat(answer.header("cache-control")).contains("no-store");
        assertThat(answer.header("strict-transport-security")).isEmpty(); // only over TLS
        assertThat(answer.header("server")).isEmpty();
        assertThat(answer.header("x-powered-by")).isEmpty();
    }
}
