package io.stillframe;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static java.util.Map.entry;
import static java.util.Map.ofEntries;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.VolumeSnapshots.SnapshotWish;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The same calls, one service with a Glance of version 1 and one with version 2: the answers are
 * the same, byte for byte but for ids, times and the strategy.
 */
class AnyGlanceStoryTest {

    private static final String JSON_VALUE =
            "[{\"a\": \"b, c\", \"quote\": \"\\\"\", \"ü\": \"日本\"}]";

    @Test
    void tellsTheSameStoryOnBothVersions() {
        var onV1 = told("v1");
        var onV2 = told("v2");

        assertThat(onV1.strategies()).contains("zero-size").doesNotContain("empty-upload");
        assertThat(onV2.strategies()).contains("empty-upload").doesNotContain("zero-size");
        assertThat(onV2.lines()).zipSatisfy(onV1.lines(), (v2, v1) -> assertThat(v2).isEqualTo(v1));
        assertThat(onV1.lines()).hasSizeGreaterThan(80);
    }

    private static Story told(String glance) {
        try (var store = new HttpStore("an image of 27 bytes, long.");
                var service = start(glance, store)) {
            var cloud = service.getBean(SandboxCloud.class);
            var story = new Story(Web.at("http://127.0.0.1:" + port(service)));
            tell(story, new Disks(cloud), store);
            return story;
        }
    }

    private static ConfigurableApplicationContext start(String glance, HttpStore store) {
        return new SpringApplicationBuilder(Application.class)
                .profiles("sandbox")
                .run(
                        "--server.port=0",
                        "--spring.datasource.url=jdbc:h2:mem:any-glance-" + glance,
                        "--spring.jmx.enabled=false",
                        "--stillframe.location-hosts=" + store.authority(),
                        "--stillframe.sandbox.port=0",
                        "--stillframe.sandbox.first-snapshot=false",
                        "--stillframe.sandbox.locations=volumes",
                        "--stillframe.strategies=zero-size,empty-upload",
                        "--stillframe.sandbox.glance=" + glance);
    }

