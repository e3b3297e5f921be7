package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesApiTest extends ApiTest {

    private static final String OTHER = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void showsEveryFieldOfAnImage() {
        var id = put(World.PROJECT, "private", Map.of("b", "2", "a", "1"));

        var image = get("/v1/images/" + id).json();

        assertThat(image.propertyNames())
                .containsExactlyElementsOf(JSON.readTree(ImageExamples.IMAGE).propertyNames());
        assertThat(image.get("protected").asBoolean()).isFalse();
        assertThat(image.get("min_disk").asInt()).isEqualTo(10);
        assertThat(image.get("min_ram").asInt()).isEqualTo(0);
        assertThat(image.get("properties").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
        assertThat(image.get("block_device_mapping").isEmpty()).isTrue();
    }

    /** Glance v1 says 0 of it, v2 says nothing. */
    @Test
    void showsNoSizeOfAQueuedImage() {
        var queued = put("q", NOON, World.PROJECT, "private", Image.Status.QUEUED, Map.of());

        assertThat(get("/v1/images/" + queued).json().get("size").isNull()).isTrue();
    }

    @Test
    void listsNewestFirstPageByPage() {
        var made = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(
                    put(
                            "ä & b=c+d",
                            NOON.plusSeconds(i),
                            World.PROJECT,
                            "private",
                            Image.Status.ACTIVE,
                            Map.of("os name", "1+1 & {x}")));
        }
        put("another", NOON, World.PROJECT, "private", Image.Status.ACTIVE, Map.of());

        var seen = new ArrayList<String>();
        var next = "/v1/images?limit=2&name=%C3%A4%20%26%20b%3Dc%2Bd&os+name=1%2B1%20%26%20%7Bx%7D";
        while (!next.isEmpty()) {
            var page = get(next).json();
            page.get("images").forEach(image -> seen.add(image.get("id").asString()));
            assertThat(page.get("images").size()).as(next).isBetween(1, 2);
            next = page.get("next").isNull() ? "" : page.get("next").asString();
        }

        assertThat(seen).containsExactlyElementsOf(made);
    }

    @ParameterizedTest
    @CsvSource({
        "name=old, old",
        "name=ol, ''",
        "status=queued, queued",
        "visibility=public, others",
        "visibility=private, new|queued|old",
        "changed_since=2026-11-22T12:00:00Z, new|queued",
        "changed_since=2026-11-22T13:00:00%2B01:00, new|queued",
        "changed_since=2026-11-22T12:00:00.000001Z, new",
        "os=linux, old",
        "os=Linux, ''",
        "os=linux&arch=arm, ''",
        "stillframe_snapshot=x, new",
        "empty=, queued",
        "empty, queued",
    })
    void listsThoseThatFitEverythingThatIsSaid(String query, String expected) {
        put("new", NOON.plusSeconds(1), "private", Map.of("stillframe_snapshot", "x"));
        put(
                "queued",
                NOON,
                World.PROJECT,
                "private",
                Image.Status.QUEUED,
                Map.of("empty", "", "os", "x"));
        put("old", NOON.minusSeconds(1), "private", Map.of("os", "linux"));
        put("others", NOON.minusSeconds(2), OTHER, "public", Image.Status.ACTIVE, Map.of());
        put("hidden", NOON, OTHER, "private", Image.Status.ACTIVE, Map.of("os", "linux"));

        var names = new ArrayList<String>();
        get("/v1/images?" + query)
                .json()
                .get("images")
                .forEach(image -> names.add(image.get("name").asString()));

        assertThat(String.join("|", names)).isEqualTo(expected);
    }

    @Test
    void refusesAMarkerThatGlanceDoesNotTake() {
        var nothing = UUID.randomUUID();

        assertThat(get("/v1/images?marker=" + nothing).problem(400, "invalid-request"))
                .contains("marker")
                .contains(nothing.toString());
    }

    @Test
    void showsAnotherProjectNothingInItsList() {
        put(World.PROJECT, "public", Map.of());

        var list = get("/v1/images", "X-Auth-Token", Slice.FOREIGN).json();

        assertThat(list.toString()).isEqualTo("{\"images\":[],\"next\":null}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "community"})
    void saysWhatAGlanceOfVersion1DoesNotKnow(String visibility) {
        world.glance.clear();
        world.glance.add(ImageApi.V1);

        assertThat(get("/v1/images?visibility=" + visibility).problem(422, "unsupported-by-glance"))
                .contains(visibility);
        assertThat(get("/v1/images?visibility=public").status()).isEqualTo(200);
    }

    @Test
    void doesNotChangeToAVisibilityThatGlanceDoesNotKnow() {
        world.glance.clear();
        world.glance.add(ImageApi.V1);
        var id = put(World.PROJECT, "private", Map.of());

        patch(id, "{\"visibility\": \"community\"}").problem(422, "unsupported-by-glance");
        assertThat(image(id).visibility()).isEqualTo("private");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'properties': {'a': 'ü', 'c': ''}} | {a=ü, b=2, c=, os_glance_x=y}",
                "{'remove_properties': ['a', 'z']} | {b=2, os_glance_x=y}",
                "{'properties': {'c': '3'}, 'remove_properties': ['b']} | {a=1, c=3, os_glance_x=y}",
                "{'replace_properties': {'c': '3'}} | {c=3, os_glance_x=y}",
                "{'replace_properties': {}} | {os_glance_x=y}",
                "{'name': 'x'} | {a=1, b=2, os_glance_x=y}",
            })
    void changesProperties(String body, String expected) {
        var id = put(World.PROJECT, "private", Map.of("a", "1", "b", "2", "os_glance_x", "y"));

        var answer = patch(id, body.replace('\'', '"'));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(new TreeMap<>(image(id).properties())).hasToString(expected);
        assertThat(answer.json()).isEqualTo(get("/v1/images/" + id).json());
    }

    @Test
    void changesEverythingElseAndNothingThatIsNotSaid() {
        var id = put(World.PROJECT, "private", Map.of("a", "1"));

        patch(
                id,
                "{\"name\": \"n\", \"visibility\": \"community\", \"protected\": true, \"min_disk\": 3, \"min_ram\": 2147483647}");
        var image = patch(id, "{\"protected\": false}").json();

        assertThat(image.get("name").asString()).isEqualTo("n");
        assertThat(image.get("visibility").asString()).isEqualTo("community");
        assertThat(image.get("protected").asBoolean()).isFalse();
        assertThat(image.get("min_disk").asInt()).isEqualTo(3);
        assertThat(image.get("min_ram").asInt()).isEqualTo(2147483647);
        assertThat(image.get("properties").get("a").asString()).isEqualTo("1");
    }

    @Test
    void deletesAnImageOnce() {
        var id = put(World.PROJECT, "private", Map.of());

        var answer = delete(id);

        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(world.images).isEmpty();
        delete(id).problem(404, "not-found");
    }

    @Test
    void doesNotDeleteAProtectedImageAndSaysHowTo() {
        var id = put(World.PROJECT, "private", Map.of());
        patch(id, "{\"protected\": true}");

        assertThat(delete(id).problem(409, "image-protected"))
                .contains("PATCH /v1/images/" + id + " {\"protected\": false}");
        patch(id, "{\"protected\": false}");
        assertThat(delete(id).status()).isEqualTo(204);
    }

    @Test
    void tellsThatAnImageWasProtectedInTheMeantime() {
        var id = put(World.PROJECT, "private", Map.of());
        world.meanwhile = () -> world.protect(id);

        delete(id).problem(409, "image-protected");
        assertThat(world.images).containsKey(id);
    }

    @Test
    void leavesTheImageOfASnapshotToTheSnapshot() {
        var snapshot = created();
        var id = String.valueOf(carryOut(snapshot).facts().imageId());

        assertThat(delete(id).problem(409, "image-of-snapshot"))
                .contains("DELETE /v1/snapshots/" + snapshot + ".");
        assertThat(world.images).containsKey(id);
    }

    /** Nova and Cinder copy properties into images that others make. */
    @Test
    void doesNotTakeThePropertyOfASnapshotForProof() {
        var snapshot = created();
        carryOut(snapshot);
        var copy =
                put(World.PROJECT, "private", Map.of("stillframe_snapshot", snapshot.toString()));
        var garbage = put(World.PROJECT, "private", Map.of("stillframe_snapshot", "x"));

        assertThat(delete(copy).status()).isEqualTo(204);
        assertThat(delete(garbage).status()).isEqualTo(204);
    }

    @Test
    void deletesTheImageThatADeletedSnapshotHasLeft() {
        var snapshot = created();
        var run = carryOut(snapshot);
        runs.put(MemoryRuns.next(run, new Phase.Undone(new Reason.Deleted("alice"))));

        assertThat(delete(String.valueOf(run.facts().imageId())).status()).isEqualTo(204);
    }

    @Test
    void touchesNoImageOfAnotherProject() {
        var open = put(OTHER, "public", Map.of());
        var hidden = put(OTHER, "private", Map.of());

        assertThat(patch(open, "{\"name\": \"x\"}").problem(403, "forbidden")).contains(open);
        delete(open).problem(403, "forbidden");
        patch(hidden, "{\"name\": \"x\"}").problem(404, "not-found");
        delete(hidden).problem(404, "not-found");
        assertThat(world.images).containsKeys(open, hidden);
    }

    @Test
    void doesNotHideThatGlanceRefuses() {
        var id = put(World.PROJECT, "private", Map.of());
        world.trouble.set(World.cinderIsDown());

        patch(id, "{\"name\": \"x\"}").problem(503, "cloud-unavailable");
        delete(id).problem(503, "cloud-unavailable");
    }

    private Answer patch(String id, String body) {
        return send("PATCH", "/v1/images/" + id, body);
    }

    private Answer delete(String id) {
        return send("DELETE", "/v1/images/" + id, null);
    }

    private Image image(String id) {
        return Objects.requireNonNull(world.images.get(id));
    }

    private String put(String project, String visibility, Map<String, String> properties) {
        return put("köpfchen", NOON, project, visibility, Image.Status.ACTIVE, properties);
    }

    private void put(String name, Instant time, String visibility, Map<String, String> properties) {
        put(name, time, World.PROJECT, visibility, Image.Status.ACTIVE, properties);
    }

    private String put(
            String name,
            Instant time,
            @Nullable String project,
            String visibility,
            Image.Status status,
            Map<String, String> properties) {
        var id = UUID.randomUUID().toString();
        world.images.put(
                id,
                new Image(
                        id,
                        name,
                        project,
                        status,
                        visibility,
                        false,
                        0L,
                        10,
                        0,
                        time,
                        time,
                        properties));
        return id;
    }
}
