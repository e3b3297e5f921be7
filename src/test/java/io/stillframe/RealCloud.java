package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.Web.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * One user of a real cloud, through the cloud's own REST API and with a token of its own: what is
 * proved with it is proved without a line of our adapters. Removes what it made.
 */
final class RealCloud implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);

    private final String token;
    private final Web nova;
    private final Web cinder;
    private final Web glance;

    /** What to undo, the last first. */
    private final Deque<Runnable> remnants = new ArrayDeque<>();

    private RealCloud(String token, JsonNode catalog, String region) {
        this.token = token;
        this.nova =
                service(catalog, region, "compute").with("OpenStack-API-Version", "compute 2.67");
        this.cinder =
                service(catalog, region, "volumev3", "block-storage", "volume")
                        .with("OpenStack-API-Version", "volume 3.55");
        this.glance = service(catalog, region, "image");
    }

    /** The one that {@code OS_CLOUD} names. */
    static RealCloud named() {
        var name = System.getenv("OS_CLOUD");
        assertThat(name).as("OS_CLOUD names the cloud to test with").isNotNull();
        return of(name).orElseThrow();
    }

    /** Another user of the same clouds.yaml. */
    static Optional<RealCloud> of(String name) {
        var cloud = cloudsYaml().path("clouds").path(name);
        return cloud.isMissingNode() ? Optional.empty() : Optional.of(login(cloud));
    }

    private static JsonNode cloudsYaml() {
        var named = Stream.ofNullable(System.getenv("OS_CLIENT_CONFIG_FILE")).map(Path::of);
        var usual =
                Stream.of(
                        Path.of("clouds.yaml"),
                        Path.of(System.getProperty("user.home"), ".config/openstack/clouds.yaml"),
                        Path.of("/etc/openstack/clouds.yaml"));
        var file = Stream.concat(named, usual).filter(Files::isRegularFile).findFirst();
        return new YAMLMapper().readTree(file.orElseThrow());
    }

    private static RealCloud login(JsonNode cloud) {
        var auth = cloud.path("auth");
        var user =
                Map.of(
                        "name", auth.path("username").asString(),
                        "password", auth.path("password").asString(),
                        "domain",
                                Map.of("name", auth.path("user_domain_name").asString("Default")));
        var project =
                Map.of(
                        "name", auth.path("project_name").asString(),
                        "domain",
                                Map.of(
                                        "name",
                                        auth.path("project_domain_name").asString("Default")));
        var identity = Map.of("methods", List.of("password"), "password", Map.of("user", user));
        var url = auth.path("auth_url").asString().replaceAll("/(v3/?)?$", "");
        var reply =
                Web.at(url)
                        .post(
                                "/v3/auth/tokens",
                                Map.of(
                                        "auth",
                                        Map.of(
                                                "identity",
                                                identity,
                                                "scope",
                                                Map.of("project", project))));
        assertThat(reply.status()).as("login").isEqualTo(201);
        return new RealCloud(
                reply.header("X-Subject-Token"),
                reply.json().at("/token/catalog"),
                cloud.path("region_name").asString(""));
    }

    private Web service(JsonNode catalog, String region, String... types) {
        return Stream.of(types)
                .flatMap(type ->
                        catalog.valueStream()
                                .filter(each -> each.path("type").asString().equals(type)))
                .flatMap(each -> each.path("endpoints").valueStream())
                .filter(endpoint -> endpoint.path("interface").asString().equals("public"))
                .filter(endpoint ->
                        region.isEmpty() || endpoint.path("region").asString().equals(region))
                .map(endpoint -> Web.at(endpoint.path("url").asString()))
                .findFirst()
                .orElseThrow()
                .with("X-Auth-Token", token);
    }

    String token() {
        return token;
    }

    /** The root from an image, a data volume of 2 GiB, and one of 1 GiB of another type. */
    String addServerWithThreeVolumes(String name) {
        var volumes = new ArrayList<String>();
        volumes.add(addVolume(Map.of("name", name + "-0", "size", 1, "imageRef", smallImage())));
        volumes.add(addVolume(Map.of("name", name + "-1", "size", 2)));
        var another = new LinkedHashMap<String, Object>(Map.of("name", name + "-2", "size", 1));
        anotherVolumeType().ifPresent(type -> another.put("volume_type", type));
        volumes.add(addVolume(another));
        volumes.forEach(id -> until("available", () -> volume(id).path("status").asString()));
        var disks = new ArrayList<Map<String, ?>>();
        for (var id : volumes) {
            disks.add(
                    Map.of(
                            "uuid",
                            id,
                            "boot_index",
                            disks.isEmpty() ? 0 : -1,
                            "source_type",
                            "volume",
                            "destination_type",
                            "volume"));
        }
        return addServer(name, "tiny", Map.of("block_device_mapping_v2", disks));
    }

    /** The mapping is the image's alone; a flavor without a disk can only boot from volumes. */
    String bootFrom(String imageId, String name) {
        return addServer(name, "nodisk", Map.of("imageRef", imageId));
    }

    /** Its root is on the hypervisor. */
    String addImageBackedServer(String name) {
        return addServer(name, "tiny", Map.of("imageRef", smallImage()));
    }

    private String addServer(String name, String flavor, Map<String, ?> disks) {
        var wanted = new LinkedHashMap<String, Object>(disks);
        wanted.put("name", name);
        wanted.put("flavorRef", flavor(flavor));
        wanted.put("networks", "none");
        var id = made(nova.post("/servers", Map.of("server", wanted))).at("/server/id").asString();
        remnants.push(() -> removeServer(id));
        until("ACTIVE", () -> server(id).path("status").asString());
        return id;
    }

    private String addVolume(Map<String, ?> wanted) {
        var id =
                made(cinder.post("/volumes", Map.of("volume", wanted))).at("/volume/id").asString();
        remnants.push(() -> remove(cinder, "/volumes/" + id));
        return id;
    }

    /** With the volumes that Nova made for it; those made for it by {@link #addVolume} stay. */
    void removeServer(String id) {
        var volumes =
                attachedTo(id).stream()
                        .filter(volume -> !volume.path("snapshot_id").isNull())
                        .map(volume -> volume.path("id").asString())
                        .toList();
        remove(nova, "/servers/" + id);
        volumes.forEach(volume -> remove(cinder, "/volumes/" + volume));
    }

    JsonNode server(String id) {
        return nova.get("/servers/" + id).json().path("server");
    }

    private JsonNode volume(String id) {
        return cinder.get("/volumes/" + id).json().path("volume");
    }

    /** By their devices, so the root comes first. */
    List<JsonNode> attachedTo(String server) {
        return nova.get("/servers/" + server + "/os-volume_attachments")
                .json()
                .path("volumeAttachments")
                .valueStream()
                .sorted(Comparator.comparing(each -> each.path("device").asString()))
                .map(each -> volume(each.path("volumeId").asString()))
                .toList();
    }

    JsonNode volumeSnapshot(String id) {
        return cinder.get("/snapshots/" + id).json().path("snapshot");
    }

    /** Of these volumes, whatever their marks. */
    List<JsonNode> volumeSnapshotsOf(List<String> volumes) {
        var reply = cinder.get("/snapshots/detail");
        assertThat(reply.status()).isEqualTo(200);
        return reply.json()
                .path("snapshots")
                .valueStream()
                .filter(each -> volumes.contains(each.path("volume_id").asString()))
                .toList();
    }

    Reply image(String id) {
        return glance.get("/v2/images/" + id);
    }

    private String smallImage() {
        var images = glance.get("/v2/images?status=active&visibility=public").json().path("images");
        return preferred(images, "small").path("id").asString();
    }

    private String flavor(String name) {
        return preferred(nova.get("/flavors").json().path("flavors"), name).path("id").asString();
    }

    private static JsonNode preferred(JsonNode all, String name) {
        return all.valueStream()
                .filter(each -> each.path("name").asString().equals(name))
                .findFirst()
                .orElse(all.path(0));
    }

    /** One that a snapshot's copy gets only if the mapping says so. */
    private Optional<String> anotherVolumeType() {
        var standard = cinder.get("/types/default").json().at("/volume_type/name").asString("");
        return cinder.get("/types")
                .json()
                .path("volume_types")
                .valueStream()
                .map(type -> type.path("name").asString())
                .filter(name -> !name.equals(standard) && !name.equals("__DEFAULT__"))
                .max(Comparator.comparing(name -> name.equals("multiattach")));
    }

    private static JsonNode made(Reply reply) {
        assertThat(reply.status()).as("%s", reply.json()).isBetween(200, 202);
        return reply.json();
    }

    private static void remove(Web service, String path) {
        await().atMost(PATIENCE)
                .pollInterval(BETWEEN_LOOKS)
                .until(() -> {
                    var there = service.get(path);
                    var status = there.json().path(0).path("status").asString("");
                    if (there.status() == 200
                            && !status.equals("deleting")
                            && !there.text("/server/OS-EXT-STS:task_state").equals("deleting")) {
                        service.delete(path);
                    }
                    return there.status() == 404;
                });
    }

    private static void until(String wanted, Supplier<String> status) {
        await().atMost(PATIENCE)
                .pollInterval(BETWEEN_LOOKS)
                .until(() -> {
                    var now = status.get();
                    assertThat(now).isNotIn("error", "ERROR");
                    return now.equals(wanted);
                });
    }

    /** Goes on when something cannot be removed, to remove at least the rest. */
    @Override
    public void close() {
        var failures = new ArrayList<Throwable>();
        while (!remnants.isEmpty()) {
            try {
                remnants.pop().run();
            } catch (RuntimeException | AssertionError e) {
                failures.add(e);
            }
        }
        assertThat(failures).isEmpty();
    }

    /** To be removed in the end, if it is still there then. */
    void willLeave(String imageId, List<String> volumeSnapshots) {
        volumeSnapshots.forEach(id -> remnants.push(() -> remove(cinder, "/snapshots/" + id)));
        remnants.push(() -> remove(glance, "/v2/images/" + imageId));
    }
}
