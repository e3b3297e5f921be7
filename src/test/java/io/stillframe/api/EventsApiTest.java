package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.Listener;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Decision.Entry;
import io.stillframe.workflow.Phase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What happened to a snapshot, as a list and as a stream. */
class EventsApiTest extends ApiTest {

    private static final String STREAM = "text/event-stream";

    @Autowired Changes changes;

    @Test
    void tellsWhatHappened() {
        var id = created();

        var events = get(path(id)).json().get("events");

        assertThat(events.get(0).propertyNames()).containsExactly("id", "time", "step", "message");
        assertThat(events.get(0).get("step").asString()).isEqualTo("inspect-server");
    }

    @Test
    void tellsTheSameAsAStreamThatEndsWithTheRun() {
        var id = created();
        carryOut(id);
        var list = get(path(id)).json().get("events");

        try (var listener = listener(id)) {
            assertThat(listener.status()).isEqualTo(200);
            assertThat(listener.header("content-type")).startsWith(STREAM);
            assertThat(listener.header("cache-control")).contains("no-store");
            assertThat(listener.header("x-accel-buffering")).isEqualTo("no");
            assertThat(listener.rest())
                    .containsExactlyElementsOf(
                            list.valueStream()
                                    .map(event ->
                                            List.of(
                                                    "id:" + event.get("id"),
                                                    "event:step",
                                                    "data:" + event))
                                    .toList())
                    .hasSizeGreaterThan(5);
        }
    }

    @Test
    void tellsWhatHappensWhileItListens() {
        var id = created();
        try (var listener = listener(id)) {
            var stored = get(path(id)).json().get("events").size();
            for (int i = 0; i < stored; i++) {
                assertThat(listener.next()).isNotEmpty();
            }

            happens(id, runs.find(id).orElseThrow().phase(), "now");
            assertThat(listener.next().getLast()).contains("\"message\":\"now\"");
            happens(id, new Phase.Succeeded(), "two\nlines", "last");

            assertThat(listener.rest())
                    .hasSize(2)
                    .satisfiesExactly(
                            event -> assertThat(event.get(2)).contains("\"two\\nlines\""),
                            event -> assertThat(event.get(2)).contains("\"last\""));
        }
        assertThat(runs.readOn).as("never on an event loop").matches(Thread::isVirtual);
    }

    @Test
    void resumesAfterTheLastEventThatTheCallerHas() {
        var id = created();
        carryOut(id);
        var ids = ids(listener(id));

        assertThat(ids(listener(id, "Last-Event-ID", "2"))).isEqualTo(ids.subList(2, ids.size()));
        assertThat(ids(listener(id, "Last-Event-ID", "0"))).isEqualTo(ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"last", "999999999999999999"})
    void hasNothingMoreForWhomHasAllOfAFinishedOne(String last) {
        var id = created();
        carryOut(id);
        var known = last.equals("last") ? ids(listener(id)).getLast() : last;

        var answer = get(path(id), "Accept", STREAM, "Last-Event-ID", known);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        happens(id, new Phase.Succeeded(), "looked once more");
        assertThat(get(path(id)).body()).contains("looked once more");
    }

    /** The answer begins before there is anything to tell. */
    @Test
    void waitsForWhatIsNewToWhomHasAllOfAnUnfinishedOne() {
        var id = created();
        try (var listener = listener(id, "Last-Event-ID", "1000")) {
            assertThat(listener.nextBlock()).containsExactly(":nothing new");

            happens(id, new Phase.Succeeded(), "the caller has been elsewhere");

            assertThat(listener.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1.5", "0x1", "1 2", "99999999999999999999", "\"1\""})
    void refusesAnIdThatIsNone(String last) {
        assertThat(
                        get(path(created()), "Accept", STREAM, "Last-Event-ID", last)
                                .problem(400, "invalid-request"))
                .contains("Last-Event-ID", last);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/event-stream | text/event-stream",
                "text/* | text/event-stream",
                "text/event-stream, application/json;q=0.9 | text/event-stream",
                "application/json;q=0.5, text/event-stream;q=0.7, */*;q=0.1 | text/event-stream",
                "text/event-stream, */* | text/event-stream",
                "text/event-stream;q=0.5, application/json | application/json",
                "application/json | application/json",
                "application/json, text/event-stream | application/json",
                "*/* | application/json",
                "application/*, text/html | application/json",
                "text/html, */*;q=0.8 | application/json",
            })
    void answersAsTheCallerPrefers(String accept, String type) {
        var id = created();
        carryOut(id);

        var answer = get(path(id), "Accept", accept);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type").orElse("")).startsWith(type);
        assertThat(answer.body()).startsWith(type.equals(STREAM) ? "id:" : "{\"events\":[");
    }

    @Test
    void answersWithAListToWhomSaysNothing() {
        assertThat(get(path(created())).header("content-type")).contains("application/json");
    }

    @Test
    void refusesAsTheListDoes() {
        var id = created();
        var none = "/v1/snapshots/" + UUID.randomUUID() + "/events";

        stream(path(id), "X-Auth-Token", "").problem(401, "unauthenticated");
        stream(path(id), "X-Auth-Token", Slice.FOREIGN).problem(404, "not-found");
        stream(none).problem(404, "not-found");
        stream(path(id) + "?after=1").problem(400, "invalid-request");
        assertThat(get(path(id), "Accept", "text/html").problem(406, "not-acceptable"))
                .contains("application/json or text/event-stream");
        assertThat(send("HEAD", path(id), null, "Accept", STREAM).status()).isEqualTo(200);
        assertThat(stream(path(id), "X-Auth-Token", Slice.READER, "Last-Event-ID", "x").status())
                .isEqualTo(400);
    }

    @Test
    void keepsNothingForAListenerThatHasGone() {
        var id = created();
        var gone = Stream.generate(() -> listener(id)).limit(3).toList();
        gone.forEach(Listener::next);
        await().until(() -> changes.waiting() == 3);

        gone.forEach(Listener::close);

        await().atMost(Duration.ofSeconds(10)).until(() -> changes.waiting() == 0);
    }

    private static String path(UUID id) {
        return "/v1/snapshots/" + id + "/events";
    }

    private Answer stream(String path, String... headers) {
        var all = Stream.concat(Stream.of("Accept", STREAM), Stream.of(headers));
        return get(path, all.toArray(String[]::new));
    }

    private Listener listener(UUID id, String... headers) {
        var all = Stream.concat(Stream.of("X-Auth-Token", Slice.OURS), Stream.of(headers));
        return Listener.to("http://localhost:" + port + path(id), all.toArray(String[]::new));
    }

    private static List<String> ids(Listener listener) {
        try (listener) {
            return listener.rest().stream()
                    .map(List::getFirst)
                    .map(line -> line.substring("id:".length()))
                    .toList();
        }
    }

    private void happens(UUID id, Phase phase, String... messages) {
        var run = MemoryRuns.next(runs.find(id).orElseThrow(), phase);
        var entries = Stream.of(messages).map(message -> new Entry("one", message)).toList();
        assertThat(runs.store(Decision.first(run, entries))).isTrue();
    }
}
