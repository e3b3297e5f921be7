package io.stillframe.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every operation, asked by every kind of caller, of what project demo has. Tokens come from the
 * simulated Keystone and are told apart as in production.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignCallersTest {

    /**
     * A status, {@code empty} for a list with nothing in it, {@code theirs} for one without
     * anything of project demo, or a status and a type of problem. After a slash: with the rights
     * of callers, whose own projects are served then.
     */
    private static final String TABLE =
            """
            operation                             | service role | auditor | own reader | other's reader        | other's member          | other's admin           | own member
            GET /v1/snapshots                     | 403          | 403     | 200        | empty                 | empty                   | empty                   | 200
            GET /v1/snapshots?all_projects=true   | 403          | 403     | 403        | 403                   | 403                     | 200                     | 403
            POST /v1/snapshots                    | 403          | 403     | 403        | 403                   | 404 server-not-found    | 404 server-not-found    | 202
            POST /v1/snapshots?dry_run=true       | 403          | 403     | 403        | 403                   | 404 server-not-found    | 404 server-not-found    | 200
            GET /v1/snapshots/{id}                | 403          | 403     | 200        | 404                   | 404                     | 200                     | 200
            GET /v1/snapshots/{id}?wait=1         | 403          | 403     | 200        | 404                   | 404                     | 200                     | 200
            GET /v1/snapshots/{id}/events         | 403          | 403     | 200        | 404                   | 404                     | 200                     | 200
            POST /v1/snapshots/{id}/cancel        | 403          | 403     | 403        | 403                   | 404                     | 409 wrong-status        | 409 wrong-status
            POST /v1/snapshots/{id}/retry         | 403          | 403     | 403        | 403                   | 404                     | 403                     | 409 wrong-status
            DELETE /v1/snapshots/{id}             | 403          | 403     | 403        | 403                   | 404                     | 202                     | 202
            GET /v1/leftovers                     | 403          | 403     | 200        | empty                 | empty                   | empty                   | 200
            GET /v1/leftovers?all_projects=true   | 403          | 403     | 403        | 403                   | 403                     | 200                     | 403
            GET /v1/servers                       | 403          | 403     | 200        | empty / theirs        | empty / theirs          | empty                   | 200
            GET /v1/images                        | 403          | 403     | 200        | empty / theirs        | empty / theirs          | empty / theirs          | 200
            POST /v1/images                       | 403          | 403     | 403        | 403                   | 422 other-project / 201 | 422 other-project / 201 | 201
            GET /v1/images/{id}                   | 403          | 403     | 200        | 404                   | 404                     | 404                     | 200
            PATCH /v1/images/{id}                 | 403          | 403     | 403        | 403                   | 404                     | 404                     | 200
            DELETE /v1/images/{id}                | 403          | 403     | 403        | 403                   | 404                     | 404                     | 204
            GET /v1/image-creations/{id}          | 403          | 403     | 200        | 404                   | 404                     | 200                     | 200
            GET /v1/cloud                         | 403          | 403     | 200        | 404 / 200             | 404 / 200               | 404 / 200               | 200
            GET /v1/nothing                       | 403          | 403     | 404        | 404                   | 404                     | 404                     | 404
            POST /v1/nothing                      | 403          | 403     | 403        | 403                   | 404                     | 404                     | 404
            GET /actuator                         | 403          | 403     | 403        | 403                   | 403                     | 403                     | 403
            GET /actuator/env                     | 403          | 403     | 403        | 403                   | 403                     | 403                     | 403
            GET /actuator/sbom                    | 403          | 403     | 403        | 403                   | 403                     | 403                     | 403
            GET /actuator/sbom/application        | 403          | 403     | 403        | 403                   | 403                     | 403                     | 403
            GET /actuator/metrics                 | 403          | 403     | 403        | 403                   | 403                     | 403                     | 403
            """;

    private static final Map<String, String> USUAL = Map.of("403", "forbidden", "404", "not-found");

    /** An operation, and what each kind of caller is answered. */
    record Row(String operation, Map<String, String> expected) {

        String method() {
            return operation.split(" ", 2)[0];
        }

        String target() {
            return operation.split(" ", 2)[1];
        }

        String path() {
            return target().replaceFirst("\\?.*", "");
        }

        @Override
        public String toString() {
            return operation;
        }
    }

    private Besieged service;
    private Strangers strangers;
    private Map<String, List<String>> unknown;
    private Wire wire;

    /** The value of {@code stillframe.rights}. */
    String rights() {
        return "service";
    }

    @BeforeAll
    void start() {
        service =
                Besieged.start(
                        "--spring.datasource.url=jdbc:h2:mem:foreign-callers-" + rights(),
                        "--stillframe.secret-key=" + "A".repeat(43) + "=",
                        "--stillframe.rights=" + rights(),
                        "--stillframe.identity=keystone");
        strangers = new Strangers(service.cloud());
        unknown = strangers.unknown();
        wire = new Wire(service.port());
    }

    @AfterAll
    void stop() throws IOException {
        wire.close();
        service.close();
    }

    static Stream<Row> rows() {
        var lines = TABLE.lines().map(line -> List.of(line.split("\\s*\\|\\s*"))).toList();
        var head = lines.getFirst();
        return lines.stream()
                .skip(1)
                .map(line ->
                        new Row(
                                line.getFirst(),
                                Stream.iterate(1, i -> i + 1)
                                        .limit(head.size() - 1L)
                                        .collect(Collectors.toMap(head::get, line::get))));
    }

    @Test
    void knowsEveryOperationThatIsServed() {
        assertThat(rows().map(row -> row.method() + " " + row.path()))
                .containsAll(service.served().operations().stream().map(Object::toString).toList());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void asksForAGoodTokenBeforeAnythingElse(Row row) throws IOException {
        var before = whatThereIs();
        for (var caller : unknown.entrySet()) {
            for (var request : List.of(sound(row, service.idFor(row.path())), unreadable(row))) {
                var answer = wire.send(by(caller.getValue(), request));

                isProblem(caller.getKey(), answer, "401", "unauthenticated");
                assertThat(answer.header("www-authenticate"))
                        .isEqualTo("Keystone uri=\"%s\"".formatted(service.cloud().authUrl()));
            }
        }
        assertThat(whatThereIs()).isEqualTo(before);
    }

    /** Targets that are read in more ways than one, beside what is open to everybody. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1/snapshots",
                "//v1/snapshots",
                "/./v1/snapshots",
                "/v1/snapshots/",
                "/v1/snapshots;a=b",
                "/v1/%73napshots",
                "/V1/snapshots",
                "http://127.0.0.1:1/v1/snapshots",
                "http://127.0.0.1:1:1/v1/snapshots",
                "http:v1/snapshots",
                "/v1/snapshots#/v3/api-docs",
                "/v1/snapshots?/v3/api-docs",
                "/v3/api-docs/../../v1/snapshots",
                "/v3/api-docs/%2e%2e/%2e%2e/v1/snapshots",
                "/v3/api-docs;/../../v1/snapshots",
                "/actuator/health/liveness/../../../v1/snapshots",
                "actuator/metrics",
                "actuator/health",
                "//actuator/metrics",
                "/actuator//metrics",
                "/%61ctuator/metrics",
                "/ACTUATOR/metrics",
                "/actuator/health/liveness/..;/metrics",
                "/actuator/health/liveness/%2e%2e/%2e%2e/metrics",
                "http://127.0.0.1:1/actuator/metrics",
            })
    void isEnteredByNoBackDoor(String target) throws IOException {
        for (var method : List.of("GET", "HEAD", "OPTIONS", "POST", "DELETE")) {
            var nobodys = wire.send(Request.of(method, target));
            assertThat(nobodys.status()).as("%s %s", method, target).isIn(400, 401);

            var tenants = wire.send(service.authentic(Request.of(method, target)));
            assertThat(tenants.body()).doesNotContain("names\":[", "components");
            if (target.toLowerCase(Locale.ROOT).contains("actuator") && !target.contains("v1")) {
                assertThat(tenants.status())
                        .as("%s %s", method, target)
                        .isGreaterThanOrEqualTo(400);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isForWhomItIsFor(Row row) throws IOException {
        var before = whatThereIs();
        for (var caller : foreigners().entrySet()) {
            answers(row, caller, service.idFor(row.path()));
        }
        assertThat(whatThereIs()).isEqualTo(before);

        for (var caller : masters().entrySet()) {
            answers(row, caller, fresh(row));
        }
    }

    private void answers(Row row, Map.Entry<String, List<String>> caller, String id)
            throws IOException {
        var cell = row.expected().getOrDefault(caller.getKey(), "not in the table").split(" / ", 2);
        var expected = rights().equals("caller") ? cell[cell.length - 1] : cell[0];
        var answer = wire.send(by(caller.getValue(), sound(row, id)));
        var what = "%s, asked by %s: %s".formatted(row, caller.getKey(), answer);
        if (expected.equals("empty") || expected.equals("theirs")) {
            assertThat(answer.status()).as(what).isEqualTo(200);
            assertThat(
                            answer.json()
                                    .propertyStream()
                                    .findFirst()
                                    .orElseThrow()
                                    .getValue()
                                    .isEmpty())
                    .as(what)
                    .isEqualTo(expected.equals("empty"));
            assertThat(answer.body()).as(what).doesNotContain(service.cloud().project("demo").id());
        } else if (expected.startsWith("2")) {
            assertThat(answer.status()).as(what).isEqualTo(Integer.parseInt(expected));
        } else {
            var words = (expected + " " + USUAL.getOrDefault(expected, "")).strip().split(" ", -1);
            isProblem(what, answer, words[0], words[1]);
        }
    }

    private static void isProblem(String what, Answer answer, String status, String type) {
        assertThat(answer.status()).as(what).isEqualTo(Integer.parseInt(status));
        assertThat(answer.header("content-type")).as(what).isEqualTo("application/problem+json");
        assertThat(answer.text("/type")).as(what).isEqualTo("urn:stillframe:problem:" + type);
    }

    /** Who must not change anything, whatever it asks for. */
    private Map<String, List<String>> foreigners() {
        return Map.of(
                "service role", strangers.known("robot", "demo"),
                "auditor", strangers.known("auditor", "demo"),
                "own reader", strangers.known("reader", "demo"),
                "other's reader", strangers.known("looker", "other"),
                "other's member", strangers.known("other", "other"));
    }

    private Map<String, List<String>> masters() {
        return Map.of(
                "other's admin", strangers.known("admin", "admin"),
                "own member", strangers.known("demo", "demo"));
    }

    private static Request by(List<String> caller, Request request) {
        var asked = request;
        for (var line : caller) {
            asked = asked.with(line);
        }
        return asked;
    }

    /** What may really be deleted. */
    private String fresh(Row row) {
        if (!row.method().equals("DELETE")) {
            return service.idFor(row.path());
        }
        return row.path().contains("snapshots") ? service.newSnapshot() : service.newImage();
    }

    /** As the own member would send it. */
    private Request sound(Row row, String id) {
        var request = Request.of(row.method(), row.target().replace("{id}", id));
        return switch (row.method() + " " + row.path()) {
            case "POST /v1/snapshots", "POST /v1/images" -> request.saying(body(row));
            case "PATCH /v1/images/{id}" -> request.saying("{\"name\":\"changed\"}");
            default -> request;
        };
    }

    private String body(Row row) {
        return service.soundBody(row.path(), row.method()).entrySet().stream()
                .map(field -> "\"%s\":%s".formatted(field.getKey(), field.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static Request unreadable(Row row) {
        return Request.of(row.method(), row.target().replace("{id}", "x") + "&limit=x&limit=y")
                .saying("{ this is not JSON");
    }

    /**
     * Everything of project demo that a caller could have changed, once what was begun before has
     * ended.
     */
    private List<String> whatThereIs() {
        service.awaitQuiet();
        var cloud = service.cloud();
        var demo = cloud.project("demo").id();
        return Stream.of(
                        cloud.images().stream()
                                .filter(image -> demo.equals(image.owner()))
                                .map(image -> image.id() + image.name() + image.properties()),
                        cloud.volumeSnapshots().stream().map(snapshot -> snapshot.id()),
                        service.snapshots().map(Object::toString))
                .flatMap(things -> things)
                .sorted()
                .toList();
    }
}
