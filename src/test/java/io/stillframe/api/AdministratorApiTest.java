package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who administers other projects, and with that a token of a project where there is nothing. */
class AdministratorApiTest extends ApiTest {

    @Test
    void seesWhatAnotherProjectHas() {
        var id = created();

        var snapshot = admin("GET", "/v1/snapshots/" + id);
        assertThat(snapshot.status()).as(snapshot.body()).isEqualTo(200);
        assertThat(snapshot.json().get("project_id").asString()).isEqualTo(World.PROJECT);
        assertThat(snapshot.body()).isEqualTo(get("/v1/snapshots/" + id).body());
        assertThat(admin("GET", "/v1/snapshots/" + id + "/events").body())
                .isEqualTo(get("/v1/snapshots/" + id + "/events").body());
        var located = "{\"name\": \"x\", \"location\": \"https://files.example.org/x\"}";
        var creation = "/v1/image-creations/" + idOf(post("/v1/images?wait=0", located).json());
        assertThat(admin("GET", creation).json().get("project_id").asString())
                .isEqualTo(World.PROJECT);
    }

    @Test
    void listsWhatIsItsOwnUnlessItAsksForAll() {
        var theirs = created();

        assertThat(listed(admin("GET", "/v1/snapshots"))).isEmpty();
        assertThat(listed(admin("GET", "/v1/snapshots?all_projects=false"))).isEmpty();
        assertThat(listed(admin("GET", "/v1/snapshots?all_projects=true")))
                .containsExactly(theirs.toString());
        admin("GET", "/v1/snapshots?marker=" + theirs).problem(400, "invalid-request");
    }

    @Test
    void listsAllProjectsPageByPage() {
        var all = new ArrayList<String>();
        var now = Instant.now();
        for (int i = 0; i < 5; i++) {
            all.addFirst(of("project-" + i % 2, now.plusSeconds(i)));
        }

        var listed = new ArrayList<String>();
        var page = admin("GET", "/v1/snapshots?limit=2&all_projects=true");
        listed.addAll(listed(page));
        while (!page.json().get("next").isNull()) {
            page = admin("GET", page.json().get("next").asString());
            listed.addAll(listed(page));
        }

        assertThat(listed).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "yes", "True", "TRUE", "true&all_projects=true"})
    void asksForAllInNoOtherWay(String value) {
        for (var list : List.of("/v1/snapshots", "/v1/leftovers")) {
            admin("GET", list + "?all_projects=" + value).problem(400, "invalid-request");
        }
    }

    @Test
    void isTheOnlyOneWhoMayAskForAll() {
        for (var token : List.of(Slice.OURS, Slice.READER, Slice.FOREIGN)) {
            for (var list : List.of("/v1/snapshots", "/v1/leftovers")) {
                assertThat(
                                get(list + "?all_projects=true", "X-Auth-Token", token)
                                        .problem(403, "forbidden"))
                        .contains("the role admin");
            }
        }
    }

    @Test
    void cancelsForAnotherProjectAndIsNamed() {
        var id = created();

        var answer = admin("POST", "/v1/snapshots/" + id + "/cancel");

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.json().get("status").asString()).isEqualTo("cancelling");
        assertThat(get("/v1/snapshots/" + id + "/events").body())
                .contains("cancelled by alice (admin of project " + Slice.ADMIN_PROJECT + ")");
    }

    @Test
    void deletesForAnotherProjectAndIsNamed() {
        var id = created();
        carryOut(id);

        var answer = admin("DELETE", "/v1/snapshots/" + id);

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.json().get("status").asString()).isEqualTo("deleting");
        assertThat(get("/v1/snapshots/" + id + "/events").body())
                .contains("by alice (admin of project " + Slice.ADMIN_PROJECT + ")");
    }

    @Test
    void isNamedByNameAloneInItsOwnProject() {
        var id = of(Slice.ADMIN_PROJECT, Instant.now());

        admin("POST", "/v1/snapshots/" + id + "/cancel");

        assertThat(admin("GET", "/v1/snapshots/" + id + "/events").body())
                .contains("cancelled by alice\"");
    }

    @Test
    void triesNothingAgainForAnotherProject() {
        var id = created();
        var run = carryOut(id);
        var left = ProblemType.IMAGE_LEFT.refusal("The image is protected.");
        var stuck = new Phase.Stuck("register-image", left, new Reason.Failure(left));
        runs.put(MemoryRuns.next(run, stuck));

        assertThat(admin("POST", "/v1/snapshots/" + id + "/retry").problem(403, "forbidden"))
                .contains("project " + World.PROJECT);

        assertThat(get("/v1/snapshots/" + id).json().get("status").asString()).isEqualTo("stuck");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST   | /v1/snapshots              | 404 | server-not-found",
                "POST   | /v1/snapshots?dry_run=true | 404 | server-not-found",
                "POST   | /v1/images                 | 422 | other-project",
            })
    void makesNothingForAnotherProject(String method, String path, int status, String type) {
        var body = path.startsWith("/v1/images") ? ImageExamples.REQUEST : ASK;

        send(method, path, body, "X-Auth-Token", Slice.ADMIN).problem(status, type);
    }

    /** Glance and Nova say themselves what an administrator sees. */
    @Test
    void findsOthersImagesAndServersAsHiddenAsTheyAreToAll() {
        var id = UUID.randomUUID().toString();
        world.images.put(id, World.image(id, World.PROJECT, "private", Map.of()));

        admin("GET", "/v1/images/" + id).problem(404, "not-found");
        admin("DELETE", "/v1/images/" + id).problem(404, "not-found");
        assertThat(admin("GET", "/v1/images").json().get("images").isEmpty()).isTrue();
        assertThat(admin("GET", "/v1/servers").json().get("servers").isEmpty()).isTrue();
    }

    @Test
    void hearsWhatHappensToAnotherProjectsSnapshotToItsEnd() {
        var id = created();
        int before = runs.looks.get();
        var heard =
                sendAsync(
                        "GET",
                        "/v1/snapshots/" + id + "/events",
                        null,
                        "X-Auth-Token",
                        Slice.ADMIN,
                        "Accept",
                        "text/event-stream");
        await().until(() -> runs.looks.get() > before);

        carryOut(id);

        var all = get("/v1/snapshots/" + id + "/events").json().get("events");
        assertThat(all.size()).isGreaterThan(3);
        assertThat(heard.join().body().lines().filter(line -> line.startsWith("id:")))
                .hasSize(all.size());
    }

    private Answer admin(String method, String path) {
        return send(method, path, null, "X-Auth-Token", Slice.ADMIN);
    }

    private String of(String project, Instant at) {
        var run =
                Run.of(
                        UUID.randomUUID(),
                        plan,
                        project,
                        UUID.randomUUID().toString(),
                        ServerSnapshot.of(World.REQUEST),
                        Slice.PATIENCE,
                        at);
        runs.start(Decision.first(run, List.of()), null);
        return run.id().toString();
    }

    private static String idOf(JsonNode json) {
        return json.get("id").asString();
    }

    private static List<String> listed(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        var ids = new ArrayList<String>();
        answer.json().get("snapshots").forEach(snapshot -> ids.add(idOf(snapshot)));
        return ids;
    }
}
