package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(
        properties = {
            "stillframe.identity=none",
            "stillframe.policy.look=auditor",
            "stillframe.policy.act=auditor",
            "stillframe.policy.administer=member"
        })
class NoIdentityApiTest extends ApiTest {

    @Test
    void takesEverybodyForTheSameCaller() {
        var answer = post("/v1/snapshots", ASK, "X-Auth-Token", "");

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        get("/v1/nothing", "X-Auth-Token", "").problem(404, "not-found");
        get("/actuator/env", "X-Auth-Token", "").problem(403, "forbidden");
    }

    @Test
    void knowsNoOtherProjects() {
        var id = created();

        assertThat(get("/v1/snapshots/" + id, "X-Auth-Token", "").status()).isEqualTo(200);
        for (var list : new String[] {"/v1/snapshots", "/v1/leftovers"}) {
            assertThat(
                            get(list + "?all_projects=true", "X-Auth-Token", "")
                                    .problem(403, "forbidden"))
                    .startsWith("Nobody may");
            assertThat(get(list + "?all_projects=false", "X-Auth-Token", "").status())
                    .isEqualTo(200);
        }
    }
}
