package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SnapshotsApiTest extends ApiTest {

    @Test
    void startsASnapshotAndSaysWhereItIs() {
        var answer = post("/v1/snapshots", ASK);

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        var snapshot = answer.json();
        assertThat(answer.header("location"))
                .contains("/v1/snapshots/" + snapshot.get("id").asString());
        assertThat(answer.header("retry-after")).isPresent();
        assertThat(answer.header("etag")).isPresent();
        assertThat(answer.header("content-type")).contains("application/json");
        assertThat(snapshot.get("status").asString()).isEqualTo("creating");
        assertThat(snapshot.get("server").get("name").asString()).isEqualTo("web-1");
        assertThat(snapshot.get("volumes").size()).isEqualTo(2);
        assertThat(snapshot.get("boot").isNull()).isTrue();
        assertThat(snapshot.get("created_at").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z");
    }

    @Test
    void showsEveryFieldOfAFinishedSnapshot() {
        var id = created();
        carryOut(id);

        var answer = get("/v1/snapshots/" + id);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("retry-after")).isEmpty();
        var snapshot = answer.json();
        assertThat(names(snapshot))
                .containsExactlyElementsOf(names(JSON.readTree(Examples.AVAILABLE)));
        assertThat(snapshot.get("status").asString()).isEqualTo("available");
        assertThat(snapshot.get("strategy").asString()).isEqualTo("empty-upload");
        assertThat(snapshot.get("strategies_refused").get(0).get("strategy").asString())
                .isEqualTo("root-location");
        assertThat(snapshot.get("strategies_refused").get(0).get("reason").asString())
                .contains("403");
        assertThat(snapshot.get("progress").asInt()).isEqualTo(100);
        assertThat(snapshot.get("restorable").asBoolean()).isTrue();
        assertThat(snapshot.get("boot").get("min_nova_microversion").asString()).isEqualTo("2.67");
        assertThat(snapshot.get("boot").get("command").asString())
                .contains("--image " + snapshot.get("image_id").asString());
    }

    @Test
    void showsWhyASnapshotFailed() {
        var id = created();
        var overQuota = ProblemType.OVER_QUOTA.refusal("Too few volume snapshots are left.");
        put(id, new Phase.Undone(new Reason.Failure(overQuota)));

        var snapshot = get("/v1/snapshots/" + id).json();

        assertThat(snapshot.get("status").asString()).isEqualTo("failed");
        assertThat(snapshot.get("problem").get("type").asString())
                .isEqualTo("urn:stillframe:problem:over-quota");
        assertThat(snapshot.get("problem").get("detail").asString()).isEqualTo(overQuota.detail());
        assertThat(snapshot.get("leftovers").isEmpty()).isTrue();
    }

    @Test
    void listsWhatAStuckSnapshotLeft() {
        var id = created();
        carryOut(id);
        var left = ProblemType.IMAGE_LEFT.refusal("The image is protected.");
        put(id, new Phase.Stuck("register-image", left, new Reason.Deleted("alice")));

        var snapshot = get("/v1/snapshots/" + id).json();

        assertThat(snapshot.get("status").asString()).isEqualTo("stuck");
        assertThat(snapshot.get("leftovers").size()).isEqualTo(3);
        assertThat(snapshot.get("leftovers").get(0).get("kind").asString()).isEqualTo("image");
        assertThat(snapshot.get("problem").get("detail").asString()).isEqualTo(left.detail());
    }

    @Test
    void tellsWithoutDoingInADryRun() {
        var answer = post("/v1/snapshots?dry_run=true", ASK);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(names(answer.json()))
                .containsExactly(
                        "volumes",
                        "root",
                        "strategy",
                        "block_device_mapping",
                        "properties",
                        "limits",
                        "warnings");
        assertThat(answer.json().get("root").get("volume_id").asString()).isEqualTo(World.ROOT);
        assertThat(get("/v1/snapshots").json().get("snapshots").isEmpty()).isTrue();
        assertThat(world.snapshots).isEmpty();
    }

    @Test
    void answersARepeatedRequestWithTheSameSnapshot() {
        var first = post("/v1/snapshots", ASK, "Idempotency-Key", "\"once\"");
        var again =
                post(
                        "/v1/snapshots",
                        "  {\n\"name\": null, \"server_id\" :\"%s\"}".formatted(World.SERVER),
                        "Idempotency-Key",
                        "once");

        assertThat(again.status()).as(again.body()).isEqualTo(202);
        assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
        assertThat(again.header("location")).isEqualTo(first.header("location"));
    }

    @Test
    void refusesAKeyThatCameWithAnotherRequest() {
        post("/v1/snapshots", ASK, "Idempotency-Key", "once");
        var other =
                "{\"server_id\": \"%s\", \"properties\": {\"a\": \"b\"}}".formatted(World.SERVER);

        post("/v1/snapshots", other, "Idempotency-Key", "once")
                .problem(422, "idempotency-key-reused");
    }

    @Test
    void takesOneSnapshotOfAServerAtATimeAndNamesTheFirst() {
        var first = created();

        var second = post("/v1/snapshots", ASK);

        assertThat(second.problem(409, "snapshot-in-progress")).contains(first.toString());
        assertThat(second.header("retry-after")).isPresent();
    }

    @Test
    void answers304ToWhomHasIt() {
        var id = created();
        var etag = get("/v1/snapshots/" + id).header("etag").orElseThrow();

        for (var known :
                List.of(etag, "W/" + etag, "\"other\", " + etag, "*", etag.replace("\"", ""))) {
            var answer = get("/v1/snapshots/" + id, "If-None-Match", known);
            assertThat(answer.status()).as(known).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("etag")).contains(etag);
        }
        for (var other : List.of("\"other\"", "garbage", "\"", ",,")) {
            assertThat(get("/v1/snapshots/" + id, "If-None-Match", other).status())
                    .as(other)
                    .isEqualTo(200);
        }
    }

    @Test
    void holdsARequestUntilTheSnapshotChanges() {
        var id = created();
        var etag = get("/v1/snapshots/" + id).header("etag").orElseThrow();

        var held = sendAsync("GET", "/v1/snapshots/" + id + "?wait=20s", null);
        var knowing =
                sendAsync(
                        "GET", "/v1/snapshots/" + id + "?wait=PT20S", null, "If-None-Match", etag);
        assertThat(held).isNotDone();
        put(id, new Phase.Succeeded());

        assertThat(held).succeedsWithin(Duration.ofSeconds(5));
        assertThat(held.join().json().get("status").asString()).isEqualTo("available");
        assertThat(knowing.join().json().get("status").asString()).isEqualTo("available");
    }

    @Test
    void answersAsItIsWhenTheTimeIsUp() {
        var id = created();
        var etag = get("/v1/snapshots/" + id).header("etag").orElseThrow();

        var answer = get("/v1/snapshots/" + id + "?wait=PT0.03S");
        var knowing = get("/v1/snapshots/" + id + "?wait=PT0.03S", "If-None-Match", etag);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("status").asString()).isEqualTo("creating");
        assertThat(answer.header("retry-after")).isPresent();
        assertThat(knowing.status()).isEqualTo(304);
    }

    @Test
    void doesNotHoldARequestAboutAFinishedSnapshotOrForACallerWithAnOldOne() {
        var id = created();
        put(id, runs.find(id).orElseThrow().phase());
        var old = get("/v1/snapshots/" + id + "?wait=60", "If-None-Match", "\"0\"");
        carryOut(id);
        var finished = get("/v1/snapshots/" + id + "?wait=60");

        assertThat(old.status()).isEqualTo(200);
        assertThat(finished.json().get("status").asString()).isEqualTo("available");
    }

    @Test
    void listsNewestFirstPageByPage() {
        var made = new ArrayList<UUID>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(created());
            carryOut(made.getFirst());
        }

        var seen = new ArrayList<UUID>();
        var next = "/v1/snapshots?status=available&limit=2&server_id=" + World.SERVER;
        while (!next.isEmpty()) {
            var page = get(next).json();
            page.get("snapshots")
                    .forEach(one -> seen.add(UUID.fromString(one.get("id").asString())));
            assertThat(page.get("snapshots").size()).isBetween(1, 2);
            next = page.get("next").isNull() ? "" : page.get("next").asString();
            assertThat(next).matches("|/v1/snapshots\\?.*status=available.*");
        }

        assertThat(seen).containsExactlyElementsOf(made);
        assertThat(get("/v1/snapshots?status=creating").json().get("snapshots").isEmpty()).isTrue();
    }

    @Test
    void deletesAFinishedSnapshotOnceHoweverOftenItIsAsked() {
        var id = created();
        carryOut(id);

        for (int i = 0; i < 2; i++) {
            var answer = send("DELETE", "/v1/snapshots/" + id, null);
            assertThat(answer.status()).as(answer.body()).isEqualTo(202);
            assertThat(answer.json().get("status").asString()).isEqualTo("deleting");
        }
        carryOut(id);

        var after = send("DELETE", "/v1/snapshots/" + id, null);
        assertThat(after.status()).isEqualTo(202);
        assertThat(after.json().get("status").asString()).isEqualTo("deleted");
        assertThat(world.images).isEmpty();
        assertThat(world.snapshots).isEmpty();
    }

    @Test
    void doesNotDeleteAnUnfinishedSnapshot() {
        send("DELETE", "/v1/snapshots/" + created(), null).problem(409, "wrong-status");
    }

    @Test
    void worksOnVirtualThreads() {
        var id = created();
        assertThat(world.calledOn).matches(Thread::isVirtual);

        get("/v1/snapshots/" + id);
        assertThat(runs.readOn).matches(Thread::isVirtual);
    }

    private void put(UUID id, Phase phase) {
        runs.put(MemoryRuns.next(runs.find(id).orElseThrow(), phase));
    }

    private static List<String> names(JsonNode object) {
        return List.copyOf(object.propertyNames());
    }
}
