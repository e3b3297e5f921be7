package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.Web.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What callers do with images, over HTTP. */
final class Album {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Web web;

    Album(Web web) {
        this.web = web;
    }

    Reply ask(Map<String, ?> request) {
        return web.post("/v1/images", request);
    }

    /** Made at once, or after some looks; as it is shown then. */
    JsonNode made(Map<String, ?> request) {
        var reply = ask(request);
        var deadline = Instant.now().plus(PATIENCE);
        while (reply.status() == 202 || reply.text("/status").equals("creating")) {
            assertThat(Instant.now()).as("%s", reply.json()).isBefore(deadline);
            reply = web.get("/v1/image-creations/" + reply.text("/id") + "?wait=20s");
        }
        if (reply.json().has("image_id")) {
            assertThat(reply.text("/status")).as("%s", reply.json()).isEqualTo("available");
            return read(reply.text("/image_id"));
        }
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(201);
        assertThat(reply.header("Location")).isEqualTo("/v1/images/" + reply.text("/id"));
        return reply.json();
    }

    JsonNode read(String id) {
        return answered(web.get("/v1/images/" + id));
    }

    JsonNode changed(String id, Map<String, ?> change) {
        return answered(web.patch("/v1/images/" + id, change));
    }

    private static JsonNode answered(Reply reply) {
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(200);
        return reply.json();
    }

    void delete(String id) {
        var reply = web.delete("/v1/images/" + id);
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(204);
        assertThat(web.get("/v1/images/" + id).status()).isEqualTo(404);
    }

    /** The ids on all pages, in their order. */
    List<String> ids(String query) {
        var ids = new ArrayList<String>();
        var next = "/v1/images?" + query;
        while (!next.isEmpty()) {
            var page = answered(web.get(next));
            page.path("images").forEach(image -> ids.add(image.path("id").asString()));
            next = page.path("next").asString("");
        }
        return ids;
    }
}
