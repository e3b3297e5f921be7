package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Reason;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked for after a snapshot was asked for: cancel, retry, and what is left. */
class SecondThoughtsApiTest extends ApiTest {

    private static final Problem OVER_QUOTA = ProblemType.OVER_QUOTA.refusal("Too few are left.");
    private static final Problem LEFT = ProblemType.IMAGE_LEFT.refusal("The image is protected.");

    @Test
    void cancelsAnUnfinishedSnapshotOnceHoweverOftenItIsAsked() {
        var id = created();

        for (int i = 0; i < 2; i++) {
            var answer = asked(id, "cancel");
            assertThat(answer.status()).as(answer.body()).isEqualTo(202);
            assertThat(answer.json().get("id").asString()).isEqualTo(id.toString());
            assertThat(answer.json().get("status").asString()).isEqualTo("cancelling");
            assertThat(answer.header("retry-after")).isPresent();
            assertThat(answer.header("etag")).isPresent();
        }
        carryOut(id);

        assertThat(status(id)).isEqualTo("cancelled");
        assertThat(world.images).isEmpty();
        assertThat(world.snapshots).isEmpty();
        assertThat(get("/v1/snapshots/" + id + "/events").body()).contains("cancelled by alice");
        assertThat(asked(id, "cancel").problem(409, "wrong-status")).contains(id.toString());
    }

    @Test
    void cancelsNothingThatHasEnded() {
        var id = created();
        carryOut(id);

        assertThat(asked(id, "cancel").problem(409, "wrong-status")).contains("ended");

        assertThat(status(id)).isEqualTo("available");
    }

    @Test
    void triesAFailedSnapshotAgainUnderTheSameId() {
        var id = created();
        put(id, new Phase.Undone(new Reason.Failure(OVER_QUOTA)));

        var answer = asked(id, "retry");

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.json().get("id").asString()).isEqualTo(id.toString());
        assertThat(answer.json().get("status").asString()).isEqualTo("creating");
        assertThat(answer.json().get("problem").isNull()).isTrue();
        assertThat(answer.header("retry-after")).isPresent();
        asked(id, "retry").problem(409, "wrong-status");
        carryOut(id);
        assertThat(status(id)).isEqualTo("available");
        asked(id, "retry").problem(409, "wrong-status");
    }

    @ParameterizedTest
    @CsvSource({"failure, creating", "cancel, cancelling", "delete, deleting"})
    void goesOnWithAStuckSnapshotFromWhatItGotStuckAt(String why, String status) {
        var id = stuck(reason(why));

        assertThat(asked(id, "retry").json().get("status").asString()).isEqualTo(status);
    }

    @Test
    void doesNotTryAgainWhileAnotherSnapshotOfTheServerIsTaken() {
        var first = created();
        put(first, new Phase.Undone(new Reason.Failure(OVER_QUOTA)));
        var second = created();

        var answer = asked(first, "retry");

        assertThat(answer.problem(409, "snapshot-in-progress")).contains(second.toString());
        assertThat(answer.header("retry-after")).isPresent();
        assertThat(status(first)).isEqualTo("failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cancel", "/retry", ""})
    void takesNeitherABodyNorAParameter(String change) {
        var path = "/v1/snapshots/" + created() + change;
        var method = change.isEmpty() ? "DELETE" : "POST";

        for (var body : new String[] {"{}", "{\"force\": true}", "x"}) {
            assertThat(send(method, path, body).problem(400, "invalid-request")).contains("body");
        }
        assertThat(send(method, path + "?force=true", null).problem(400, "invalid-request"))
                .contains("force");
        assertThat(get(path.replace(change, "")).json().get("status").asString())
                .isEqualTo("creating");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "retry"})
    void knowsNoOther(String change) {
        for (var id : new String[] {UUID.randomUUID().toString(), "web-1"}) {
            assertThat(
                            send("POST", "/v1/snapshots/" + id + "/" + change, null)
                                    .problem(404, "not-found"))
                    .contains("no snapshot '" + id + "'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "application/json"})
    void takesAnEmptyBodyOfWhateverType(String type) {
        var answer =
                send("POST", "/v1/snapshots/" + created() + "/cancel", "", "Content-Type", type);

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }

    @Test
    void listsWhatIsLeftOfAllSnapshotsOfTheProject() {
        assertThat(get("/v1/leftovers").body()).isEqualTo("{\"leftovers\":[]}");
        var id = stuck(reason("delete"));
        var other = created();
        carryOut(other);

        var left = get("/v1/leftovers").json().get("leftovers");

        assertThat(left.size()).isEqualTo(3);
        assertThat(left.valueStream().map(one -> one.get("snapshot_id").asString()))
                .containsOnly(id.toString());
        assertThat(left.valueStream().map(one -> one.get("kind").asString()))
                .containsExactly("image", "volume_snapshot", "volume_snapshot");
        assertThat(left.get(0).propertyNames())
                .containsExactly(
                        "kind", "id", "project_id", "snapshot_id", "image_creation_id", "why");
        var ofThis = get("/v1/snapshots/" + id).json().get("leftovers");
        assertThat(left.valueStream().map(one -> one.get("id")))
                .containsExactlyElementsOf(ofThis.valueStream().map(one -> one.get("id")).toList());
        assertThat(left.get(0).get("why").asString()).isNotBlank();
        assertThat(get("/v1/leftovers", "X-Auth-Token", Slice.FOREIGN).body())
                .isEqualTo("{\"leftovers\":[]}");
    }

    private UUID stuck(Reason because) {
        var id = created();
        carryOut(id);
        put(id, new Phase.Stuck("register-image", LEFT, because));
        return id;
    }

    private static Reason reason(String why) {
        return switch (why) {
            case "failure" -> new Reason.Failure(OVER_QUOTA);
            case "cancel" -> new Reason.Cancelled("alice");
            default -> new Reason.Deleted("alice");
        };
    }

    private Answer asked(UUID id, String change) {
        return send("POST", "/v1/snapshots/" + id + "/" + change, null);
    }

    private String status(UUID id) {
        return get("/v1/snapshots/" + id).json().get("status").asString();
    }

    private void put(UUID id, Phase phase) {
        runs.put(MemoryRuns.next(runs.find(id).orElseThrow(), phase));
    }
}
