package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "stillframe.identity=none")
class NoIdentityApiTest extends ApiTest {

    @Test
    void takesEverybodyForTheSameCaller() {
        var answer = post("/v1/snapshots", ASK, "X-Auth-Token", "");

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        get("/v1/nothing", "X-Auth-Token", "").problem(404, "not-found");
        get("/actuator/env", "X-Auth-Token", "").problem(403, "forbidden");
    }
}
