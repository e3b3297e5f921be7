package io.stillframe.api;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** What is for operators stays so under another path. */
@TestPropertySource(properties = "management.endpoints.web.base-path=/manage")
class MovedActuatorApiTest extends ApiTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/manage",
                "/manage/metrics",
                "/manage/metrics/jvm.memory.used",
                "/manage/info",
                "/actuator/metrics"
            })
    void isClosedToTenants(String path) {
        get(path).problem(403, "forbidden");
        get(path, "X-Auth-Token", "").problem(401, "unauthenticated");
    }
}
