package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.Web.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What callers do with snapshots, over HTTP. */
public final class Frames {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Set<String> ENDED =
            Set.of("available", "failed", "stuck", "cancelled", "deleted");

    private final Web web;

    public Frames(Web web) {
        this.web = web;
    }

    Reply ask(Map<String, ?> request) {
        return web.post("/v1/snapshots", request);
    }

    Reply ask(String serverId) {
        return ask(Map.of("server_id", serverId));
    }

    /** Asked for, accepted; returns its id. */
    public String started(String serverId) {
        return started(Map.of("server_id", serverId));
    }

    public String started(Map<String, ?> request) {
        var reply = ask(request);
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(202);
        return reply.text("/id");
    }

    public JsonNode taken(String serverId) {
        return available(started(serverId));
    }

    JsonNode taken(Map<String, ?> request) {
        return available(started(request));
    }

    public JsonNode available(String id) {
        var snapshot = ended(id);
        assertThat(snapshot.path("status").asString()).as("%s", snapshot).isEqualTo("available");
        return snapshot;
    }

    /** The request is held while nothing changes, so this asks seldom. */
    public JsonNode ended(String id) {
        var deadline = Instant.now().plus(PATIENCE);
        var snapshot = read(id);
        while (!ENDED.contains(snapshot.path("status").asString())) {
            assertThat(Instant.now()).as("%s", snapshot).isBefore(deadline);
            snapshot = web.get("/v1/snapshots/" + id + "?wait=20s").json();
        }
        return snapshot;
    }

    public JsonNode read(String id) {
        var reply = web.get("/v1/snapshots/" + id);
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(200);
        return reply.json();
    }

    /** Its history, as one text. */
    String events(String id) {
        return web.get("/v1/snapshots/" + id + "/events").json().toString();
    }

    /** It is refused at once, or its run fails and says that nothing is left. */
    JsonNode problemWith(Map<String, ?> request) {
        var reply = ask(request);
        if (reply.status() != 202) {
            return reply.json();
        }
        var snapshot = ended(reply.text("/id"));
        assertThat(snapshot.path("status").asString()).as("%s", snapshot).isEqualTo("failed");
        assertThat(snapshot.path("leftovers")).isEmpty();
        return snapshot.path("problem");
    }

    public void askToDelete(String id) {
        var reply = web.delete("/v1/snapshots/" + id);
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(202);
    }

    public void cancel(String id) {
        var reply = web.post("/v1/snapshots/" + id + "/cancel", "");
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(202);
    }

    void retry(String id) {
        var reply = web.post("/v1/snapshots/" + id + "/retry", "");
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(202);
    }

    public JsonNode deleted(String id) {
        askToDelete(id);
        var snapshot = ended(id);
        assertThat(snapshot.path("status").asString()).as("%s", snapshot).isEqualTo("deleted");
        return snapshot;
    }

    public Stream<JsonNode> all() {
        var reply = web.get("/v1/snapshots");
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(200);
        assertThat(reply.json().path("next").isNull()).isTrue();
        return reply.json().path("snapshots").valueStream();
    }

    /** What the image says it is made of: the root first. */
    JsonNode mapping(JsonNode snapshot) {
        var image = web.get("/v1/images/" + snapshot.path("image_id").asString());
        assertThat(image.status()).as("%s", image.json()).isEqualTo(200);
        return image.json().path("block_device_mapping");
    }
}
