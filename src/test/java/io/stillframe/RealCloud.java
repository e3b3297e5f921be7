package io.stillframe;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.Web.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.JsonNode;

/**
 * A real cloud through its own REST API and with a token of its own: what is proved with it is
 * proved without a line of our adapters. Whatever a test makes is named after this, and goes when
 * it is closed.
 */
final class RealCloud implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** {@link io.stillframe.openstack.OpenStackContract} may be tried at the same time. */
    private static final String CONTRACT = "contract";

    private final String name = "proof-" + UUID.randomUUID().toString().substring(0, 8);
    private final Login login;
    private final Web nova;
    private final Web cinder;
    private final Web glance;

    /** Ids of volume snapshots that were ours: Nova makes volumes of them without a name. */
    private final Set<String> volumeSnapshotsSeen = new HashSet<>();

    RealCloud(Login login) {
        this.login = login;
        this.nova = login.service("compute").with("OpenStack-API-Version", "compute 2.79");
        this.cinder =
                login.service("volumev3", "block-storage", "volume")
                        .with("OpenStack-API-Version", "volume 3.55");
        this.glance = login.service("image");
    }

    /** The one that {@code OS_CLOUD} names. */
    static RealCloud named() {
        return new RealCloud(Login.named());
    }

    /** What the names of servers, volumes and images begin with. */
    String name() {
        return name;
    }

    String name(String what) {
        return name + "-" + what;
    }

    String token() {
        return login.token();
    }

    String projectId() {
        return login.projectId();
    }

    /** Its volumes are named after it: {@code NAME-0} is the root. */
    String add(WantedServer wanted, String serverName) {
        var all = Stream.concat(wanted.atBoot().stream(), wanted.hot().stream()).toList();
        var ids = new ArrayList<String>();
        for (var volume : all) {
            ids.add(addVolume(volume, serverName + "-" + ids.size()));
        }
        ids.forEach(id -> until("available", () -> volume(id).path("status").asString()));
        var root = ids.getFirst();
        var bootable = wanted.atBoot().getFirst().fromImage();
        if (!bootable) {
            setBootable(root, true); // Nova does not boot from one that is not
        }
        var server = boot(serverName, "tiny", disks(wanted.atBoot(), ids));
        for (int i = wanted.atBoot().size(); i < all.size(); i++) {
            attach(server, ids.get(i), all.get(i));
        }
        if (!bootable) {
            setBootable(root, false);
        }
        if (!wanted.action().isEmpty()) {
            var body = new HashMap<String, Object>();
            body.put(wanted.action(), null);
            made(nova.post("/servers/" + server + "/action", body));
            until(wanted.status(), () -> server(server).path("status").asString());
        }
        return server;
    }

    /** One that no server has. */
    String addFreeVolume(WantedVolume wanted, String volumeName) {
        var id = addVolume(wanted, volumeName);
        until("available", () -> volume(id).path("status").asString());
        return id;
    }

    String addVolumeSnapshot(String volume, String snapshotName) {
        var body = Map.of("volume_id", volume, "name", snapshotName, "force", true);
        var id =
                made(cinder.post("/snapshots", Map.of("snapshot", body)))
                        .at("/snapshot/id")
                        .asString();
        until("available", () -> volumeSnapshot(id).path("status").asString());
        return id;
    }

    private String addVolume(WantedVolume wanted, String volumeName) {
        var body = new LinkedHashMap<String, Object>();
        body.put("name", volumeName);
        body.put("size", wanted.sizeGib());
        if (wanted.fromImage()) {
            body.put("imageRef", smallImage());
        }
        if (wanted.type() != null) {
            body.put("volume_type", wanted.type());
        }
        return made(cinder.post("/volumes", Map.of("volume", body))).at("/volume/id").asString();
    }

    private static Map<String, ?> disks(List<WantedVolume> wanted, List<String> ids) {
        var disks = new ArrayList<Map<String, ?>>();
        for (var volume : wanted) {
            var disk = attachment(volume);
            disk.put("uuid", ids.get(disks.size()));
            disk.put("boot_index", disks.isEmpty() ? 0 : -1);
            disk.put("source_type", "volume");
            disk.put("destination_type", "volume");
            disks.add(disk);
        }
        return Map.of("block_device_mapping_v2", disks);
    }

    private static Map<String, Object> attachment(WantedVolume volume) {
        var attachment = new HashMap<String, Object>();
        attachment.put("delete_on_termination", volume.goesWithItsServer());
        if (volume.tag() != null) {
            attachment.put("tag", volume.tag());
        }
        return attachment;
    }

    private void attach(String server, String id, WantedVolume wanted) {
        var attachment = attachment(wanted);
        attachment.put("volumeId", id);
        made(
                nova.post(
                        "/servers/" + server + "/os-volume_attachments",
                        Map.of("volumeAttachment", attachment)));
        until("in-use", () -> volume(id).path("status").asString());
    }

    private void setBootable(String volume, boolean bootable) {
        var body = Map.of("os-set_bootable", Map.of("bootable", bootable));
        made(cinder.post("/volumes/" + volume + "/action", body));
    }

    /** The mapping is the image's alone; a flavor without a disk can only boot from volumes. */
    String bootFrom(String imageId, String serverName) {
        return boot(serverName, "nodisk", Map.of("imageRef", imageId));
    }

    /** The root is a new volume of the image's data, the others are as the image maps them. */
    String bootFromTheDataOf(String imageId, String serverName) {
        var root =
                Map.of(
                        "source_type",
                        "image",
                        "uuid",
                        imageId,
                        "destination_type",
                        "volume",
                        "boot_index",
                        0,
                        "volume_size",
                        1,
                        "delete_on_termination",
                        true);
        var disks = Map.of("imageRef", imageId, "block_device_mapping_v2", List.of(root));
        return boot(serverName, "nodisk", disks);
    }

    /** Its root is on the hypervisor. */
    String addImageBackedServer(String serverName) {
        return boot(serverName, "tiny", Map.of("imageRef", smallImage()));
    }

    private String boot(String serverName, String flavor, Map<String, ?> disks) {
        var wanted = new LinkedHashMap<String, Object>(disks);
        wanted.put("name", serverName);
        wanted.put("flavorRef", flavor(flavor));
        wanted.put("networks", "none");
        var id = made(nova.post("/servers", Map.of("server", wanted))).at("/server/id").asString();
        until("ACTIVE", () -> server(id).path("status").asString());
        return id;
    }

    /** With the volumes that Nova made for it. */
    void removeServer(String id) {
        var volumes =
                disksOf(id).stream()
                        .filter(disk -> disk.volume().path("name").asString().isEmpty())
                        .map(Disk::id)
                        .toList();
        looking()
                .until(() -> {
                    var server = servers().filter(each -> each.path("id").asString().equals(id));
                    var left =
                            volumes().stream()
                                    .filter(each -> volumes.contains(each.path("id").asString()));
                    return removed(nova, "/servers", server) & removed(cinder, "/volumes", left);
                });
    }

    /** Nova's own snapshot of a whole server; returns the image's id. */
    String imageByNova(String server, String imageName) {
        var body = Map.of("createImage", Map.of("name", imageName));
        return made(nova.post("/servers/" + server + "/action", body)).path("image_id").asString();
    }

    String maximumOfNova() {
        return nova.get("/").text("/version/version");
    }

    JsonNode server(String id) {
        return nova.get("/servers/" + id).json().path("server");
    }

    /** By their devices, so the root comes first. */
    List<Disk> disksOf(String server) {
        var volumes =
                volumes().stream()
                        .collect(toMap(each -> each.path("id").asString(), Function.identity()));
        return all(nova, "/servers/" + server + "/os-volume_attachments", "volumeAttachments")
                .stream()
                .map(each ->
                        new Disk(
                                each,
                                requireNonNull(volumes.get(each.path("volumeId").asString()))))
                .sorted(Comparator.comparing(Disk::device))
                .toList();
    }

    private JsonNode volume(String id) {
        return cinder.get("/volumes/" + id).json().path("volume");
    }

    JsonNode volumeSnapshot(String id) {
        return cinder.get("/snapshots/" + id).json().path("snapshot");
    }

    List<JsonNode> volumeSnapshots() {
        return all(cinder, "/snapshots/detail?limit=1000", "snapshots");
    }

    List<JsonNode> volumes() {
        return all(cinder, "/volumes/detail?limit=1000", "volumes");
    }

    Reply image(String id) {
        return glance.get("/v2/images/" + id);
    }

    /** Through another Glance of the same cloud. */
    Reply image(String id, String glanceUrl) {
        return login.at(glanceUrl).get("/v2/images/" + id);
    }

    /** Whatever is of the project, but not what other tests may be making meanwhile. */
    Inventory inventory() {
        var things = new HashMap<String, String>();
        images().forEach(image -> put(things, "image", image));
        volumeSnapshots().forEach(snapshot -> put(things, "volume snapshot", snapshot));
        volumes().forEach(volume -> put(things, "volume", volume));
        things.values().removeIf(each -> each.startsWith(CONTRACT));
        return new Inventory(things);
    }

    private static void put(Map<String, String> things, String kind, JsonNode thing) {
        things.put(kind + " " + thing.path("id").asString(), thing.path("name").asString(""));
    }

    private Stream<JsonNode> images() {
        return all(glance, "/v2/images?limit=1000&owner=" + projectId(), "images").stream();
    }

    private static List<JsonNode> all(Web service, String path, String key) {
        var reply = service.get(path);
        assertThat(reply.status()).as("%s %s", path, reply.json()).isEqualTo(200);
        return reply.json().path(key).valueStream().toList();
    }

    private String smallImage() {
        var images = glance.get("/v2/images?status=active&visibility=public").json().path("images");
        return preferred(images, "small").path("id").asString();
    }

    private String flavor(String flavorName) {
        var flavors = nova.get("/flavors").json().path("flavors");
        return preferred(flavors, flavorName).path("id").asString();
    }

    private static JsonNode preferred(JsonNode all, String name) {
        return all.valueStream().filter(called(name)).findFirst().orElse(all.path(0));
    }

    boolean hasVolumeType(String type) {
        return all(cinder, "/types", "volume_types").stream().anyMatch(called(type));
    }

    private static Predicate<JsonNode> called(String name) {
        return each -> each.path("name").asString().equals(name);
    }

    private static JsonNode made(Reply reply) {
        assertThat(reply.status()).as("%s", reply.json()).isBetween(200, 202);
        return reply.json();
    }

    static void until(String wanted, Supplier<String> status) {
        looking()
                .until(() -> {
                    var now = status.get();
                    assertThat(now).isNotIn("error", "ERROR");
                    return now.equals(wanted);
                });
    }

    private static ConditionFactory looking() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(BETWEEN_LOOKS);
    }

    private static boolean isGoing(JsonNode thing) {
        return thing.path("status").asString("").equals("deleting")
                || thing.path("OS-EXT-STS:task_state").asString("").equals("deleting");
    }

    /**
     * Asks each of what is left to go until nothing is: in which order that works depends on the
     * storage.
     */
    @Override
    public void close() {
        looking()
                .until(() ->
                        removed(nova, "/servers", ours(servers()))
                                & removed(glance, "/v2/images", ours(images()))
                                & removed(cinder, "/snapshots", ourVolumeSnapshots())
                                & removed(cinder, "/volumes", ourVolumes()));
    }

    /** Asks those still there to go; whether there were none. */
    private static boolean removed(Web service, String path, Stream<JsonNode> unwanted) {
        var there = unwanted.toList();
        there.stream()
                .filter(each -> !isGoing(each))
                .forEach(each -> service.delete(path + "/" + each.path("id").asString()));
        return there.isEmpty();
    }

    private Stream<JsonNode> servers() {
        return all(nova, "/servers/detail?name=" + name, "servers").stream();
    }

    /** Nova's own volume snapshots are called {@code snapshot for IMAGE}. */
    private Stream<JsonNode> ours(Stream<JsonNode> things) {
        return things.filter(each -> each.path("name").asString("").contains(name));
    }

    private Stream<JsonNode> ourVolumeSnapshots() {
        var ours = ours(volumeSnapshots().stream()).toList();
        ours.forEach(snapshot -> volumeSnapshotsSeen.add(snapshot.path("id").asString()));
        return ours.stream();
    }

    private Stream<JsonNode> ourVolumes() {
        return volumes().stream()
                .filter(volume ->
                        volume.path("name").asString("").contains(name)
                                || volumeSnapshotsSeen.contains(
                                        volume.path("snapshot_id").asString("")));
    }
}
