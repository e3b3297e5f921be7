package io.stillframe.hostile;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.Application;
import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.world.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The whole service on the simulated cloud, with things in it that are worth attacking. */
final class Besieged implements Attacks.Victims, AutoCloseable {

    private static final int SERVERS = 300;
    private static final Set<String> UNDER_WAY = Set.of("creating", "cancelling", "deleting");
    private static final int CHANGES_OF_ONE_IMAGE = 100;

    private final ConfigurableApplicationContext service;
    private final SandboxCloud cloud;
    private final CloudProject demo;
    private final String token;
    private final List<Server> servers;
    private final List<String> images = new ArrayList<>();
    private final String snapshot;
    private final String image;
    private final String creation;
    private final String volume;
    private int changes;
    private int turn;

    private Besieged(ConfigurableApplicationContext service) {
        this.service = service;
        this.cloud = service.getBean(SandboxCloud.class);
        this.demo = cloud.project("demo");
        this.token = demo.token().id();
        for (var quota : List.of("snapshots", "volumes", "gigabytes")) {
            demo.quota(quota, 1_000_000);
        }
        this.servers = demo.addServers("victim", SERVERS, 1);
        this.volume = demo.addVolume(volume("disk", 1)).id();
        this.snapshot = newSnapshot();
        this.image = newImage();
        this.creation = made("/v1/images?wait=0", "{\"name\":\"asked for\"}").text("/id");
        awaitTheEnd("/v1/image-creations/" + creation);
    }

    static Besieged start(String... settings) {
        var usual =
                Stream.of(
                        "--server.port=0",
                        "--spring.jmx.enabled=false",
                        "--stillframe.sandbox.port=0",
                        "--stillframe.sandbox.first-snapshot=false",
                        "--stillframe.sandbox.snapshot-delay=0s",
                        "--stillframe.settling-time=10m", // so that no late look comes between
                        // what is limited by number is not tried here
                        "--stillframe.requests-per-second=1000000",
                        "--stillframe.snapshots-at-once=1000000",
                        "--stillframe.strategies=zero-size,empty-upload");
        var all = Stream.concat(usual, Stream.of(settings)).toArray(String[]::new);
        return new Besieged(
                new SpringApplicationBuilder(Application.class).profiles("sandbox").run(all));
    }

    SandboxCloud cloud() {
        return cloud;
    }

    int port() {
        return service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** With a token that is good wherever tokens are asked for. */
    Request authentic(Request request) {
        return request.with("X-Auth-Token: " + token());
    }

    String token() {
        return token;
    }

    Answer ask(Request request) {
        try (var wire = new Wire(port())) {
            return wire.send(authentic(request));
        } catch (IOException e) {
            throw new UncheckedIOException(request.toString(), e);
        }
    }

    Answer read(String target) {
        var answer = ask(Request.of("GET", target));
        assertThat(answer.status()).as("%s: %s", target, answer).isEqualTo(200);
        return answer;
    }

    Served served() {
        return new Served(read("/v3/api-docs").json());
    }

    Answer made(String target, String body) {
        var answer = ask(Request.of("POST", target).saying(body));
        assertThat(answer.accepted()).as("%s", answer).isTrue();
        return answer;
    }

    /**
     * What has become of what is at that path; held by the service while it lasts. Images have no
     * end, and are what they are.
     */
    Answer awaitTheEnd(String path) {
        var answer = read(path);
        while (UNDER_WAY.contains(answer.text("/status"))) {
            answer = read(path + "?wait=20s");
        }
        return answer;
    }

    void awaitQuiet() {
        snapshots()
                .filter(snapshot -> UNDER_WAY.contains(snapshot.path("status").asString()))
                .forEach(
                        snapshot -> awaitTheEnd("/v1/snapshots/" + snapshot.path("id").asString()));
    }

    /** The newest. */
    Stream<JsonNode> snapshots() {
        return read("/v1/snapshots?limit=200").json().path("snapshots").valueStream();
    }

    String newSnapshot() {
        var body = "{\"server_id\":\"%s\"}".formatted(nextServer());
        var id = made("/v1/snapshots", body).text("/id");
        awaitTheEnd("/v1/snapshots/" + id);
        return id;
    }

    String newImage() {
        return made("/v1/images", "{\"name\":\"golden\"}").text("/id");
    }

    private String nextServer() {
        return servers.get(turn++ % SERVERS).id();
    }

    @Override
    public String idFor(String path) {
        return path.contains("snapshots")
                ? snapshot
                : path.contains("creations") ? creation : image;
    }

    @Override
    public String nextImage() {
        if (changes++ % CHANGES_OF_ONE_IMAGE == 0) {
            images.add(newImage());
        }
        return images.getLast();
    }

    @Override
    public String elsewhere() {
        return cloud.project("other").servers().getFirst().id();
    }

    @Override
    public Map<String, String> soundBody(String path, String method) {
        return switch (method + " " + path) {
            case "POST /v1/snapshots" -> Map.of("server_id", Attacks.quoted(nextServer()));
            case "POST /v1/images" -> Map.of("name", "\"made\"");
            default -> Map.of("min_ram", "1");
        };
    }

    @Override
    public Map<String, String> soundEntry() {
        var entry = new LinkedHashMap<String, String>();
        entry.put("boot_index", "0");
        entry.put("source_type", "\"volume\"");
        entry.put("destination_type", "\"volume\"");
        entry.put("volume_id", Attacks.quoted(volume));
        return entry;
    }

    @Override
    public void close() {
        service.close();
    }
}
