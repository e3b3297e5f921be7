package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.SnapshotRequest;
import io.stillframe.snapshot.Strategy;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a project is told that has as many snapshots under way as it may have. */
class CrowdedApiTest extends ApiTest {

    private static final String SENTENCE =
            "20 of this kind are under way in this project, and no more than 20 may be at the same time. Try again when one has ended.";

    @Test
    void refusesOneMoreBeforeTheCloudIsAsked() {
        others(Slice.AT_ONCE);

        var answer = post("/v1/snapshots", ASK, "Idempotency-Key", "one-more");

        assertThat(answer.problem(429, "too-many-snapshots")).isEqualTo(SENTENCE);
        assertThat(answer.header("retry-after")).isPresent();
        assertThat(world.calls).hasValue(0);
        assertThat(get("/v1/snapshots?server_id=" + World.SERVER).json().get("snapshots"))
                .isEmpty();
    }

    @Test
    void refusesOneMoreImageBeforeTheCloudIsAsked() {
        var elsewhere = "{\"name\": \"x\", \"location\": \"https://files.example.org/x\"}";
        for (int i = 0; i < Slice.AT_ONCE; i++) {
            var begun = post("/v1/images?wait=0", elsewhere);
            assertThat(begun.status()).as(begun.body()).isEqualTo(202);
        }
        int before = world.calls.get();

        var answer = post("/v1/images?wait=0", ImageExamples.REQUEST);

        assertThat(answer.problem(429, "too-many-snapshots")).isEqualTo(SENTENCE);
        assertThat(world.calls).hasValue(before);
    }

    @Test
    void startsTheRefusedOneUnderTheSameKeyWhenThereIsRoom() {
        others(Slice.AT_ONCE - 1);
        var last = other();
        post("/v1/snapshots", ASK, "Idempotency-Key", "later").problem(429, "too-many-snapshots");
        runs.put(MemoryRuns.next(last, new Phase.Succeeded()));

        assertThat(post("/v1/snapshots", ASK, "Idempotency-Key", "later").status()).isEqualTo(202);
    }

    @Test
    void findsWhatTheSameRequestHasStartedThoughThereIsNoRoom() {
        var first = post("/v1/snapshots", ASK, "Idempotency-Key", "tonight");
        others(Slice.AT_ONCE - 1);

        var again = post("/v1/snapshots", ASK, "Idempotency-Key", "tonight");

        assertThat(again.status()).as(again.body()).isEqualTo(202);
        assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
    }

    @Test
    void triesAFailedOneAgainOnlyWhereThereIsRoom() {
        var failed = other();
        var full = ProblemType.OVER_QUOTA.refusal("Too few are left.");
        runs.put(MemoryRuns.next(failed, new Phase.Undone(new Reason.Failure(full))));
        others(Slice.AT_ONCE);

        var answer = send("POST", "/v1/snapshots/" + failed.id() + "/retry", null);

        assertThat(answer.problem(429, "too-many-snapshots")).isEqualTo(SENTENCE);
        assertThat(answer.header("retry-after")).isPresent();
        assertThat(get("/v1/snapshots/" + failed.id()).json().get("status").asString())
                .isEqualTo("failed");
    }

    @Test
    void stillSaysWhatItWouldDoAndStillCancels() {
        others(Slice.AT_ONCE - 1);
        var last = other();

        assertThat(post("/v1/snapshots?dry_run=true", ASK).status()).isEqualTo(200);
        var cancelled = send("POST", "/v1/snapshots/" + last.id() + "/cancel", null);
        assertThat(cancelled.status()).as(cancelled.body()).isEqualTo(202);
        assertThat(runs.unfinishedOf(World.PROJECT)).hasSize(Slice.AT_ONCE);
    }

    private void others(int count) {
        for (int i = 0; i < count; i++) {
            other();
        }
    }

    /** Of another server. */
    private Run<ServerSnapshot> other() {
        var server = UUID.randomUUID().toString();
        var facts =
                ServerSnapshot.of(
                        new SnapshotRequest(
                                server,
                                null,
                                null,
                                Strategy.AUTO,
                                false,
                                null,
                                List.of(),
                                Map.of(),
                                "private"));
        var run =
                Run.of(
                        UUID.randomUUID(),
                        plan,
                        World.PROJECT,
                        server,
                        facts,
                        Slice.PATIENCE,
                        Instant.now());
        runs.start(Decision.first(run, List.of()), null);
        return runs.find(run.id()).orElseThrow();
    }
}
