package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.Image;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityApiTest extends ApiTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/snapshots",
        "GET, /v1/snapshots?limit=x",
        "POST, /v1/snapshots",
        "DELETE, /v1/snapshots/x",
        "GET, /v1/snapshots/x",
        "GET, /v1/snapshots/x/events",
        "POST, /v1/snapshots/x/cancel",
        "POST, /v1/snapshots/x/retry",
        "GET, /v1/leftovers",
        "GET, /v1/servers",
        "GET, /v1/images",
        "POST, /v1/images",
        "GET, /v1/images/x",
        "PATCH, /v1/images/x",
        "DELETE, /v1/images/x",
        "GET, /v1/image-creations/x",
        "GET, /v1/cloud",
        "GET, /v1/nothing",
        "PATCH, /v1/snapshots",
        "OPTIONS, /v1/snapshots",
        "GET, /v1",
    })
    void asksForATokenBeforeAnythingElse(String method, String path) {
        var body = method.equals("POST") ? "{ this is not JSON" : null;
        for (var token : new String[] {"", "nobody's"}) {
            var answer =
                    send(method, path, body, "X-Auth-Token", token, "Accept", "application/json");

            assertThat(answer.problem(401, "unauthenticated")).contains("scoped to a project");
            assertThat(answer.header("www-authenticate"))
                    .contains("Keystone uri=\"http://keystone:5000/v3\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health/liveness",
                "/actuator/health/readiness",
                "/livez",
                "/readyz",
                "/v3/api-docs",
                "/v3/api-docs.yaml"
            })
    void isOpenToEverybody(String path) {
        assertThat(get(path, "X-Auth-Token", "").status()).isEqualTo(200);
        assertThat(get(path, "X-Auth-Token", "nobody's").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator", "/actuator/health", "/actuator/env", "/actuator/metrics"})
    void keepsTheActuatorFromTenants(String path) {
        get(path).problem(403, "forbidden");
        get(path, "X-Auth-Token", "").problem(401, "unauthenticated");
    }

    @Test
    void hidesAllFromAnotherProject() {
        var snapshot = "/v1/snapshots/" + created();
        var image = "/v1/images/" + put("private");

        assertThat(foreign("GET", "/v1/snapshots", null).json().get("snapshots").isEmpty())
                .isTrue();
        assertThat(foreign("GET", "/v1/servers", null).json().get("servers").isEmpty()).isTrue();
        foreign("GET", snapshot, null).problem(404, "not-found");
        foreign("GET", snapshot + "/events", null).problem(404, "not-found");
        foreign("DELETE", snapshot, null).problem(404, "not-found");
        foreign("POST", snapshot + "/cancel", null).problem(404, "not-found");
        foreign("POST", snapshot + "/retry", null).problem(404, "not-found");
        foreign("GET", image, null).problem(404, "not-found");
        foreign("PATCH", image, "{\"name\": \"x\"}").problem(404, "not-found");
        foreign("DELETE", image, null).problem(404, "not-found");
        foreign("POST", "/v1/images", ImageExamples.REQUEST).problem(422, "other-project");
        foreign("GET", "/v1/snapshots?all_projects=true", null).problem(403, "forbidden");
        foreign("GET", "/v1/leftovers?all_projects=true", null).problem(403, "forbidden");
        foreign("GET", "/v1/cloud", null).problem(404, "not-found");
        foreign("POST", "/v1/snapshots", ASK).problem(404, "server-not-found");
        foreign("POST", "/v1/snapshots?dry_run=true", ASK).problem(404, "server-not-found");
        assertThat(get(snapshot).status()).isEqualTo(200);
        assertThat(get(image).status()).isEqualTo(200);
    }

    @Test
    void showsAPublicImageToAll() {
        var image = "/v1/images/" + put("public");

        var answer = foreign("GET", image, null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("name").asString()).isEqualTo("köpfchen");
        assertThat(answer.json().get("block_device_mapping").get(0).get("boot_index").asInt())
                .isEqualTo(0);
    }

    @Test
    void letsAReaderLookButNotTouch() {
        assertThat(get("/v1/snapshots", "X-Auth-Token", Slice.READER).status()).isEqualTo(200);
        post("/v1/snapshots", ASK, "X-Auth-Token", Slice.READER).problem(403, "forbidden");
        var snapshot = "/v1/snapshots/" + created();
        for (var change : new String[] {"/cancel", "/retry"}) {
            send("POST", snapshot + change, null, "X-Auth-Token", Slice.READER)
                    .problem(403, "forbidden");
        }
        send("DELETE", snapshot, null, "X-Auth-Token", Slice.READER).problem(403, "forbidden");
        assertThat(get(snapshot, "X-Auth-Token", Slice.READER).json().get("status").asString())
                .isEqualTo("creating");
        var image = "/v1/images/" + put("private");
        send("PATCH", image, "{\"name\": \"x\"}", "X-Auth-Token", Slice.READER)
                .problem(403, "forbidden");
        send("DELETE", image, null, "X-Auth-Token", Slice.READER).problem(403, "forbidden");
        post("/v1/images", ImageExamples.REQUEST, "X-Auth-Token", Slice.READER)
                .problem(403, "forbidden");
        assertThat(get("/v1/images", "X-Auth-Token", Slice.READER).json().get("images").size())
                .isEqualTo(1);
        assertThat(get("/v1/leftovers", "X-Auth-Token", Slice.READER).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/snapshots",
        "HEAD, /v1/snapshots",
        "GET, /v1/snapshots/x",
        "GET, /v1/snapshots/x/events",
        "GET, /v1/leftovers",
        "GET, /v1/servers",
        "GET, /v1/images",
        "GET, /v1/images/x",
        "GET, /v1/image-creations/x",
        "GET, /v1/cloud",
        "GET, /v1/nothing",
        "POST, /v1/snapshots",
        "POST, /v1/images",
        "DELETE, /v1/images/x",
    })
    void tellsWhoHasNoRoleForItWhichItTakes(String method, String path) {
        var answer = send(method, path, null, "X-Auth-Token", Slice.NOTHING);

        assertThat(answer.status()).isEqualTo(403);
        if (!method.equals("HEAD")) {
            assertThat(answer.problem(403, "forbidden"))
                    .contains(method.equals("GET") ? "look" : "change")
                    .endsWith(
                            method.equals("GET") ? ": reader, member, admin." : ": member, admin.");
        }
        assertThat(world.calls).hasValue(0);
    }

    @Test
    void asksKeystoneOnceInAWhile() {
        for (var token : new String[] {Slice.OURS, "nobody's"}) {
            get("/v1/snapshots", "X-Auth-Token", token);
            int before = Slice.ASKED.get();

            get("/v1/snapshots", "X-Auth-Token", token);

            assertThat(Slice.ASKED).hasValue(before);
        }
    }

    @Test
    void saysThatKeystoneIsDownRatherThanThatTheTokenIsBad() {
        get("/v1/snapshots", "X-Auth-Token", Slice.UNLUCKY).problem(503, "cloud-unavailable");
    }

    private Answer foreign(String method, String path, @Nullable String body) {
        return send(method, path, body, "X-Auth-Token", Slice.FOREIGN);
    }

    private String put(String visibility) {
        var id = UUID.randomUUID().toString();
        Image image =
                World.image(
                        id,
                        World.PROJECT,
                        visibility,
                        Map.of(
                                "bdm_v2",
                                "True",
                                "block_device_mapping",
                                "[{\"boot_index\": -1}, {\"boot_index\": 0}]"));
        world.images.put(id, image);
        return id;
    }
}
