package io.stillframe.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.BlockDevice;
import io.stillframe.snapshot.Climb;
import io.stillframe.snapshot.Climb.ImageVolume;
import io.stillframe.snapshot.ImageCreation;
import io.stillframe.snapshot.ImagePlan;
import io.stillframe.snapshot.ImageRequest;
import io.stillframe.snapshot.MappingKey;
import io.stillframe.snapshot.NewImage.ExternalData;
import io.stillframe.snapshot.Rung;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.ServerSnapshot.Found;
import io.stillframe.snapshot.ServerSnapshot.LimitCheck;
import io.stillframe.snapshot.ServerSnapshot.OwnImage;
import io.stillframe.snapshot.SnapshotPlan;
import io.stillframe.snapshot.SnapshotRequest;
import io.stillframe.snapshot.SnapshotVolume;
import io.stillframe.snapshot.Strategy;
import io.stillframe.snapshot.StrategyRefusal;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is stored must be readable by every later version: a change here needs a migration. */
class StoredNamesTest {

    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123456Z");
    private static final Problem PROBLEM =
            new Problem(
                    "cloud-busy",
                    "Cinder is busy.",
                    new Problem.Upstream(
                            "cinder", "POST", "http://cinder/v3", 503, "req-1", "busy"),
                    false,
                    true,
                    Duration.ofSeconds(7));
    private static final String PROBLEM_JSON =
            """
            {"type":"cloud-busy","detail":"Cinder is busy.",\
            "upstream":{"service":"cinder","method":"POST","url":"http://cinder/v3","status":503,\
            "request_id":"req-1","message":"busy"},\
            "may_have_happened":false,"may_pass":true,"retry_after":"PT7S"}\
            """;

    private final RunJson<ServerSnapshot> json = new RunJson<>(ServerSnapshot.class);
    private final RunJson<ImageCreation> creations = new RunJson<>(ImageCreation.class);

    @Test
    void keepsThePhases() {
        assertPhase(
                new Phase.Performing("register-image", 2),
                """
                {"phase":"performing","step":"register-image","attempt":2}\
                """);
        assertPhase(
                new Phase.Undoing("snapshot-volumes", 1, new Reason.Failure(PROBLEM)),
                """
                {"phase":"undoing","step":"snapshot-volumes","attempt":1,"because":{"reason":"failure","problem":%s}}\
                """
                        .formatted(PROBLEM_JSON));
        assertPhase(
                new Phase.Undone(new Reason.Cancelled("demo")),
                """
                {"phase":"undone","because":{"reason":"cancelled","by":"demo"}}\
                """);
        assertPhase(
                new Phase.Undoing("register-image", 1, new Reason.Retried("demo", PROBLEM)),
                """
                {"phase":"undoing","step":"register-image","attempt":1,"because":{"reason":"retried","by":"demo","failure":%s}}\
                """
                        .formatted(PROBLEM_JSON));
        assertPhase(
                new Phase.Stuck("register-image", PROBLEM, new Reason.Deleted("demo")),
                """
                {"phase":"stuck","step":"register-image","problem":%s,"because":{"reason":"deleted","by":"demo"}}\
                """
                        .formatted(PROBLEM_JSON));
        assertPhase(
                new Phase.Succeeded(),
                """
                {"phase":"succeeded"}\
                """);
    }

    @Test
    void keepsTheFacts() {
        var request =
                new SnapshotRequest(
                        "server",
                        "night",
                        "text",
                        Strategy.AUTO,
                        true,
                        "root",
                        List.of("left-out"),
                        Map.of("a", "b"),
                        "private");
        var volume =
                new SnapshotVolume(
                        "root", "/dev/vda", 20, "standard", 0, true, "os", "snap", "available");
        var facts =
                new ServerSnapshot(
                        request,
                        new Found(
                                "web",
                                "night",
                                "first_device",
                                Set.of(MappingKey.TAG),
                                Map.of("os", "debian"),
                                64,
                                true),
                        List.of(volume),
                        List.of("detached"),
                        List.of("another"),
                        List.of(new LimitCheck("snapshots", 10, 1, 2, 3)),
                        new OwnImage("image", true, false, false),
                        new Climb(
                                List.of(Rung.EMPTY_UPLOAD),
                                List.of(
                                        new StrategyRefusal(
                                                Strategy.ROOT_LOCATION, "closed", "open it")),
                                Strategy.EMPTY_UPLOAD,
                                List.of(Rung.PROBE_VOLUME, Rung.ROOT_VOLUME),
                                new ImageVolume("volume", TIME),
                                List.of("volume"),
                                List.of("given-up"),
                                "late",
                                TIME,
                                true),
                        List.of("careful"));
        var text =
                """
                {"request":{"server_id":"server","name":"night","description":"text","strategy":"AUTO",\
                "mapping_without_root":true,"root_volume_id":"root","exclude_volume_ids":["left-out"],"properties":{"a":"b"},"visibility":"private"},\
                "found":{"server_name":"web","image_name":"night","root_found_by":"first_device",\
                "mapping_keys":["TAG"],"properties":{"os":"debian"},"min_ram":64,"encrypted_root":true},\
                "volumes":[{"volume_id":"root","device":"/dev/vda","size_gib":20,"volume_type":"standard","boot_index":0,\
                "delete_on_termination":true,"tag":"os","snapshot_id":"snap","status":"available"}],"earlier_volumes":["detached"],"surplus":["another"],\
                "limits":[{"name":"snapshots","limit":10,"in_use":1,"reserved":2,"needed":3}],\
                "image":{"id":"image","registered":true,"unwanted":false,"deleted":false},\
                "climb":{"ahead":["EMPTY_UPLOAD"],"refused":[{"strategy":"ROOT_LOCATION","reason":"closed","remedy":"open it"}],\
                "taken":"EMPTY_UPLOAD","asked_volumes_for":["PROBE_VOLUME","ROOT_VOLUME"],\
                "volume":{"id":"volume","asked":"2026-01-01T00:00:00.123456Z"},"seen":["volume"],"former_images":["given-up"],"late_image":"late",\
                "accepted":"2026-01-01T00:00:00.123456Z","tidying":true},"warnings":["careful"]}\
                """;
        assertThat(json.write(facts)).isEqualTo(text);
        assertThat(json.facts(text)).isEqualTo(facts);
    }

