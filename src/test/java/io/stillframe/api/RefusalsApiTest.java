package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each is refused before any call to the cloud, with its type, and a sentence that names why. */
class RefusalsApiTest extends ApiTest {

    private static final String UUID_OF_NOTHING = "99999999-9999-4999-8999-999999999999";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"server_id\": \"x\"",
                "{\"exclude_volume_ids\": [\"x\"",
                "{\"server_id\": NaN}",
                "{\"server_id\": -Infinity}",
                "{\"server_id\": 01}",
                "{\"server_id\": tru}",
                "{\"server_id\": \"\\x\"}",
                "{\"server_id\": \"a\nb\"}",
                "{\"server_id\": \"x\",}",
                "{'server_id': 1}",
                "{server_id: 1}",
                "/* x */ {}",
                "// x",
                "# x",
                "{\"server_id\" /* x */ : 1}",
                "{\"server_id\": \"x\"]"
            })
    void tellsNoCallerOfTheProgramThatReadsItsJson(String body) {
        assertThat(post("/v1/snapshots", body).problem(400, "invalid-request"))
                .startsWith("The body is not valid JSON")
                .endsWith(".")
                .doesNotContain("`", "Feature", "Source", "ALLOW_", "REDACTED");
    }

    static Stream<Arguments> refusedBodies() {
        var many =
                IntStream.range(0, 101)
                        .mapToObj("\"p%d\": \"x\""::formatted)
                        .collect(Collectors.joining(", ", "{", "}"));
        return Stream.of(
                body("", "invalid-request", "missing"),
                body("{", "invalid-request", "not valid JSON"),
                body("null", "invalid-request", "JSON object"),
                body("[]", "invalid-request", "JSON object"),
                body("\"text\"", "invalid-request", "JSON object"),
                body("{}", "invalid-request", "server_id is missing"),
                body("{\"server_id\": null}", "invalid-request", "server_id is missing"),
                body("{\"server_id\": \"web-1\"}", "invalid-request", "server_id must be a UUID"),
                body("{\"server_id\": \"1-1-1-1-1\"}", "invalid-request", "server_id"),
                body(
                        "{\"server_id\": \"%s\"}".formatted(World.SERVER.replace("-", "")),
                        "invalid-request",
                        "server_id"),
                body("{\"server_id\": 5}", "invalid-request", "server_id must be a text"),
                body(ASK + " {}", "invalid-request", "nothing after it"),
                body(
                        "{\"server_id\": \"%1$s\", \"server_id\": \"%1$s\"}"
                                .formatted(World.SERVER),
                        "invalid-request",
                        "server_id"),
                with("\"nmae\": \"x\"", "invalid-request", "nmae"),
                with("\"name\": 5", "invalid-request", "name must be a text"),
                with("\"name\": true", "invalid-request", "name must be a text"),
                with("\"name\": \"  \"", "invalid-request", "name is blank"),
                with("\"name\": \"a\\u0007\"", "invalid-request", "name must be one line"),
                with("\"name\": \"\\ud83d\"", "invalid-request", "name is not valid Unicode"),
                with("\"name\": \"%s\"".formatted("x".repeat(256)), "invalid-request", "name has"),
                with(
                        "\"description\": \"%s\"".formatted("x".repeat(256)),
                        "invalid-request",
                        "description has"),
                with("\"root_volume_id\": \"root\"", "invalid-request", "root_volume_id"),
                with("\"exclude_volume_ids\": [\"x\"]", "invalid-request", "exclude_volume_ids"),
                with("\"exclude_volume_ids\": [null]", "invalid-request", "exclude_volume_ids"),
                with("\"exclude_volume_ids\": \"x\"", "invalid-request", "must be a list"),
                with("\"root_in_mapping\": \"false\"", "invalid-request", "true or false"),
                with("\"root_in_mapping\": 0", "invalid-request", "true or false"),
                with(
                        "\"root_in_mapping\": false, \"strategy\": \"empty-upload\"",
                        "invalid-request",
                        "root-location"),
                with("\"strategy\": \"magic\"", "unknown-strategy", "magic"),
                with("\"consistency\": \"quiesce\"", "unknown-consistency", "quiesce"),
                with("\"properties\": []", "invalid-request", "properties"),
                with("\"properties\": {\"a\": 1}", "invalid-request", "properties.a"),
                with("\"properties\": {\"a\": null}", "invalid-request", "'a'"),
                with("\"properties\": {\" \": \"x\"}", "invalid-request", "blank name"),
                with("\"properties\": {\"a\\n\": \"x\"}", "invalid-request", "one line"),
                with("\"properties\": {\"a\": \"x\\u0000\"}", "invalid-request", "NUL"),
                with("\"properties\": {\"a\": \"x\", \"a\": \"y\"}", "invalid-request", "a"),
                with("\"properties\": " + many, "invalid-request", "101"),
                with(
                        "\"properties\": {\"block_device_mapping\": \"[]\"}",
                        "invalid-request",
                        "block_device_mapping"),
                with("\"properties\": {\"stillframe_x\": \"\"}", "invalid-request", "stillframe_x"),
                with("\"visibility\": \"secret\"", "invalid-request", "visibility must be"),
                with("\"visibility\": \"public\"", "visibility-not-allowed", "root disk"),
                with("\"visibility\": \"shared\"", "visibility-not-allowed", "only private"));
    }

    @ParameterizedTest
    @MethodSource("refusedBodies")
    void refusesTheBody(String body, String type, String said) {
        var status = type.endsWith("-unavailable") || type.endsWith("-not-allowed") ? 422 : 400;

        assertThat(post("/v1/snapshots", body).problem(status, type)).contains(said);
        assertThat(world.calls).hasValue(0);
    }

    /** Which versions Glance has is asked first, and nothing is made. */
    @Test
    void refusesAStrategyThatTheCloudCannotDo() {
        var body = "{\"server_id\": \"%s\", \"strategy\": \"zero-size\"}".formatted(World.SERVER);

        assertThat(post("/v1/snapshots", body).problem(422, "strategy-unavailable"))
                .contains("no Image API v1");
        assertThat(world.snapshots).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/snapshots?dry_run=yes, dry_run",
        "/v1/snapshots?dryrun=true, dryrun",
        "/v1/snapshots?dry_run=true&dry_run=false, dry_run",
    })
    void refusesTheParameterOfARequestForASnapshot(String path, String said) {
        assertThat(post(path, ASK).problem(400, "invalid-request")).contains(said);
        assertThat(world.calls).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/snapshots?status=done, status must be one of",
        "/v1/snapshots?server_id=web-1, server_id",
        "/v1/snapshots?limit=0, limit",
        "/v1/snapshots?limit=201, limit",
        "/v1/snapshots?limit=x, limit",
        "/v1/snapshots?limit=, limit",
        "/v1/snapshots?marker=x, marker",
        "/v1/snapshots?marker=99999999-9999-4999-8999-999999999999, marker",
        "/v1/snapshots?sort=name, sort",
        "/v1/snapshots?status=failed&status=stuck, status",
        "/v1/snapshots/99999999-9999-4999-8999-999999999999?wait=soon, wait",
        "/v1/snapshots/99999999-9999-4999-8999-999999999999?wait=61s, wait",
        "/v1/snapshots/99999999-9999-4999-8999-999999999999?wait=-1, wait",
        "/v1/snapshots/99999999-9999-4999-8999-999999999999?wait=PT-1S, wait",
        "/v1/snapshots/99999999-9999-4999-8999-999999999999?weit=1, weit",
        "/v1/snapshots/99999999-9999-4999-8999-999999999999/events?since=1, since",
        "/v1/leftovers?kind=image, kind",
        "/v1/servers?limit=1000, limit",
        "/v1/servers?marker=x, marker",
        "/v1/servers?name=x, name",
        "/v1/images/99999999-9999-4999-8999-999999999999?x=y, x",
        "/v1/cloud?x=y, x",
    })
    void refusesTheParameter(String path, String said) {
        assertThat(get(path).problem(400, "invalid-request")).contains(said);
        assertThat(world.calls).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "\"\"", "a b", "\"a b\""})
    void refusesTheIdempotencyKey(String key) {
        var answer =
                key.isEmpty() ? withLongKey() : post("/v1/snapshots", ASK, "Idempotency-Key", key);
        assertThat(answer.problem(400, "invalid-request")).contains("Idempotency-Key");
    }

    private Answer withLongKey() {
        return post("/v1/snapshots", ASK, "Idempotency-Key", "x".repeat(256));
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        var large = "{\"name\": \"%s\"}".formatted("x".repeat(300_000));

        assertThat(post("/v1/snapshots", large).problem(413, "request-too-large"))
                .contains("262144");
    }

    @Test
    void takesTheLongestOfEverything() {
        var body =
                """
                {"server_id": "%s", "name": "%s", "description": "%s", "strategy": "empty-upload",
                 "root_in_mapping": true, "root_volume_id": "%s", "exclude_volume_ids": ["%s"],
                 "consistency": "crash", "properties": {"%s": "ünï😀\\n"}, "visibility": "community"}
                """
                        .formatted(
                                World.SERVER.toUpperCase(),
                                "😀".repeat(255),
                                "é".repeat(255),
                                World.ROOT,
                                World.DATA,
                                "p".repeat(255));

        var answer = post("/v1/snapshots", body, "Idempotency-Key", "x".repeat(255));

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.json().get("name").asString()).isEqualTo("😀".repeat(255));
        assertThat(answer.json().get("server").get("id").asString()).isEqualTo(World.SERVER);
    }

    @ParameterizedTest
    @CsvSource({
        World.IMAGE_BACKED + ", 422, image-backed",
        UUID_OF_NOTHING + ", 404, server-not-found",
    })
    void refusesTheServer(String server, int status, String type) {
        var answer = post("/v1/snapshots", "{\"server_id\": \"%s\"}".formatted(server));

        assertThat(answer.problem(status, type)).contains(server);
    }

    private static Arguments body(String body, String type, String said) {
        return arguments(body, type, said);
    }

    private static Arguments with(String field, String type, String said) {
        return body("{\"server_id\": \"%s\", %s}".formatted(World.SERVER, field), type, said);
    }
}
