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
class ImageRefusalsApiTest extends ApiTest {

    private static final String SOME = "/v1/images/99999999-9999-4999-8999-999999999999";
    private static final String ROOT =
            "{'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 1, 'boot_index': 0}";

    static Stream<Arguments> refusedChanges() {
        return Stream.of(
                refused("", "missing"),
                refused("null", "JSON object"),
                refused("{}", "nothing to change"),
                refused("{'properties': {}, 'remove_properties': []}", "nothing to change"),
                refused("{'nmae': 'x'}", "nmae"),
                refused("{'status': 'active'}", "status"),
                refused("{'name': null}", "name is null"),
                refused("{'name': ' '}", "name is blank"),
                refused("{'name': 'a\\n'}", "name must be one line"),
                refused("{'name': '%s'}".formatted("x".repeat(256)), "name has"),
                refused("{'name': 'x', 'name': 'y'}", "name"),
                refused("{'visibility': 'secret'}", "visibility must be"),
                refused("{'visibility': null}", "visibility is null"),
                refused("{'protected': 'true'}", "protected must be true or false"),
                refused("{'protected': null}", "protected is null"),
                refused("{'min_disk': -1}", "min_disk must be 0 or more"),
                refused("{'min_disk': 1.5}", "min_disk must be a whole number"),
                refused("{'min_disk': '1'}", "min_disk must be a whole number"),
                refused("{'min_disk': 2147483648}", "min_disk is too large"),
                refused("{'min_disk': true}", "min_disk must be a whole number"),
                refused("{'min_ram': -1}", "min_ram must be 0 or more"),
                refused("{'properties': null}", "remove_properties"),
                refused("{'properties': {'a': null}}", "name it in remove_properties"),
                refused("{'properties': {'a': 1}}", "properties.a"),
                refused("{'properties': {'min_disk': '1'}}", "'min_disk' is not for callers"),
                refused("{'properties': {'bdm_v2': ''}}", "'bdm_v2' is not for callers"),
                refused("{'remove_properties': 'a'}", "remove_properties must be a list"),
                refused("{'remove_properties': [null]}", "one is null"),
                refused("{'remove_properties': ['']}", "blank name"),
                refused(
                        "{'remove_properties': ['block_device_mapping']}",
                        "remove_properties: 'block_device_mapping' is not for callers"),
                refused(
                        "{'remove_properties': ['stillframe_snapshot']}",
                        "'stillframe_snapshot' is not for callers"),
                refused(
                        "{'replace_properties': {'block_device_mapping': '[]'}}",
                        "replace_properties: 'block_device_mapping' is not for callers"),
                refused("{'replace_properties': {'a': null}}", "Leave the property out"),
                refused("{'replace_properties': null}", "replace_properties is null"),
                refused(
                        "{'replace_properties': %s}".formatted(many(101)),
                        "replace_properties has 101"),
                refused("{'replace_properties': {}, 'properties': {}}", "without properties and"),
                refused(
                        "{'replace_properties': {}, 'remove_properties': []}",
                        "without properties and"),
                refused(
                        "{'properties': {'a': 'x'}, 'remove_properties': ['b', 'a']}",
                        "'a' is both"));
    }

    @ParameterizedTest
    @MethodSource("refusedChanges")
    void refusesTheChange(String body, String said) {
        var answer = send("PATCH", SOME, json(body));

        assertThat(answer.problem(400, "invalid-request")).contains(said);
        assertThat(world.calls).hasValue(0);
    }

    @Test
    void refusesToMakeAnImagePublicWhereTheOperatorDoesNotAllowIt() {
        send("PATCH", SOME, "{\"visibility\": \"public\"}").problem(422, "visibility-not-allowed");
        assertThat(world.calls).hasValue(0);
    }

    static Stream<Arguments> refusedImages() {
        return Stream.of(
                refused("", "missing"),
                refused("{}", "name is missing"),
                refused("{'name': 5}", "name must be a text"),
                with("'nmae': 'x'", "nmae"),
                refused("{'name': '  ', 'block_device_mapping': [%s]}".formatted(ROOT), "blank"),
                refused("{'name': 'x', 'block_device_mapping': []}", "boot_index 0"),
                refused("{'name': 'x', 'block_device_mapping': {}}", "must be a list"),
                refused(
                        "{'name': 'x', 'block_device_mapping': [%s, 5]}".formatted(ROOT),
                        "block_device_mapping[1]"),
                refused(
                        "{'name': 'x', 'block_device_mapping': [%s, null]}".formatted(ROOT),
                        "block_device_mapping[1]"),
                refused(
                        "{'name': 'x', 'block_device_mapping': [%s, {'volumesize': 1}]}"
                                .formatted(ROOT),
                        "block_device_mapping[1]"),
                refused(
                        "{'name': 'x', 'block_device_mapping': [%s]}"
                                .formatted(ROOT.replace("1,", "1, 'volume_size': 2,")),
                        "volume_size"),
                refused(
                        "{'name': 'x', 'block_device_mapping': [%s]}"
                                .formatted(ROOT.replace(": 0", ": '0'")),
                        "boot_index"),
                with("'disk_format': 'raw'", "at a location"),
                with("'container_format': 'bare'", "at a location"),
                with("'min_disk': -1", "min_disk"),
                with("'min_ram': 1.0", "min_ram must be a whole number"),
                with("'visibility': 'secret'", "visibility must be"),
                with("'properties': {'bdm_v2': 'x'}", "'bdm_v2' is not for callers"),
                with("'properties': {'a': null}", "it is null."),
                located("'disk_format': 'RAW'", "disk_format must be one of Glance's words"),
                located("'container_format': ''", "container_format must be"),
                located("'strategy': 'auto'", "leave out strategy"));
    }

