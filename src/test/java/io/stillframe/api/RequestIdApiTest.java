package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RequestIdApiTest extends ApiTest {

    private static final String GLOBAL = "req-0b7d1b1c-7d8e-4c38-9f0a-0123456789ab";
    private static final String FORM = "req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @Test
    void isOnEveryAnswerAndAnotherEachTime() {
        var ids = new HashSet<String>();
        for (var path :
                new String[] {
                    "/v1/snapshots",
                    "/v1/nothing",
                    "/v1//snapshots",
                    "/v3/api-docs",
                    "/actuator/health/liveness",
                    "/actuator/env"
                }) {
            ids.add(get(path).header("x-openstack-request-id").orElseThrow());
        }
        ids.add(get("/v1", "X-Auth-Token", "").header("x-openstack-request-id").orElseThrow());

        assertThat(ids).hasSize(7).allMatch(id -> id.matches(FORM));
    }

    @Test
    void leadsFromTheAnswerOfAMistakeToTheLog(CapturedOutput output) {
        world.mistake.set(new IllegalStateException("a mistake"));

        var answer = get("/v1/servers", "X-OpenStack-Request-ID", GLOBAL);

        var id = answer.header("x-openstack-request-id").orElseThrow();
        assertThat(id).isNotEqualTo(GLOBAL);
        assertThat(answer.problem(500, "internal-error")).contains(id);
        assertThat(output).contains("request %s (%s) (GET /v1/servers)".formatted(id, GLOBAL));
    }

    @Test
    void repeatsNothingElseThatACallerCallsAnId(CapturedOutput output) {
        world.mistake.set(new IllegalStateException("a mistake"));

        get("/v1/servers", "X-OpenStack-Request-ID", GLOBAL + "; rm");

        assertThat(output).contains("met a mistake").doesNotContain("; rm");
    }
}
