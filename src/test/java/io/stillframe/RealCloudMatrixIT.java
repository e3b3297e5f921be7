package io.stillframe;

import static io.stillframe.WantedServer.bootedFrom;
import static io.stillframe.WantedVolume.blank;
import static io.stillframe.WantedVolume.ofAnImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/**
 * Servers of all kinds, side by side: of each an image, of each image a copy, and in the end the
 * project is as it was.
 */
@OnRealCloud
class RealCloudMatrixIT {

    private final RealCloud cloud = RealCloud.named();
    private final Inventory before = cloud.inventory();
    private final Frames frames;
    private final Evidence evidence;

    RealCloudMatrixIT(@LocalServerPort int port) {
        var service = Web.at("http://127.0.0.1:" + port);
        frames = new Frames(service.with("X-Auth-Token", cloud.token()));
        evidence = new Evidence(cloud, frames);
    }

    /** What is left by the tests goes, and then nothing is left by what they tested. */
    @AfterAll
    void leavesTheProjectAsItWas() {
        cloud.close();
        assertThat(cloud.inventory()).isEqualTo(before);
    }

    static Stream<Arguments> servers() {
        return Stream.of(
                arguments("one", bootedFrom(ofAnImage())),
                arguments("twenty-six", bootedFrom(ofAnImage()).with(25, blank())),
                arguments("none bootable", bootedFrom(blank().of(2)).with(blank())),
                arguments("hot", bootedFrom(ofAnImage()).withHot(blank().of(2), blank())),
                arguments(
                        "tagged",
                        bootedFrom(ofAnImage().goingWithItsServer())
                                .with(blank().of(2).tagged("data"))
                                .withHot(blank().tagged("log").goingWithItsServer())),
                arguments(
                        "multiattach and encrypted",
                        bootedFrom(ofAnImage())
                                .with(blank().ofType("multiattach"), blank().ofType("luks"))),
                arguments("encrypted root", bootedFrom(ofAnImage().ofType("luks")).with(blank())));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void novaBootsTheSameDisksFromTheImage(String kind, WantedServer wanted) {
        var name = name(kind);
        var server = add(wanted, name);

        bootsAndGoes(snapshotOf(server, name), server);
    }

    /** Their images are like those of which copies are booted. */
    static Stream<Arguments> moreServers() {
        return Stream.of(
                arguments("ten", bootedFrom(ofAnImage()).with(9, blank())),
                arguments("shut off", bootedFrom(ofAnImage()).with(blank()).shutOff()),
                arguments("paused", bootedFrom(ofAnImage()).with(blank()).paused()));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("moreServers")
    void leavesTheServerAsItIs(String kind, WantedServer wanted) {
        var name = name(kind);
        var server = add(wanted, name);

        var snapshot = snapshotOf(server, name);

        assertThat(cloud.server(server).path("status").asString()).isEqualTo(wanted.status());
        evidence.isGoneAfterDelete(snapshot);
        assertThat(cloud.server(server).path("status").asString()).isEqualTo(wanted.status());
    }

    private String name(String kind) {
        return cloud.name(kind.replace(' ', '-'));
    }

    private String add(WantedServer wanted, String name) {
        assumeThat(types(wanted)).as("volume types").allMatch(cloud::hasVolumeType);
        return cloud.add(wanted, name);
    }

    private JsonNode snapshotOf(String server, String name) {
        var snapshot = frames.taken(Map.of("server_id", server, "name", name));
        assertThat(snapshot.path("strategy").asString()).isEqualTo("empty-upload");
        evidence.isInTheCloud(snapshot, server);
        evidence.mapsAllDisks(snapshot);
        return snapshot;
    }

    private static Stream<String> types(WantedServer wanted) {
        return Stream.concat(wanted.atBoot().stream(), wanted.hot().stream())
                .map(WantedVolume::type)
                .filter(Objects::nonNull);
    }

    /** Neither the place nor the flag of a volume tells for sure, and they say different things. */
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void leavesItToTheCallerWhichVolumeIsTheRootIfItCannotBeTold() {
        var name = name("crossed");
        var server = cloud.add(bootedFrom(blank()).with(ofAnImage()), name);
        var disks = cloud.disksOf(server);

        var refused = frames.ask(Map.of("server_id", server, "name", name));

        assertThat(refused.status()).as("%s", refused.json()).isEqualTo(422);
        assertThat(refused.text("/type")).isEqualTo("urn:stillframe:problem:root-ambiguous");
        for (var disk : disks) {
            assertThat(refused.text("/detail")).contains(disk.id(), disk.device());
        }

        var root = disks.getFirst().id();
        var snapshot =
                frames.taken(Map.of("server_id", server, "name", name, "root_volume_id", root));

        assertThat(snapshot.path("root_found_by").asString()).isEqualTo("request");
        assertThat(snapshot.at("/volumes/0/volume_id").asString()).isEqualTo(root);
        evidence.isInTheCloud(snapshot, server);
        evidence.mapsAllDisks(snapshot);
        bootsAndGoes(snapshot, server);
    }

    private void bootsAndGoes(JsonNode snapshot, String server) {
        var image = snapshot.path("image_id").asString();
        var copy = cloud.bootFrom(image, snapshot.path("name").asString() + "-copy");
        evidence.isACopy(copy, server, snapshot);
        cloud.removeServer(copy); // some storage keeps a volume snapshot as long as its volumes
        evidence.isGoneAfterDelete(snapshot);
    }
}