    private static int port(ConfigurableApplicationContext service) {
        return service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** What the mappings refer to. */
    private static final class Disks {

        private final SandboxCloud cloud;
        private final CloudProject demo;

        Disks(SandboxCloud cloud) {
            this.cloud = cloud;
            this.demo = cloud.project("demo");
        }

        String volume(int sizeGib) {
            return demo.addVolume(io.stillframe.sandbox.VolumeSpec.volume("disk", sizeGib)).id();
        }

        String snapshot(int sizeGib) {
            var origin = volume(sizeGib);
            var world = cloud.world();
            var identity = world.identity();
            var caller =
                    new Caller(identity.user("demo"), identity.project("demo"), List.of("member"));
            return world.inside(() -> {
                var snapshot =
                        world.snapshots()
                                .create(
                                        caller,
                                        new SnapshotWish(origin, "s", null, Map.of(), true));
                cloud.setStatus(snapshot, "available");
                return snapshot.id();
            });
        }
    }

    private static void tell(Story story, Disks disks, HttpStore store) {
        story.get(200, "/v1/images");
        images(story, disks);
        changes(story);
        lists(story);
        refusals(story, disks);
        locations(story, store);
        deletions(story);
    }

    private static void images(Story story, Disks disks) {
        var mapping =
                List.of(
                        ofEntries(
                                entry("source_type", "blank"),
                                entry("destination_type", "volume"),
                                entry("volume_size", 3),
                                entry("boot_index", -1),
                                entry("delete_on_termination", true)),
                        ofEntries(
                                entry("source_type", "snapshot"),
                                entry("destination_type", "volume"),
                                entry("uuid", disks.snapshot(5)),
                                entry("boot_index", 0),
                                entry("device_name", "/dev/vda"),
                                entry("disk_bus", "virtio")),
                        ofEntries(
                                entry("source_type", "volume"),
                                entry("destination_type", "volume"),
                                entry("volume_id", disks.volume(2)),
                                entry("boot_index", -1)));
        story.image(
                "golden",
                Map.of(
                        "name",
                        "Größe – 日本",
                        "block_device_mapping",
                        mapping,
                        "min_ram",
                        512,
                        "properties",
                        Map.of("os_distro", "debian", "note", JSON_VALUE)));
        story.get(200, "/v1/images/{golden}");
        story.image("bare", Map.of("name", "bare", "properties", Map.of("os_distro", "debian")));
        story.image("none", Map.of("name", "none"));
    }

    private static void changes(Story story) {
        story.patch(200, "{bare}", Map.of("name", "Bär", "min_disk", 3, "min_ram", 64));
        for (var text :
                List.of(
                        "plain",
                        JSON_VALUE,
                        "None",
                        "null",
                        "true",
                        "50%20off",
                        "%C3%9Cber",
                        "100%",
                        "a  b",
                        "http://a/b%20c",
                        "ÄÖÜß€")) {
            story.patch(200, "{bare}", Map.of("properties", Map.of("text", text)));
        }
        story.patch(
                200,
                "{bare}",
                Map.of(
                        "properties",
                        Map.of("second", "2", "a.b", "dotted"),
                        "remove_properties",
                        List.of("text", "never_there")));
        story.get(200, "/v1/images/{bare}");
        story.patch(
                200, "{golden}", Map.of("replace_properties", Map.of("kept", "this", "also", "é")));
        story.get(200, "/v1/images/{golden}");
        story.patch(200, "{golden}", Map.of("replace_properties", Map.of()));
        story.patch(200, "{bare}", Map.of("protected", true));
        story.delete(409, "{bare}");
        story.patch(200, "{bare}", Map.of("name", "still changeable"));
        story.patch(200, "{bare}", Map.of("protected", false));
        story.patch(200, "{bare}", Map.of("visibility", "private"));
        story.patch(422, "{bare}", Map.of("visibility", "public"));
        story.patch(400, "{bare}", Map.of("properties", Map.of("stillframe_snapshot", "x")));
        story.patch(400, "{bare}", Map.of());
        story.patch(
                400, "{bare}", Map.of("properties", Map.of("a", "1"), "remove_properties", "a"));
        story.patch(
                400,
                "{bare}",
                Map.of("properties", Map.of("a", "1"), "remove_properties", List.of("a")));
    }

    private static void lists(Story story) {
        IntStream.range(0, 30)
                .forEach(i ->
                        story.image(
                                "many-" + i,
                                Map.of(
                                        "name",
                                        i % 2 == 0 ? "even" : "odd",
                                        "properties",
                                        Map.of("number", String.valueOf(i), "of", "30"))));
        story.pages("/v1/images?of=30&limit=7");
        story.pages("/v1/images?of=30&limit=30");
        story.pages("/v1/images?limit=200");
        story.pages("/v1/images?name=even");
        story.get(200, "/v1/images?name=Even");
        story.get(200, "/v1/images?number=17");
        story.get(200, "/v1/images?number=17&of=30&name=odd");
        story.get(200, "/v1/images?number=31");
        story.pages("/v1/images?status=active&limit=11");
        story.get(200, "/v1/images?status=queued");
        story.get(400, "/v1/images?status=nonsense");
        story.pages("/v1/images?visibility=private&limit=10");
        story.get(200, "/v1/images?visibility=public");
        story.get(200, "/v1/images?changed_since=2020-01-01T00:00:00Z&name=none");
        story.get(200, "/v1/images?changed_since=2020-01-01T00:00:00%2B01:00&name=none");
        story.get(200, "/v1/images?changed_since=2120-01-01T00:00:00Z");
        story.get(400, "/v1/images?changed_since=yesterday");
        story.get(200, "/v1/images?name=in:even,odd");
        story.get(200, "/v1/images?of=in:30");
        story.get(400, "/v1/images?owner=somebody");
        story.get(400, "/v1/images?limit=0");
        story.get(400, "/v1/images?marker=00000000-0000-4000-8000-00000000dead");
        story.get(400, "/v1/images?marker=nonsense");
    }

    private static void refusals(Story story, Disks disks) {
        var nobody = "00000000-0000-4000-8000-00000000dead";
        var snapshot = disks.snapshot(5);
        story.mapping(400, Map.of("source_type", "blank", "volumesize", 3));
        story.mapping(422, root(nobody));
        story.mapping(400, root(snapshot), root(snapshot));
        story.mapping(
                400,
                Map.of(
                        "source_type",
                        "snapshot",
                        "destination_type",
                        "volume",
                        "snapshot_id",
                        snapshot,
                        "boot_index",
                        "0"));
        story.mapping(
                400,
                root(snapshot),
                Map.of("source_type", "blank", "destination_type", "volume", "boot_index", -1));
        story.mapping(
                422,
                root(snapshot),
                Map.of(
                        "source_type",
                        "volume",
                        "destination_type",
                        "volume",
                        "volume_id",
                        nobody,
                        "boot_index",
                        -1));
        story.mapping(
                422,
                root(snapshot),
                Map.of(
                        "source_type",
                        "image",
                        "destination_type",
                        "volume",
                        "image_id",
                        nobody,
                        "volume_size",
                        1,
                        "boot_index",
                        -1));
        story.post(422, "/v1/images", Map.of("name", "x", "visibility", "public"));
        story.post(400, "/v1/images", Map.of("name", "x", "strategy", "nonsense"));
        story.post(400, "/v1/images", Map.of("nam", "x"));
        story.post(400, "/v1/images", Map.of());
        story.post(400, "/v1/images", Map.of("name", "x", "properties", Map.of("owner", "me")));
        story.post(
                400,
                "/v1/images",
                Map.of("name", "x", "properties", Map.of("long", "x".repeat(65_536))));
    }

    private static Map<String, Object> root(String snapshot) {
        return Map.of(
                "source_type",
                "snapshot",
                "destination_type",
                "volume",
                "snapshot_id",
                snapshot,
                "boot_index",
                0);
    }

    private static void locations(Story story, HttpStore store) {
        story.hiding(store.url());
        story.image(
                "elsewhere",
                Map.of("name", "elsewhere", "location", store.url(), "disk_format", "qcow2"));
        story.get(200, "/v1/images/{elsewhere}");
        for (var url :
                List.of(
                        "cinder://8c0f2b5e-1df5-4a2a-8d43-9cf3a4ef4a8a",
                        "file:///etc/passwd",
                        "http://example.org/image",
                        "http://me:secret@127.0.0.1/image",
                        "nonsense")) {
            story.post(
                    url.equals("nonsense") ? 400 : 422,
                    "/v1/images",
                    Map.of("name", "x", "location", url));
        }
        story.post(422, "/v1/images", Map.of("name", "x", "location", List.of(store.url(), "b")));
    }

    private static void deletions(Story story) {
        story.delete(204, "{golden}");
        story.delete(404, "{golden}");
        story.get(404, "/v1/images/{golden}");
        story.patch(404, "{golden}", Map.of("name", "gone"));
        story.pages("/v1/images?changed_since=2020-01-01T00:00:00Z&limit=11");
        story.delete(404, "00000000-0000-4000-8000-00000000dead");
        story.get(404, "/v1/images/nonsense");
    }
}
