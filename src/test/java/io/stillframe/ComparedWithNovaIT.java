package io.stillframe;

import static io.stillframe.Comparison.Made;
import static io.stillframe.WantedServer.bootedFrom;
import static io.stillframe.WantedVolume.blank;
import static io.stillframe.WantedVolume.ofAnImage;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/**
 * Nova's own {@code createImage} and ours of the same servers: the page of the documentation about
 * it is what this finds, and no difference is without a reason.
 */
@OnRealCloud
class ComparedWithNovaIT {

    private static final String ZED = "2.93";
    private static final Path PAGE = Path.of("docs", "compared-with-nova.md");
    private static final String RENEW = "stillframe.renew-docs";

    private static final String BEGINNING =
            """
            # Compared with Nova

            What Nova's own `createImage` makes of a server, and what Stillframe makes of the same
            server, key by key: the images, the entries of their mappings, and the volume snapshots.
            `ComparedWithNovaIT` wrote this page with the Nova of the release Zed, and fails when
            either side changes. Ids, names and times are replaced by words in capitals. The image is
            made active by `empty-upload`, which is how Nova does it, too.
            """;

    private static final String OF_NOVA =
            "Nova's own note about the booting of the server, which no API shows.";

    private static final Map<String, String> REASONS =
            Map.ofEntries(
                    entry("image:owner_user_name", OF_NOVA),
                    entry("image:owner_project_name", OF_NOVA),
                    entry("image:boot_roles", OF_NOVA),
                    entry(
                            "image:base_image_ref",
                            "Names the image that a server boots from; one that boots from a volume has none."),
                    entry(
                            "image:disk_format",
                            "There is no data of any format. Newer releases check that data is of the format, and newer Novas say `raw`, too."),
                    entry(
                            "image:min_disk",
                            "The root's size, as a copy's root cannot be smaller. Nova does not look at the volume for it."),
                    entry(
                            "image:image_type",
                            "Nova writes it on snapshots of servers that boot from an image; Horizon and filters read it."),
                    entry(
                            "image:instance_uuid",
                            "Nova writes it on snapshots of servers that boot from an image; it leads back to the server."),
                    entry("image:stillframe_snapshot", "For people to read: whose image it is."),
                    entry("mapping:null", "A key that is left out is null for Nova."),
                    entry(
                            "mapping:volume_type",
                            "Said here, so that nothing has to look it up when a copy boots."),
                    entry("mapping:tag", "The copy finds its volumes by the same tags."),
                    entry(
                            "mapping:boot_index",
                            "Attached after the boot. Both mean that it is not booted from; -1 is what the others have."),
                    entry(
                            "volume snapshot:name",
                            "The image's name and nothing else, to be found by it."),
                    entry(
                            "volume snapshot:description",
                            "Says what it is. Nova copies the volume's description."),
                    entry(
                            "volume snapshot:metadata",
                            "The mark, by which Stillframe finds what it has made."));

    private final RealCloud cloud = RealCloud.named();
    private final Frames frames;

    ComparedWithNovaIT(@LocalServerPort int port) {
        var service = Web.at("http://127.0.0.1:" + port);
        frames = new Frames(service.with("X-Auth-Token", cloud.token()));
    }

    @AfterAll
    void removeAll() {
        cloud.close();
    }

    @Test
    void everyDifferenceToNovaHasAReason() throws IOException {
        assumeThat(cloud.maximumOfNova()).as("Nova's newest microversion").isEqualTo(ZED);
        assumeThat(cloud.hasVolumeType("luks") && cloud.hasVolumeType("multiattach")).isTrue();
        var comparison = new Comparison(BEGINNING, REASONS);
        compare(
                "A server with tagged volumes, booted from an image's volume",
                bootedFrom(ofAnImage().of(2))
                        .with(blank().tagged("data"))
                        .withHot(blank().tagged("log").goingWithItsServer()),
                comparison);
        compare(
                "A server booted from a volume that was blank",
                bootedFrom(blank().of(2)).with(blank()),
                comparison);
        compare(
                "A server with a multiattach volume and an encrypted one",
                bootedFrom(ofAnImage()).with(blank().ofType("multiattach"), blank().ofType("luks")),
                comparison);

        Files.writeString(Path.of("target").resolve(PAGE.getFileName()), comparison.page());
        assertThat(comparison.open()).isEmpty();
        if (Boolean.getBoolean(RENEW)) {
            Files.writeString(PAGE, comparison.page());
        }
        assertThat(comparison.page())
                .as(
                        "%s is not what was found; to renew it, add -D%s=true to the command",
                        PAGE, RENEW)
                .isEqualTo(Files.readString(PAGE));
    }

    private void compare(String title, WantedServer wanted, Comparison comparison) {
        var name = cloud.name("compared");
        var server = cloud.add(wanted, cloud.name("server"));
        var nova = madeByNova(server, name);
        var ours = madeByUs(server, name);

        comparison.title(title);
        comparison.table("The image:", "image", nova, ours, "block_device_mapping");
        var novas = mapping(nova);
        var own = mapping(ours);
        assertThat(own).hasSameSizeAs(novas);
        for (int i = 0; i < own.size(); i++) {
            var number = i + 1;
            comparison.table(
                    "Entry %d of the mapping:".formatted(number),
                    "mapping",
                    nova.at(novas.path(i)),
                    ours.at(own.path(i)));
        }
        comparison.table(
                "The volume snapshot of the root:",
                "volume snapshot",
                nova.at(rootSnapshot(novas)),
                ours.at(rootSnapshot(own)));
        cloud.close();
    }

    private Made madeByNova(String server, String name) {
        var image = cloud.imageByNova(server, name);
        RealCloud.until("active", () -> cloud.image(image).text("/status"));
        var json = cloud.image(image).json();
        var words = words(server, name, json);
        for (var entry : mapping(json)) {
            var id = entry.path("snapshot_id").asString();
            RealCloud.until("available", () -> cloud.volumeSnapshot(id).path("status").asString());
        }
        return new Made(json, words);
    }

    private Made madeByUs(String server, String name) {
        var snapshot =
                frames.taken(Map.of("server_id", server, "name", name, "strategy", "empty-upload"));
        var json = cloud.image(snapshot.path("image_id").asString()).json();
        var words = words(server, name, json);
        words.put(snapshot.path("id").asString(), "SNAPSHOT");
        return new Made(json, words);
    }

    /** The volume snapshots are numbered as the devices of their volumes are. */
    private Map<String, String> words(String server, String name, JsonNode image) {
        var words = new LinkedHashMap<String, String>();
        words.put(name, "NAME");
        words.put(server, "SERVER");
        words.put(cloud.projectId(), "PROJECT");
        words.put(image.path("id").asString(), "IMAGE");
        var disks = cloud.disksOf(server).stream().map(Disk::id).toList();
        disks.forEach(id -> words.put(id, "VOLUME-" + (disks.indexOf(id) + 1)));
        for (var entry : mapping(image)) {
            var id = entry.path("snapshot_id").asString();
            var volume = cloud.volumeSnapshot(id).path("volume_id").asString();
            words.put(id, "VOLUME-SNAPSHOT-" + (disks.indexOf(volume) + 1));
        }
        return words;
    }

    private static JsonNode mapping(Made made) {
        return mapping(made.json());
    }

    private static JsonNode mapping(JsonNode image) {
        return Web.JSON.readTree(image.path("block_device_mapping").asString());
    }

    private JsonNode rootSnapshot(JsonNode mapping) {
        return cloud.volumeSnapshot(mapping.at("/0/snapshot_id").asString());
    }
}
