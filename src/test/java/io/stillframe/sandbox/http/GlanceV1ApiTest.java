package io.stillframe.sandbox.http;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.Client;
import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.RawClient;
import io.stillframe.sandbox.RawClient.Reply;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.Server;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Exchanges that were captured from a real server, from the first request to the last. */
class GlanceV1ApiTest {

    private static final String IMAGES = "/image/v1/images";
    private static final String OCTETS = "Content-Type: application/octet-stream";
    private static final String MAPPING =
            """
            [{"source_type": "snapshot", "destination_type": "volume", "snapshot_id": "7ce9d6ae-0c3b-4a4e-8a5b-4f7b52d1c0aa", \
            "volume_id": null, "volume_size": 1, "boot_index": 0, "device_name": "/dev/vda", "delete_on_termination": false}]\
            """;
    private static final String[] SNAPSHOT = {
        "x-image-meta-name: snap-vol",
        "x-image-meta-is_public: False",
        "x-image-meta-size: 0",
        "x-image-meta-min_disk: 20",
        "x-image-meta-property-base_image_ref:",
        "x-image-meta-property-root_device_name: /dev/vda",
        "x-image-meta-property-bdm_v2: True",
        "x-image-meta-property-block-device-mapping: " + MAPPING,
        OCTETS
    };

    private final HandClock clock = new HandClock();
    private final SandboxCloud cloud = SandboxCloud.startEmpty(SandboxSettings.quick(), clock);
    private final RawClient demo = RawClient.of(cloud, "demo");

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Reply snapshot() throws Exception {
        return demo.sendBody("POST", IMAGES, "", SNAPSHOT);
    }

    private static String path(Reply reply) {
        return IMAGES + "/" + reply.json().at("/image/id").asString();
    }

