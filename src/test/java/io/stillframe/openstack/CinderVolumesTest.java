package io.stillframe.openstack;

import static io.stillframe.openstack.ScriptedCloud.PROJECT;
import static io.stillframe.openstack.ScriptedServer.HANG_UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stillframe.openstack.ScriptedServer.Asked;
import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.Volume;
import io.stillframe.snapshot.VolumeLimits.Quota;
import io.stillframe.snapshot.VolumeSnapshot;
import io.stillframe.snapshot.Volumes.NewVolumeSnapshot;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CinderVolumesTest {

    private static final UUID RUN = UUID.fromString("11111111-1111-4111-8111-111111111111");
    private static final UUID OTHER_RUN = UUID.fromString("22222222-2222-4222-8222-222222222222");
    private static final String BASE = "/volume/v3/" + PROJECT;
    private static final String LIST = BASE + "/snapshots/detail";

    private ScriptedCloud cloud;
    private OpenStack connected;

    @BeforeEach
    void start() throws IOException {
        cloud = new ScriptedCloud();
        connected = cloud.connected();
    }

    @AfterEach
    void stop() {
        connected.close();
        cloud.close();
    }

    private static String snapshot(String id, String volume, String metadata) {
        return "{'id': '%s', 'volume_id': '%s', 'size': 1, 'status': 'available', 'metadata': %s}"
                .formatted(id, volume, metadata);
    }

    private static String mark(UUID run) {
        return "{'stillframe_snapshot': '" + run + "'}";
    }

    private static Reply snapshots(String... items) {
        return Reply.json(200, "{'snapshots': [" + String.join(",", items) + "]}");
    }

    private static Reply at(String version, Reply reply) {
        return reply.with("OpenStack-API-Version", "volume " + version);
    }

    /** The whole project: what a Cinder returns that ignores the filter. */
    private static Reply everything() {
        return snapshots(
                snapshot("ours", "v1", mark(RUN)),
                snapshot("of-another-run", "v1", mark(OTHER_RUN)),
                snapshot("of-another-volume", "v9", mark(RUN)),
                snapshot("with-another-key", "v1", "{'snapshot': '" + RUN + "'}"),
                snapshot("with-more-around", "v1", "{'stillframe_snapshot': 'x" + RUN + "'}"),
                snapshot("without-metadata", "v1", "null"),
                snapshot("with-empty-metadata", "v1", "{}"));
    }

    private List<String> marked() {
        return connected.volumes().snapshotsMarked(RUN, List.of("v1", "v2")).stream()
                .map(VolumeSnapshot::id)
                .toList();
    }

    @Test
    void asksForOurMarkAlone() {
        cloud.server.on("GET", LIST, at("3.70", snapshots(snapshot("ours", "v1", mark(RUN)))));

        assertThat(marked()).containsExactly("ours");

        var asked = cloud.server.asked("GET", LIST);
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst().query())
                .endsWith("&metadata={\"stillframe_snapshot\":\"" + RUN + "\"}");
        assertThat(asked.getFirst().header("OpenStack-API-Version")).isEqualTo("volume 3.70");
    }

    @Test
    void keepsOnlyWhatCarriesOurMarkThoughTheFilterSeemsToWork() {
        cloud.server.on("GET", LIST, at("3.70", everything()));

        assertThat(marked()).containsExactly("ours");
    }

    @Test
    void listsAllAndFiltersItselfBelow322() {
        cloud.cinderUpTo("3.21").server.on("GET", LIST, at("3.21", everything()));

        assertThat(marked()).containsExactly("ours");
        assertThat(cloud.server.asked("GET", LIST))
                .allMatch(asked -> !asked.query().contains("metadata"));
    }

    @Test
    void listsAllAndFiltersItselfWhenAProxyDropsTheVersion() {
        cloud.server.on("GET", LIST, everything());

        assertThat(marked()).containsExactly("ours");
        assertThat(marked()).containsExactly("ours");

        assertThat(cloud.server.asked("GET", LIST))
                .extracting(asked -> asked.query().contains("metadata"))
                .containsExactly(true, false, false);
    }

    @Test
    void listsAllAndFiltersItselfWhenTheAnswerIsOfAnOlderVersion() {
        cloud.server.on("GET", LIST, at("3.0", everything()));

        assertThat(marked()).containsExactly("ours");
    }

    @Test
    void readsEveryPageAtItsOwnAddress() {
        cloud.server.on("GET", LIST, CinderVolumesTest::page);

        assertThat(marked()).containsExactly("s0", "s1", "s2", "s3");
        assertThat(cloud.server.asked("GET", LIST)).hasSize(3);
    }

    /** Two on a page; the last page is empty, because the one before it was full. */
    private static Reply page(Asked asked) {
        int from =
                asked.query().contains("marker=s1")
                        ? 2
                        : asked.query().contains("marker=s3") ? 4 : 0;
        var items =
                IntStream.range(from, Math.min(from + 2, 4))
                        .mapToObj(i -> snapshot("s" + i, "v1", mark(RUN)))
                        .collect(Collectors.joining(","));
        var next = "http://internal.invalid/snapshots/detail?limit=2&marker=s" + (from + 1);
        var links = from < 4 ? "[{'rel': 'next', 'href': '" + next + "'}]" : "[]";
        return at(
                "3.70",
                Reply.json(
                        200, "{'snapshots': [%s], 'snapshots_links': %s}".formatted(items, links)));
    }

    @Test
    void doesNotFollowPagesInACircle() {
        var circle =
                "{'snapshots': [], 'snapshots_links': [{'rel': 'next', 'href': 'http://x/?marker=a'}]}";
        cloud.server.on("GET", LIST, at("3.70", Reply.json(200, circle)));

        assertThatThrownBy(this::marked)
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("after a its pages begin again");
    }

    @Test
    void forcesAndMarksEverySnapshot() {
        cloud.server.on("POST", BASE + "/snapshots", CinderVolumesTest::created);

        var taken = connected.volumes().snapshotAll(RUN, wanted(2));

        assertThat(taken)
                .extracting(VolumeSnapshot::volumeId)
                .containsExactlyInAnyOrder("v0", "v1");
        assertThat(cloud.server.asked("POST", BASE + "/snapshots"))
                .extracting(Asked::body)
                .allMatch(body -> body.contains("\"force\":true"))
                .allMatch(body ->
                        body.contains(
                                "\"metadata\":" + mark(RUN).replace('\'', '"').replace(" ", "")))
                .anyMatch(body ->
                        body.contains("\"volume_id\":\"v0\",\"name\":\"n\",\"description\":\"d\""));
    }

    private static List<NewVolumeSnapshot> wanted(int volumes) {
        return IntStream.range(0, volumes)
                .mapToObj(i -> new NewVolumeSnapshot("v" + i, "n", "d"))
                .toList();
    }

    private static String volumeOf(Asked asked) {
        return Json.WIRE.readTree(asked.body()).at("/snapshot/volume_id").asString();
    }

    private static Reply created(Asked asked) {
        var volume = volumeOf(asked);
        return Reply.json(202, "{'snapshot': " + snapshot("s-" + volume, volume, mark(RUN)) + "}");
    }

    @Test
    void saysWhichVolumeWasRefused() {
        cloud.server.on(
                "POST",
                BASE + "/snapshots",
                asked ->
                        volumeOf(asked).equals("v3")
                                ? Reply.json(413, "{'overLimit': {'message': 'full'}}")
                                : created(asked));

        var problem =
                catchThrowableOfType(
                                Trouble.class,
                                () -> connected.volumes().snapshotAll(RUN, wanted(5)))
                        .problem();

        assertThat(problem.type()).isEqualTo(ProblemType.OVER_QUOTA.word());
        assertThat(problem.detail())
                .isEqualTo(
                        "Could not take a snapshot of volume v3: Cinder answered 413, \"full\".");
        assertThat(problem.mayHaveHappened()).isFalse();
        assertThat(problem.mayPass()).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void takesTheWorstCaseOfSeveralFailures() {
        var both = new CountDownLatch(2);
        cloud.server.on(
                "POST",
                BASE + "/snapshots",
                asked -> {
                    both.countDown();
                    await(both);
                    return volumeOf(asked).equals("v0") ? HANG_UP : Reply.json(400, "");
                });

        var problem =
                catchThrowableOfType(
                                Trouble.class,
                                () -> connected.volumes().snapshotAll(RUN, wanted(2)))
                        .problem();

        assertThat(problem.mayHaveHappened()).isTrue();
        assertThat(problem.mayPass()).isFalse();
        assertThat(problem.detail()).contains("volume v1").contains("volume v0");
        assertThat(Objects.requireNonNull(problem.upstream()).status()).isEqualTo(400);
    }

    private static String volume(String id, String snapshot) {
        return ("{'id': '%s', 'name': null, 'status': 'in-use', 'size': 2, 'bootable': 'true',"
                        + " 'snapshot_id': %s, 'os-vol-tenant-attr:tenant_id': 'p'}")
                .formatted(id, snapshot);
    }

    @Test
    void readsManyVolumesByOneListAndOnlyMissingOnesAlone() {
        var list = "{'volumes': [" + volume("a", "null") + "," + volume("b", "null") + "]}";
        cloud.server
                .on("GET", BASE + "/volumes/detail", Reply.json(200, list))
                .on(
                        "GET",
                        BASE + "/volumes/c",
                        Reply.json(200, "{'volume': " + volume("c", "null") + "}"))
                .on("GET", BASE + "/volumes/d", Reply.json(404, ""));

        var found = connected.volumes().find(List.of("a", "c", "d"));

        assertThat(found).extracting(Volume::id).containsExactlyInAnyOrder("a", "c");
        assertThat(found).allMatch(Volume::bootable);
        assertThat(cloud.server.asked("GET", BASE + "/volumes/.*")).hasSize(3);
    }

    @Test
    void findsTheVolumesThatWereMadeFromASnapshot() {
        var list = "{'volumes': [" + volume("a", "null") + "," + volume("b", "'s1'") + "]}";
        cloud.server.on("GET", BASE + "/volumes/detail", Reply.json(200, list));

        assertThat(connected.volumes().madeFrom(List.of("s1", "s2")))
                .extracting(Volume::id)
                .containsExactly("b");
    }

    @Test
    void readsLimitsByType() {
        var quotas =
                """
                {'quota_set': {'id': 'p', 'snapshots': {'limit': 10, 'in_use': 3, 'reserved': 1},
                 'gigabytes': {'limit': -1, 'in_use': 5, 'reserved': 0},
                 'snapshots_ssd': {'limit': 4, 'in_use': 1, 'reserved': 0},
                 'gigabytes_ssd': {'limit': -1, 'in_use': 0, 'reserved': 0}}}
                """;
        cloud.server.on("GET", BASE + "/os-quota-sets/" + PROJECT, Reply.json(200, quotas));

        var limits = connected.volumes().limits();

        assertThat(limits.snapshots()).isEqualTo(new Quota(10, 3, 1));
        assertThat(limits.gigabytes().free()).isEqualTo(Long.MAX_VALUE);
        assertThat(limits.snapshotsByType()).containsOnlyKeys("ssd");
        assertThat(limits.gigabytesByType()).isEmpty();
        assertThat(limits.unchecked()).isEmpty();
    }

    @Test
    void readsTheTotalsWhereTheQuotaSetIsClosedAndSaysWhatWasNotChecked() {
        var totals =
                "{'limits': {'absolute': {'maxTotalSnapshots': 10, 'totalSnapshotsUsed': 4,"
                        + " 'maxTotalVolumeGigabytes': 100, 'totalGigabytesUsed': 40}}}";
        cloud.server
                .on("GET", BASE + "/os-quota-sets/.*", Reply.json(403, ""))
                .on("GET", BASE + "/limits", Reply.json(200, totals));

        var limits = connected.volumes().limits();

        assertThat(limits.snapshots().free()).isEqualTo(6);
        assertThat(limits.gigabytes().free()).isEqualTo(60);
        assertThat(limits.unchecked()).hasSize(2);
    }

    @Test
    void tellsTheNewestErrorOfASnapshot() {
        var messages =
                Stream.of(
                                "s1 ERROR 10 first",
                                "s1 ERROR 11 second",
                                "s1 INFO 12 third",
                                "s2 ERROR 13 x")
                        .map(line -> line.split(" ", -1))
                        .map(word ->
                                ("{'resource_uuid': '%s', 'message_level': '%s', 'created_at':"
                                                + " '2026-01-01T%s:00:00', 'user_message': '%s'}")
                                        .formatted((Object[]) word))
                        .collect(Collectors.joining(","));
        cloud.server.on(
                "GET", BASE + "/messages", Reply.json(200, "{'messages': [" + messages + "]}"));

        assertThat(connected.volumes().reasonOf("s1")).contains("second");
    }

    @Test
    void takesADeletionOfWhatIsGoneForDone() {
        cloud.server.inTurn(
                "DELETE",
                BASE + "/snapshots/s",
                Reply.json(404, ""),
                Reply.json(400, "{'a': {'message': 'busy'}}"));

        connected.volumes().deleteSnapshot("s");
        assertThatThrownBy(() -> connected.volumes().deleteSnapshot("s"))
                .hasMessageContaining("busy");
    }
}
