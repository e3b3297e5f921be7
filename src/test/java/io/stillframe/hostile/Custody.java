package io.stillframe.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Image;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compares what the cloud has in the end with what was accepted, and with nothing else. */
final class Custody {

    private final Besieged service;
    private final Map<String, Image> images;
    private final int volumeSnapshots;
    private final int volumes;
    private final int servers;

    /** As it is now. */
    Custody(Besieged service) {
        this.service = service;
        this.images = images();
        this.volumeSnapshots = service.cloud().volumeSnapshots().size();
        this.volumes = service.cloud().volumes().size();
        this.servers = service.cloud().servers().size();
    }

    private Map<String, Image> images() {
        return service.cloud().images().stream()
                .collect(Collectors.toMap(Image::id, Function.identity()));
    }

    /**
     * @param accepted what was sent, by the path of what was made of it
     */
    void check(Map<String, JsonNode> accepted) {
        var expected = new HashMap<String, JsonNode>();
        int frames = 0;
        for (var each : accepted.entrySet()) {
            var made = service.awaitTheEnd(each.getKey());
            assertThat(made.text("/status")).as("%s", made).isIn("available", "active");
            frames += made.json().has("volumes") ? 1 : 0;
            var id = made.text("/image_id");
            expected.put(id.isEmpty() ? made.text("/id") : id, each.getValue());
        }
        var now = images();

        assertThat(service.cloud().servers()).hasSize(servers);
        assertThat(service.cloud().volumes()).hasSize(volumes);
        assertThat(service.cloud().volumeSnapshots()).hasSize(volumeSnapshots + frames);
        assertThat(now.keySet()).containsAll(images.keySet());
        now.keySet().removeAll(images.keySet());
        assertThat(now.keySet()).isEqualTo(expected.keySet());
        expected.forEach((id, sent) -> check(Objects.requireNonNull(now.get(id)), sent));
    }

    private static void check(Image image, JsonNode sent) {
        if (sent.hasNonNull("name")) {
            assertThat(means(image.name(), sent.path("name"))).as("%s", sent).isTrue();
        }
        for (var property : sent.path("properties").properties()) {
            var value = image.properties().get(property.getKey());
            assertThat(means(value, property.getValue())).as("%s: %s", sent, value).isTrue();
        }
        assertThat(image.visibility()).isEqualTo("private");
        assertThat(image.locations()) // nothing, uploaded
                .allMatch(location -> location.url().startsWith("file:///var/lib/glance/images/"));
    }

    /** What looks encoded is kept encoded by version 1, as its clients do. */
    private static boolean means(@Nullable String kept, JsonNode sent) {
        var text = sent.asString();
        return kept != null
                && (kept.equals(text)
                        || text.contains("%")
                                && URLDecoder.decode(kept.replace("+", "%2B"), UTF_8).equals(text));
    }
}