    @Test
    void takesTheImageOfANovaSnapshotAndItIsActiveAtOnce() throws Exception {
        var reply = snapshot();
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.header("Location"))
                .isEqualTo("http://127.0.0.1:%d%s".formatted(cloud.port(), path(reply)));
        assertThat(reply.header("X-Openstack-Request-Id")).startsWith("req-");
        assertThat(reply.headersFrom("E")).isEmpty(); // no data, no tag
        var image = reply.json().path("image");
        assertThat(image.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "status",
                        "size",
                        "virtual_size",
                        "checksum",
                        "disk_format",
                        "container_format",
                        "min_disk",
                        "min_ram",
                        "owner",
                        "is_public",
                        "protected",
                        "deleted",
                        "created_at",
                        "updated_at",
                        "deleted_at",
                        "properties");
        assertThat(image.path("status").asString()).isEqualTo("active");
        assertThat(image.path("size").asInt(-1)).isZero();
        assertThat(image.path("min_disk").asInt()).isEqualTo(20);
        assertThat(image.path("created_at").asString()).isEqualTo("2026-11-22T12:00:00.000000");
        assertThat(image.path("owner").asString()).isEqualTo(cloud.project("demo").id());
        for (var nothing :
                new String[] {"checksum", "disk_format", "container_format", "virtual_size"}) {
            assertThat(image.path(nothing).isNull()).as(nothing).isTrue();
        }
        assertThat(image.at("/properties/base_image_ref").isNull()).isTrue();
        assertThat(image.at("/properties/block_device_mapping").asString()).isEqualTo(MAPPING);
    }

    @Test
    void showsItInHeadersAndLeavesOutWhatIsNull() throws Exception {
        var path = path(snapshot());
        var reply = demo.send("HEAD", path);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("text/html; charset=UTF-8");
        assertThat(reply.header("Content-Length")).isEqualTo("0");
        assertThat(reply.headersFrom("X-Image-Meta-"))
                .containsExactlyInAnyOrder(
                        "X-Image-Meta-Size",
                        "X-Image-Meta-Name",
                        "X-Image-Meta-Status",
                        "X-Image-Meta-Deleted",
                        "X-Image-Meta-Min_ram",
                        "X-Image-Meta-Owner",
                        "X-Image-Meta-Min_disk",
                        "X-Image-Meta-Updated_at",
                        "X-Image-Meta-Created_at",
                        "X-Image-Meta-Protected",
                        "X-Image-Meta-Is_public",
                        "X-Image-Meta-Id",
                        "X-Image-Meta-Property-Root_device_name",
                        "X-Image-Meta-Property-Bdm_v2",
                        "X-Image-Meta-Property-Block_device_mapping");
        assertThat(reply.header("X-Image-Meta-Is_public")).isEqualTo("False");
        assertThat(reply.header("X-Image-Meta-Property-Block_device_mapping")).isEqualTo(MAPPING);

        var data = demo.send("GET", path);
        assertThat(data.status()).isEqualTo(200);
        assertThat(data.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(data.header("X-Image-Meta-Status")).isEqualTo("active");
        assertThat(data.body()).isEmpty();
    }

    @Test
    void mergesPropertiesOnlyWhenToldNotToPurgeThem() throws Exception {
        var path = path(snapshot());
        var merged =
                demo.send(
                        "PUT",
                        path,
                        "x-image-meta-property-note: one",
                        "x-glance-registry-purge-props: false");
        assertThat(merged.status()).isEqualTo(200);
        assertThat(merged.headersFrom("Location")).isEmpty();
        assertThat(merged.json().at("/image/properties").propertyNames())
                .containsExactly(
                        "base_image_ref",
                        "root_device_name",
                        "bdm_v2",
                        "block_device_mapping",
                        "note");
        var purged = demo.send("PUT", path, "x-image-meta-property-note: two");
        assertThat(purged.json().at("/image/properties").toString())
                .isEqualTo("{\"note\":\"two\"}");
        assertThat(purged.json().at("/image/name").asString()).isEqualTo("snap-vol");
    }

    @Test
    void listsByPropertyAndTime() throws Exception {
        demo.send("PUT", path(snapshot()), "x-image-meta-property-note: two");
        var found =
                demo.send(
                        "GET",
                        IMAGES
                                + "/detail?property-note=two&is_public=none&changes-since=2026-01-01T00:00:00Z&limit=5");
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.json().propertyNames()).containsExactly("images");
        assertThat(found.json().at("/images/0/properties/note").asString()).isEqualTo("two");
    }

    @Test
    void deletesOnceAndRemembersItInListsByTime() throws Exception {
        var path = path(snapshot());
        clock.pass(Duration.ofMillis(1500));
        var deleted = demo.send("DELETE", path);
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.header("Content-Type")).isEqualTo("text/html; charset=UTF-8");
        assertThat(deleted.header("Content-Length")).isEqualTo("0");

        var again = demo.send("DELETE", path);
        assertThat(again.status()).isEqualTo(404);
        assertThat(again.header("Content-Length")).isEqualTo("120");
        assertThat(again.body())
                .isEqualTo(
                        "404 Not Found\n\nThe resource could not be found.\n\n Image with identifier %s not found  "
                                .formatted(path.substring(IMAGES.length() + 1)));

        var image =
                demo.send("GET", IMAGES + "/detail?changes-since=2026-01-01T00:00:00Z")
                        .json()
                        .at("/images/0");
        assertThat(image.path("status").asString()).isEqualTo("deleted");
        assertThat(image.path("deleted").asBoolean()).isTrue();
        assertThat(image.path("deleted_at").asString()).isEqualTo("2026-11-22T12:00:01.500000");
        assertThat(image.path("properties")).isEmpty();
        assertThat(demo.send("GET", IMAGES).json().path("images")).isEmpty();
    }

    @Test
    void activatesAnEmptyImageLateOnlyByAnEmptyChunkedBody() throws Exception {
        var queued =
                demo.send(
                        "POST",
                        IMAGES,
                        "x-image-meta-disk_format: raw",
                        "x-image-meta-container_format: bare");
        assertThat(queued.json().at("/image/status").asString()).isEqualTo("queued");
        var still = demo.sendBody("PUT", path(queued), "", "x-image-meta-size: 0", OCTETS);
        assertThat(still.status()).isEqualTo(200);
        assertThat(still.json().at("/image/status").asString()).isEqualTo("queued");
        var active = demo.sendChunked("PUT", path(queued), "", OCTETS);
        assertThat(active.status()).isEqualTo(200);
        assertThat(active.header("ETag")).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
        assertThat(active.json().at("/image/status").asString()).isEqualTo("active");
        assertThat(active.json().at("/image/size").asInt(-1)).isZero();
    }

    @Test
    void showsInVersion2WhatVersion1MadeAndTheOtherWayRound() throws Exception {
        var id = snapshot().json().at("/image/id").asString();
        var seen = demo.send("GET", "/image/v2/images/" + id).json();
        assertThat(seen.path("status").asString()).isEqualTo("active");
        assertThat(seen.path("disk_format").isNull()).isTrue();
        assertThat(seen.path("visibility").asString()).isEqualTo("private");
        assertThat(seen.path("block_device_mapping").asString()).isEqualTo(MAPPING);
        assertThat(seen.path("base_image_ref").isNull()).isTrue();

        var made =
                demo.sendBody(
                                "POST",
                                "/image/v2/images",
                                "{\"disk_format\": \"raw\", \"container_format\": \"bare\", \"Colour\": \"\"}",
                                "Content-Type: application/json")
                        .json()
                        .path("id")
                        .asString();
        var uploaded = demo.sendBody("PUT", "/image/v2/images/" + made + "/file", "", OCTETS);
        assertThat(uploaded.status()).isEqualTo(204);
        var head = demo.send("HEAD", IMAGES + "/" + made);
        assertThat(head.header("X-Image-Meta-Status")).isEqualTo("active");
        assertThat(head.header("X-Image-Meta-Checksum"))
                .isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
        assertThat(head.headersFrom("X-Image-Meta-Property-Colour")).hasSize(1);
    }

    @Test
    void bootsAServerOfWhatItTookInTheDaysOfItsNova() throws Exception {
        try (var old = SandboxCloud.startEmpty(SandboxSettings.quick("glance=v1"), clock)) {
            var snapshot = snapshotOfAVolume(old);
            assertThat(statusOfBoot(old, snapshot, "\"tag\": \"root\"")).isEqualTo(202);
            assertThat(old.servers()).extracting(Server::status).containsExactly("ACTIVE");
            var booted = old.servers().getFirst().attachments().getFirst().volume().origin();
            assertThat(booted).isEqualTo(old.volumeSnapshots().getFirst());
            // A key that came with a later Nova is an unknown one.
            assertThat(statusOfBoot(old, snapshot, "\"volume_type\": \"luks\"")).isEqualTo(400);
            assertThat(old.servers()).hasSize(1);
        }
        var snapshot = snapshotOfAVolume(cloud);
        assertThat(statusOfBoot(cloud, snapshot, "\"volume_type\": \"luks\"")).isEqualTo(202);
    }

    private static String snapshotOfAVolume(SandboxCloud in) throws Exception {
        var project = in.project("demo");
        var reply =
                Client.of(in, "demo")
                        .post(
                                "/volume/v3/%s/snapshots".formatted(project.id()),
                                "{\"snapshot\": {\"volume_id\": \"%s\"}}"
                                        .formatted(project.addVolume(volume("root", 1)).id()));
        return reply.json().at("/snapshot/id").asString();
    }

    /** A server of an image that version 1 makes for it. */
    private static int statusOfBoot(SandboxCloud in, String snapshotId, String more)
            throws Exception {
        var mapping =
                "[{\"source_type\": \"snapshot\", \"destination_type\": \"volume\", \"snapshot_id\": \"%s\", \"boot_index\": 0, %s}]"
                        .formatted(snapshotId, more);
        var image =
                RawClient.of(in, "demo")
                        .send(
                                "POST",
                                IMAGES,
                                "x-image-meta-size: 0",
                                "x-image-meta-property-bdm-v2: True",
                                "x-image-meta-property-block-device-mapping: " + mapping);
        var server =
                """
                {"server": {"name": "copy", "flavorRef": "nodisk", "imageRef": "%s"}}
                """
                        .formatted(image.json().at("/image/id").asString());
        return Client.of(in, "demo").post("/compute/v2.1/servers", server).status();
    }

    @Test
    void meetsFaultsAndIsCountedByTheNamesOfVersion2() throws Exception {
        cloud.faults()
                .add(
                        Fault.at("glance", "create-image", new Effect.Refuse(503, "busy"))
                                .matching("name: snap-vol"));
        assertThat(snapshot().status()).isEqualTo(503);
        var path = path(demo.send("POST", IMAGES, "x-image-meta-name: another"));
        demo.send("HEAD", path);
        demo.send("PUT", path);
        demo.send("GET", path);
        demo.send("GET", IMAGES + "/detail");
        demo.send("DELETE", path);
        assertThat(cloud.calls().asMap().get("glance"))
                .isEqualTo(
                        Map.of(
                                "create-image", 2L,
                                "show-image", 1L,
                                "update-image", 1L,
                                "download-image", 1L,
                                "list-images", 1L,
                                "delete-image", 1L));
    }

    @Test
    void writesErrorsAsTheCallerAccepts() throws Exception {
        var plain = demo.send("POST", IMAGES, "x-image-meta-disk_format: foo");
        assertThat(plain.status()).isEqualTo(400);
        assertThat(plain.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
        assertThat(plain.header("Content-Length")).isEqualTo("58");
        assertThat(plain.body())
                .isEqualTo("400 Bad Request\n\nInvalid disk format 'foo' for image.\n\n   ");

        var unknown = IMAGES + "/99999999-2222-3333-4444-555555555555";
        var json = demo.send("GET", unknown, "Accept: application/json");
        assertThat(json.status()).isEqualTo(404);
        assertThat(json.json().path("message").asString())
                .isEqualTo(
                        "The resource could not be found.<br /><br />\nImage with identifier"
                                + " 99999999-2222-3333-4444-555555555555 not found\n\n");
        assertThat(json.json().path("code").asString()).isEqualTo("404 Not Found");
        assertThat(json.json().path("title").asString()).isEqualTo("Not Found");

        var page = demo.send("GET", unknown, "Accept: */*");
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=UTF-8");
        assertThat(page.body()).startsWith("<html>").contains("<h1>404 Not Found</h1>");
        assertThat(demo.send("HEAD", unknown).body()).isEmpty();
        assertThat(new RawClient(cloud).send("GET", IMAGES).status()).isEqualTo(401);
    }
}