    @ParameterizedTest
    @MethodSource("refusedImages")
    void refusesTheImage(String body, String said) {
        var answer = post("/v1/images", json(body));

        assertThat(answer.problem(400, "invalid-request")).contains(said);
        assertThat(world.calls).hasValue(0);
        assertThat(imageRuns.started).isEmpty();
    }

    @Test
    void refusesWhatTheOperatorDoesNotAllowInTheirOwnWords() {
        var of = "{'name': 'x', 'block_device_mapping': [%s], %s}";

        post("/v1/images", json(of.formatted(ROOT, "'visibility': 'public'")))
                .problem(422, "visibility-not-allowed");
        post("/v1/images", json(of.formatted(ROOT, "'strategy': 'magic'")))
                .problem(400, "unknown-strategy");
        post("/v1/images", json("{'name': 'x', 'location': 'https://example.org/x'}"))
                .problem(422, "location-not-allowed");
        assertThat(world.calls).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/images?limit=0, limit",
        "/v1/images?limit=201, limit",
        "/v1/images?limit, limit",
        "/v1/images?marker=x, marker",
        "/v1/images?marker=, marker",
        "/v1/images?status=ACTIVE, 'queued, saving'",
        "/v1/images?status=unknown, status must be one of",
        "/v1/images?status, status must be one of",
        "/v1/images?visibility=all, visibility must be",
        "/v1/images?changed_since=2026-11-22, RFC 3339",
        "/v1/images?changed_since=2026-11-22T13:05Z, RFC 3339",
        "/v1/images?changed_since=2026-11-22T13:05:03, RFC 3339",
        "/v1/images?changed_since=2026-13-22T13:05:03Z, RFC 3339",
        "/v1/images?changed_since=2026-11-22T13:05:03+01:00, %2B",
        "/v1/images?changed_since=yesterday, RFC 3339",
        "/v1/images?name=x&name=y, name",
        "/v1/images?os=x&os=y, os",
        "/v1/images?%20=x, without a name",
        "/v1/images?os=%00, NUL",
        "/v1/images?name=%0A, one line",
        "/v1/image-creations/99999999-9999-4999-8999-999999999999?wait=61, wait",
        "/v1/image-creations/99999999-9999-4999-8999-999999999999?weit=1, weit",
    })
    void refusesTheParameter(String path, String said) {
        assertThat(get(path).problem(400, "invalid-request")).contains(said);
        assertThat(world.calls).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "owner",
                "id",
                "size",
                "min_disk",
                "tag",
                "tags",
                "sort",
                "sort_key",
                "sort_dir",
                "member_status",
                "protected",
                "os_hidden",
                "size_min",
                "size_max",
                "changes-since",
                "is_public",
                "deleted",
                "Owner",
                "created_at",
                "updated_at",
                "disk_format"
            })
    void refusesGlancesOwnParameters(String name) {
        assertThat(get("/v1/images?" + name + "=x").problem(400, "invalid-request"))
                .contains("'" + name + "'")
                .contains("changed_since, limit, marker, name, status, visibility");
        assertThat(world.calls).hasValue(0);
    }

    @Test
    void refusesParametersAndBodiesWhereNothingIsToBeSaid() {
        send("PATCH", SOME + "?force=true", "{\"name\": \"x\"}").problem(400, "invalid-request");
        send("DELETE", SOME + "?force=true", null).problem(400, "invalid-request");
        send("DELETE", SOME, "{}").problem(400, "invalid-request");
        post("/v1/images?dry_run=true", ImageExamples.REQUEST).problem(400, "invalid-request");
        post("/v1/images?wait=61s", ImageExamples.REQUEST).problem(400, "invalid-request");
        post("/v1/images", ImageExamples.REQUEST, "Idempotency-Key", "a b")
                .problem(400, "invalid-request");
        assertThat(world.calls).hasValue(0);
    }

    private static Arguments refused(String body, String said) {
        return arguments(body, said);
    }

    private static Arguments with(String field, String said) {
        return refused(
                "{'name': 'x', 'block_device_mapping': [%s], %s}".formatted(ROOT, field), said);
    }

    private static Arguments located(String field, String said) {
        return refused(
                "{'name': 'x', 'location': 'https://files.example.org/x', %s}".formatted(field),
                said);
    }

    private static String many(int number) {
        return IntStream.range(0, number)
                .mapToObj("'p%d': 'x'"::formatted)
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String json(String text) {
        return text.replace('\'', '"').replace("\n", "\\n");
    }
}
