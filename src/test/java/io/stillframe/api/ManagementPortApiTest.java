package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.TestPropertySource;

/** The operators' own port; {@link IdentityApiTest} has the one that is shared with tenants. */
@TestPropertySource(properties = "management.server.port=0")
class ManagementPortApiTest extends ApiTest {

    @LocalManagementPort int management;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/health",
                "/actuator/health/liveness",
                "/actuator/health/readiness",
                "/actuator/info",
                "/actuator/metrics",
                "/actuator/metrics/jvm.memory.used"
            })
    void answersOperatorsWithoutAToken(String path) {
        var answer = getFrom(management, path, "X-Auth-Token", "");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        AnswerHeadersApiTest.assertSafe(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/snapshots",
                "/v1/cloud",
                "/v1/nothing",
                "/v3/api-docs",
                "/",
                "/actuator/env",
                "/actuator/heapdump",
                "/actuator/nothing"
            })
    void hasNothingElse(String path) {
        getFrom(management, path, "X-Auth-Token", Slice.OURS).problem(404, "not-found");
        getFrom(management, path, "X-Auth-Token", "").problem(404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/health",
                "/actuator/info",
                "/actuator/metrics",
                "/actuator/env"
            })
    void leavesNothingOfItOnTheOther(String path) {
        assertThat(get(path).status()).isIn(403, 404);
        get(path, "X-Auth-Token", "").problem(401, "unauthenticated");
    }

    @Test
    void leavesTheOtherAsItIs() {
        assertThat(get("/v1/snapshots").status()).isEqualTo(200);
        get("/v1/snapshots", "X-Auth-Token", "").problem(401, "unauthenticated");
        assertThat(get("/actuator/health/liveness").status()).isEqualTo(404);
    }

    @Test
    void refusesWhatIsNoHttpAsTheOtherDoes() throws IOException {
        new RawRequest(management)
                .sendOne("GET /actuator\r\n\r\n")
                .isProblem(400, "invalid-request");
    }

    private Answer getFrom(int there, String path, String... headers) {
        int before = port;
        port = there;
        try {
            return get(path, headers);
        } finally {
            port = before;
        }
    }
}
