package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springdoc.core.service.OpenAPIService;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The document is that of what is really served. */
class OpenApiTest extends ApiTest {

    @Autowired OpenAPIService springdoc;

    private JsonNode document = JSON.nullNode();

    @BeforeEach
    void read() {
        document = get("/v3/api-docs").json();
    }

    @Test
    void listsEveryPath() {
        assertThat(document.get("openapi").asString()).startsWith("3.1");
        assertThat(document.get("paths").propertyNames())
                .containsExactlyInAnyOrder(
                        "/v1/snapshots",
                        "/v1/snapshots/{id}",
                        "/v1/snapshots/{id}/cancel",
                        "/v1/snapshots/{id}/retry",
                        "/v1/snapshots/{id}/events",
                        "/v1/leftovers",
                        "/v1/servers",
                        "/v1/images",
                        "/v1/images/{id}",
                        "/v1/image-creations/{id}",
                        "/v1/cloud");
    }

    /** Whoever has no token may ask for it, and might fill our memory with languages. */
    @ParameterizedTest
    @ValueSource(strings = {"/v3/api-docs", "/v3/api-docs.yaml"})
    void isTheSameForAllLanguagesAndHosts(String path) {
        var answer = get(path, "Accept-Language", "tlh", "X-Forwarded-Host", "evil.example");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(get(path).body()).doesNotContain("evil.example");
        assertThat(springdoc.getCachedOpenAPI(Locale.of("tlh"))).isNull();
    }

    @Test
    void describesEveryRequest() {
        operations()
                .forEach((name, operation) -> {
                    assertThat(operation.path("summary").asString()).as(name).isNotBlank();
                    assertThat(operation.path("responses").propertyNames())
                            .as(name)
                            .contains("401", "400", "500");
                });
        assertThat(responses("post", "/v1/snapshots"))
                .contains("200", "202", "404", "409", "413", "415", "422", "503");
        for (var change : List.of("cancel", "retry")) {
            assertThat(responses("post", "/v1/snapshots/{id}/" + change))
                    .contains("202", "403", "404", "409")
                    .doesNotContain("200");
        }
        assertThat(responses("post", "/v1/images"))
                .contains("201", "202", "403", "404", "409", "413", "415", "422", "502", "504")
                .doesNotContain("200");
        assertThat(responses("patch", "/v1/images/{id}")).contains("200", "403", "404", "422");
        assertThat(responses("delete", "/v1/images/{id}"))
                .contains("204", "403", "404", "409")
                .doesNotContain("200");
        assertThat(responses("delete", "/v1/snapshots/{id}")).contains("202").doesNotContain("200");
    }

    @Test
    void listsEveryProblem() {
        var about = document.get("info").get("description").asString();
        var types = texts(schema("Problem").get("properties").get("type").get("enum"));
        for (var type : ProblemType.values()) {
            assertThat(about).contains(type.word()).contains(type.title());
            assertThat(types).contains("urn:stillframe:problem:" + type.word());
        }
    }

    @Test
    void givesExamplesThatFitTheirSchemas() {
        var seen = new HashSet<String>();
        operations()
                .values()
                .forEach(operation -> {
                    seen.addAll(checkExamples(operation.path("requestBody").path("content")));
                    operation
                            .get("responses")
                            .forEach(answer -> seen.addAll(checkExamples(answer.path("content"))));
                });
        assertThat(seen)
                .contains(
                        "SnapshotRequest",
                        "Snapshot",
                        "SnapshotList",
                        "PlannedSnapshot",
                        "EventList",
                        "LeftoverList",
                        "ServerList",
                        "Image",
                        "ImageList",
                        "ImageChange",
                        "ImageRequest",
                        "MadeImage",
                        "ImageCreation",
                        "Cloud");
    }

    @Test
    void showsTheEventsAsAListAndAsAStream() {
        var answers = document.at("/paths/~1v1~1snapshots~1{id}~1events/get/responses");
        assertThat(answers.propertyNames()).contains("200", "204", "400", "401", "404", "406");
        var content = answers.at("/200/content");
        assertThat(content.propertyNames())
                .containsExactlyInAnyOrder("application/json", "text/event-stream");

        var stream = content.get("text/event-stream");
        assertThat(stream.toString()).contains("event:step");
        var told = Examples.EVENT_STREAM.lines().filter(line -> line.startsWith("data:")).toList();
        assertThat(told)
                .hasSize(2)
                .allSatisfy(
                        line -> check(JSON.readTree(line.substring(5)), schema("Event"), "stream"));
    }

