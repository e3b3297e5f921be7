package io.stillframe;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.SandboxCloud;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Events of real runs, while they happen, and what a shutdown makes of who listens. */
class LiveEventsServiceTest {

    private final ConfigurableApplicationContext service =
            new SpringApplicationBuilder(Application.class)
                    .profiles("sandbox")
                    .run(
                            "--server.port=0",
                            "--stillframe.sandbox.port=0",
                            "--stillframe.sandbox.snapshot-delay=1s",
                            "--stillframe.settling-time=10m",
                            "--spring.datasource.url=jdbc:h2:mem:live-events");
    private final String url =
            "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port");
    private final Frames frames = new Frames(Web.at(url));

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void tellsEveryListenerEachEventOnceAndInOrder() throws Exception {
        var id = frames.started(aServer());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var patient =
                    IntStream.range(0, 10)
                            .mapToObj(_ -> threads.submit(() -> listener(id, "0").rest()))
                            .toList();
            var restless = threads.submit(() -> comesBackAfterEachEvent(id));

            frames.available(id);

            var events = listed(id);
            assertThat(events).hasSizeGreaterThan(5);
            for (var heard : patient) {
                assertThat(heard.get()).isEqualTo(events);
            }
            assertThat(restless.get()).isEqualTo(events);
        }
        frames.askToDelete(id);
        assertThat(listener(id, "0").rest()).isEqualTo(listed(id));
    }

    @Test
    void tellsOfACancelAndEndsWithIt() {
        var id = frames.started(aServer());
        var listener = listener(id, "0");
        while (!String.join("", listener.next()).contains("asked for 2 volume snapshots")) {}

        frames.cancel(id);

        var heard = listener.rest().stream().map(List::getLast).toList();
        assertThat(heard.getFirst()).contains("cancelled by");
        assertThat(heard.getLast()).contains("nothing is left behind");
        assertThat(frames.read(id).path("status").asString()).isEqualTo("cancelled");
        assertThat(Web.at(url).get("/v1/leftovers").json().path("leftovers")).isEmpty();
        assertThat(listener(id, "0").rest()).isEqualTo(listed(id));
    }

    /** Otherwise the server would wait for them as long as it waits at all: 30 s. */
    @Test
    void letsListenersGoWhenItStops() {
        var listener = listener(frames.started(aServer()), "0");
        assertThat(listener.next()).isNotEmpty();
        var begin = Instant.now();

        service.close();

        assertThat(listener.rest()).as("what was told before the end").hasSizeLessThan(5);
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(15));
    }

    /** As a browser does whose line is bad. */
    private List<List<String>> comesBackAfterEachEvent(String id) {
        var heard = new ArrayList<List<String>>();
        while (true) {
            var last = heard.isEmpty() ? "0" : heard.getLast().getFirst().substring("id:".length());
            try (var listener = listener(id, last)) {
                if (listener.status() == 204) {
                    return heard;
                }
                var next = listener.next();
                if (!next.isEmpty()) {
                    heard.add(next);
                }
            }
        }
    }

    private List<List<String>> listed(String id) {
        return Web.at(url)
                .get("/v1/snapshots/" + id + "/events")
                .json()
                .path("events")
                .valueStream()
                .map(LiveEventsServiceTest::lines)
                .toList();
    }

    private static List<String> lines(JsonNode event) {
        return List.of("id:" + event.path("id"), "event:step", "data:" + event);
    }

    private Listener listener(String id, String last) {
        return Listener.to(url + "/v1/snapshots/" + id + "/events", "Last-Event-ID", last);
    }

    private String aServer() {
        return service.getBean(SandboxCloud.class)
                .project("demo")
                .server("watched")
                .bootedFrom(volume("watched-root", 1))
                .with(volume("watched-data", 1))
                .add()
                .id();
    }
}