    @Test
    void keepsTheFactsOfAnImageCreation() {
        var request =
                new ImageRequest(
                        "golden",
                        "shared",
                        20,
                        512,
                        Map.of("a", "b"),
                        List.of(
                                new BlockDevice(
                                        "snapshot",
                                        "volume",
                                        "snap",
                                        null,
                                        null,
                                        0,
                                        20,
                                        "vda",
                                        true,
                                        null,
                                        "disk",
                                        "virtio",
                                        "fast",
                                        "os"),
                                new BlockDevice(
                                        "blank", "local", null, null, null, -1, 512, null, null,
                                        "swap", null, null, null, null)),
                        new ExternalData("https://store/disk", "qcow2", "bare"),
                        Strategy.EMPTY_UPLOAD);
        var facts =
                new ImageCreation(
                        request,
                        new ImageCreation.RootDisk("snap", false, 20, "fast", true),
                        new OwnImage("image", true, false, false),
                        new Climb(
                                List.of(Rung.EXTERNAL),
                                List.of(),
                                null,
                                List.of(),
                                null,
                                List.of(),
                                List.of("given-up"),
                                null,
                                null,
                                false),
                        List.of("careful"));
        var text =
                """
                {"request":{"name":"golden","visibility":"shared","min_disk":20,"min_ram":512,"properties":{"a":"b"},\
                "mapping":[{"source_type":"snapshot","destination_type":"volume","snapshot_id":"snap","boot_index":0,\
                "volume_size":20,"device_name":"vda","delete_on_termination":true,"device_type":"disk","disk_bus":"virtio",\
                "volume_type":"fast","tag":"os"},\
                {"source_type":"blank","destination_type":"local","boot_index":-1,"volume_size":512,"guest_format":"swap"}],\
                "external":{"url":"https://store/disk","disk_format":"qcow2","container_format":"bare"},\
                "strategy":"EMPTY_UPLOAD"},\
                "root_disk":{"snapshot_id":"snap","ours":false,"size_gib":20,"volume_type":"fast","encrypted":true},\
                "image":{"id":"image","registered":true,"unwanted":false,"deleted":false},\
                "climb":{"ahead":["EXTERNAL"],"refused":[],"taken":null,"asked_volumes_for":[],"volume":null,\
                "seen":[],"former_images":["given-up"],"late_image":null,"accepted":null,"tidying":false},\
                "warnings":["careful"]}\
                """;
        assertThat(creations.write(facts)).isEqualTo(text);
        assertThat(creations.facts(text)).isEqualTo(facts);
    }

    @Test
    void keepsTheNamesOfTheRungs() {
        assertThat(Rung.values())
                .extracting(Rung::name)
                .contains(
                        "ROOT_SNAPSHOT",
                        "PROBE_VOLUME",
                        "ROOT_VOLUME",
                        "EXTERNAL",
                        "EXTERNAL_AT_ONCE",
                        "ZERO_SIZE",
                        "EMPTY_UPLOAD");
    }

    @Test
    void keepsTheNamesOfThePlans() {
        assertThat(SnapshotPlan.NAME).isEqualTo("snapshot-server");
        assertThat(ImagePlan.NAME).isEqualTo("create-image");
    }

    @Test
    void readsFactsFromBeforeTheLadder() {
        var facts =
                json.facts(
                        """
                        {"request":{"server_id":"server","name":null,"description":null,"strategy":"AUTO",\
                        "root_volume_id":null,"exclude_volume_ids":[],"properties":{},"visibility":"private"},\
                        "found":{"server_name":"web","image_name":"night","root_found_by":"first_device",\
                        "mapping_keys":["TAG"],"properties":{"os":"debian"}},"volumes":[],"surplus":[],"limits":[],\
                        "image":{"id":"image","strategy":"EMPTY_UPLOAD","deleted":false},"warnings":[]}\
                        """);
        assertThat(facts.request().mappingWithoutRoot()).isFalse();
        assertThat(facts.climb().ahead()).containsExactly(Rung.EMPTY_UPLOAD);
        assertThat(facts.imageId()).isEqualTo("image");
    }

    @Test
    void keepsWhatWasAskedForAndTheSteps() {
        var asked = Map.of("image:1", TIME);
        assertThat(json.write(asked)).isEqualTo("{\"image:1\":\"2026-01-01T00:00:00.123456Z\"}");
        assertThat(json.asked(json.write(asked))).isEqualTo(asked);

        var steps =
                List.of(
                        new StepState(
                                "verify-snapshot", StepState.Status.DONE, 1, TIME, TIME, "fine"));
        var text =
                """
                [{"name":"verify-snapshot","status":"DONE","attempts":1,"started_at":"2026-01-01T00:00:00.123456Z",\
                "finished_at":"2026-01-01T00:00:00.123456Z","note":"fine"}]\
                """;
        assertThat(json.write(steps)).isEqualTo(text);
        assertThat(json.steps(text)).isEqualTo(steps);
    }

    private void assertPhase(Phase phase, String text) {
        assertThat(json.writePhase(phase)).isEqualTo(text);
        assertThat(json.phase(text)).isEqualTo(phase);
    }
}
