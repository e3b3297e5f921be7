package io.stillframe;

import static io.stillframe.WantedServer.bootedFrom;
import static io.stillframe.WantedVolume.blank;
import static io.stillframe.WantedVolume.ofAnImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * What callers are promised. What the service says is compared with what the cloud says to {@link
 * RealCloud}, which shares no code with it.
 */
@OnRealCloud
class RealCloudIT {

    private final RealCloud cloud = RealCloud.named();
    private final Web service;
    private final Frames frames;
    private final Evidence evidence;

    private String server = "";

    RealCloudIT(@LocalServerPort int port) {
        service = Web.at("http://127.0.0.1:" + port);
        frames = new Frames(service.with("X-Auth-Token", cloud.token()));
        evidence = new Evidence(cloud, frames);
    }

    @BeforeAll
    void addAServer() {
        server = cloud.add(bootedFrom(ofAnImage()).with(blank().of(2), blank()), cloud.name());
    }

    @AfterAll
    void removeAll() {
        cloud.close();
    }

    @Test
    void makesWhatItSaysAndNothingElse() {
        var before = cloud.inventory();

        var snapshot = frames.available(started(server));

        evidence.isInTheCloud(snapshot, server);
        evidence.mapsAllDisks(snapshot);
        assertThat(cloud.inventory().since(before)).isEqualTo(evidence.madeFor(snapshot));

        var copy = cloud.bootFrom(snapshot.path("image_id").asString(), cloud.name("copy"));
        evidence.isACopy(copy, server, snapshot);
        var ofTheCopy = frames.available(started(copy));
        evidence.isInTheCloud(ofTheCopy, copy);
        evidence.isGoneAfterDelete(ofTheCopy);
        cloud.removeServer(copy); // some storage keeps a volume snapshot as long as its volumes
        evidence.isGoneAfterDelete(snapshot);

        assertThat(cloud.inventory()).isEqualTo(before);
    }

    private String started(String ofServer) {
        var reply = frames.ask(Map.of("server_id", ofServer, "name", cloud.name("frame")));
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(202);
        assertThat(reply.header("Location")).isEqualTo("/v1/snapshots/" + reply.text("/id"));
        return reply.text("/id");
    }

    @Test
    void refusesRootLocationByNameWhereGlanceKeepsLocationsToItself() {
        var before = cloud.inventory();

        var name = cloud.name("frame");
        var problem =
                frames.problemWith(
                        Map.of("server_id", server, "name", name, "strategy", "root-location"));

        assertThat(problem.path("type").asString())
                .isEqualTo("urn:stillframe:problem:strategy-unavailable");
        assertThat(problem.path("detail").asString())
                .as("says what an operator would have to change")
                .contains("show_multiple_locations");
        assertThat(cloud.inventory()).isEqualTo(before);
    }

    @Test
    void refusesAServerThatBootsFromAnImage() {
        var reply = frames.ask(cloud.addImageBackedServer(cloud.name("image-backed")));

        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(422);
        assertThat(reply.text("/type")).isEqualTo("urn:stillframe:problem:image-backed");
    }

    @Test
    void wantsATokenOfKeystone() {
        for (var web : List.of(service, service.with("X-Auth-Token", "not-a-token"))) {
            var reply = web.get("/v1/snapshots");

            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.header("WWW-Authenticate")).startsWith("Keystone uri=");
            assertThat(reply.text("/type")).isEqualTo("urn:stillframe:problem:unauthenticated");
        }
    }

    @Test
    void hidesAProjectFromTheOthers() {
        var other = Login.of("other");
        assumeThat(other).as("clouds.yaml has a user of another project").isPresent();
        var id = started(server);
        var foreign = service.with("X-Auth-Token", other.orElseThrow().token());

        var read = foreign.get("/v1/snapshots/" + id);
        var deleted = foreign.delete("/v1/snapshots/" + id);
        var asked = new Frames(foreign).ask(server);

        assertThat(read.status()).isEqualTo(404);
        assertThat(deleted.status()).isEqualTo(404);
        assertThat(asked.status()).as("%s", asked.json()).isEqualTo(404);
        assertThat(asked.text("/type")).isEqualTo("urn:stillframe:problem:server-not-found");
        assertThat(new Frames(foreign).all()).isEmpty();
        evidence.isGoneAfterDelete(frames.available(id));
    }
}
