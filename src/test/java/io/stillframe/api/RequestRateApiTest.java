package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "stillframe.requests-per-second=1")
class RequestRateApiTest extends ApiTest {

    /** Before the body is read: this one is none. */
    @Test
    void refusesWhatAProjectSendsBeyondItsRate() {
        var refused =
                await().until(
                                () ->
                                        atOnce("POST", "/v1/snapshots", "{ not JSON").stream()
                                                .filter(answer -> answer.status() == 429)
                                                .findFirst(),
                                found -> found.isPresent())
                        .orElseThrow();

        assertThat(refused.problem(429, "too-many-requests")).contains("1 requests in a second");
        assertThat(refused.header("retry-after")).contains("1");
        AnswerHeadersApiTest.assertSafe(refused);
    }

    @Test
    void letsOpenPathsBeReadByAll() {
        for (var path : List.of("/actuator/health/liveness", "/v3/api-docs")) {
            assertThat(atOnce("GET", path, null)).allMatch(answer -> answer.status() == 200);
        }
    }

    private List<Answer> atOnce(String method, String path, @Nullable String body) {
        var all = Stream.generate(() -> sendAsync(method, path, body)).limit(10).toList();
        return all.stream().map(CompletableFuture::join).toList();
    }
}