    @Test
    void fitsWhatIsServed() {
        var id = created();
        check(get("/v1/snapshots/" + id).json(), schema("Snapshot"), "creating");
        var run = carryOut(id);
        check(get("/v1/snapshots/" + id).json(), schema("Snapshot"), "available");
        check(get("/v1/snapshots").json(), schema("SnapshotList"), "list");
        check(get("/v1/snapshots/" + id + "/events").json(), schema("EventList"), "events");
        var left = ProblemType.IMAGE_LEFT.refusal("The image is protected.");
        var stuck = new Phase.Stuck("register-image", left, new Reason.Deleted("alice"));
        runs.put(MemoryRuns.next(run, stuck));
        check(get("/v1/snapshots/" + id).json(), schema("Snapshot"), "stuck");
        var leftovers = get("/v1/leftovers").json();
        assertThat(leftovers.get("leftovers").isEmpty()).isFalse();
        check(leftovers, schema("LeftoverList"), "leftovers");
        check(get("/v1/servers").json(), schema("ServerList"), "servers");
        check(get("/v1/images/" + run.facts().imageId()).json(), schema("Image"), "image");
        check(get("/v1/images").json(), schema("ImageList"), "images");
        var located = "{\"name\": \"x\", \"location\": \"https://files.example.org/x\"}";
        var asked = post("/v1/images?wait=0", located, "Idempotency-Key", "once");
        check(asked.json(), schema("ImageCreation"), "image creation");
        carryOut(imagePlan, imageRuns, UUID.fromString(asked.json().get("id").asString()));
        var made = post("/v1/images", located, "Idempotency-Key", "once");
        check(made.json(), schema("MadeImage"), "made image");
        check(get("/v1/cloud").json(), schema("Cloud"), "cloud");
        check(get("/v1/nothing").json(), schema("Problem"), "problem");
        var planned = post("/v1/snapshots?dry_run=true", ASK).json();
        check(planned, schema("PlannedSnapshot"), "planned");
    }

    @ParameterizedTest
    @CsvSource({"CLOSED, closed", "OPEN, open", "HALF_OPEN, half_open"})
    void fitsEveryCircuit(Cloud.Circuit circuit, String word) {
        world.circuit = circuit;

        var cloud = get("/v1/cloud").json();

        check(cloud, schema("Cloud"), "cloud");
        assertThat(cloud.at("/services/0/circuit").asString()).isEqualTo(word);
    }

    @Test
    void givesARequestThatIsTaken() {
        assertThat(JSON.readValue(Examples.REQUEST, NewSnapshot.class).serverId()).isNotNull();
        assertThat(post("/v1/snapshots", Examples.REQUEST).problem(404, "server-not-found"))
                .contains("9b1f6a52");
    }

    @Test
    void givesRequestsAboutImagesThatAreTaken() {
        var nothing = "/v1/images/99999999-9999-4999-8999-999999999999";

        assertThat(send("PATCH", nothing, ImageExamples.CHANGE).problem(404, "not-found"))
                .contains("99999999");
        post("/v1/images", ImageExamples.REQUEST).problem(422, "invalid-mapping");
        assertThat(post("/v1/images?wait=0", ImageExamples.REQUEST_WITH_LOCATION).status())
                .isEqualTo(202);
    }

    private Map<String, JsonNode> operations() {
        var all = new TreeMap<String, JsonNode>();
        document.get("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(method ->
                                        all.put(
                                                method.getKey() + " " + path.getKey(),
                                                method.getValue())));
        return all;
    }

    private List<String> responses(String method, String path) {
        var operation = document.get("paths").get(path).get(method);
        return List.copyOf(operation.get("responses").propertyNames());
    }

    private Set<String> checkExamples(JsonNode content) {
        var json = content.path("application/json");
        var reference = json.path("schema").path("$ref").asString("");
        var name = reference.substring(reference.lastIndexOf('/') + 1);
        var examples = new ArrayList<JsonNode>();
        json.path("examples").forEach(example -> examples.add(example.get("value")));
        if (json.has("example")) {
            examples.add(json.get("example"));
        }
        examples.forEach(example -> check(example, schema(name), name));
        return examples.isEmpty() ? Set.of() : Set.of(name);
    }

    private JsonNode schema(String name) {
        var schema = document.get("components").get("schemas").get(name);
        assertThat(schema).as(name).isNotNull();
        return schema;
    }

    /** As much of JSON Schema as the document uses. */
    private void check(JsonNode value, JsonNode schema, String where) {
        if (schema.has("$ref")) {
            var reference = schema.get("$ref").asString();
            check(value, schema(reference.substring(reference.lastIndexOf('/') + 1)), where);
            return;
        }
        if (schema.has("oneOf")) {
            if (!value.isNull()) {
                check(value, schema.get("oneOf").get(0), where);
            }
            return;
        }
        assertThat(allowed(schema)).as(where).contains(typeOf(value));
        if (schema.has("enum")) {
            assertThat(texts(schema.get("enum"))).as(where).contains(value.asString());
        }
        if (value.isObject()) {
            schema.path("required")
                    .forEach(name ->
                            assertThat(value.has(name.asString())).as(where + "." + name).isTrue());
            for (var field : value.properties()) {
                var known = schema.path("properties").path(field.getKey());
                var in = where + "." + field.getKey();
                if (known.isMissingNode()) {
                    assertThat(schema.path("additionalProperties").isObject()).as(in).isTrue();
                } else {
                    check(field.getValue(), known, in);
                }
            }
        }
        if (value.isArray()) {
            value.forEach(item -> check(item, schema.get("items"), where + "[]"));
        }
    }

    private static List<String> allowed(JsonNode schema) {
        var type = schema.get("type");
        return type.isArray() ? texts(type) : List.of(type.asString());
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case NUMBER -> "integer";
            case BOOLEAN -> "boolean";
            case NULL -> "null";
            default -> "unknown";
        };
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asString()));
        return texts;
    }
}
