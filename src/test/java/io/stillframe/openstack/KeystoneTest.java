package io.stillframe.openstack;

import static io.stillframe.openstack.ScriptedCloud.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.Cloud.Circuit;
import io.stillframe.snapshot.Cloud.Endpoint;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.Volumes.NewVolumeSnapshot;
import io.stillframe.telemetry.Trail;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeystoneTest {

    private static final String SNAPSHOTS = "/volume/v3/" + PROJECT + "/snapshots";
    private static final Reply UNAUTHORIZED = Reply.json(401, "{'error': {'message': 'who?'}}");
    private static final Reply SNAPSHOT =
            Reply.json(
                    202,
                    "{'snapshot': {'id': 's', 'volume_id': 'v', 'size': 1, 'status': 'creating'}}");

    private ScriptedCloud cloud;
    private OpenStack connected;

    @BeforeEach
    void start() throws IOException {
        cloud = new ScriptedCloud();
        connected = cloud.connected();
    }

    @AfterEach
    void stop() {
        connected.close();
        cloud.close();
    }

    private void snapshot() {
        connected
                .volumes()
                .snapshotAll(UUID.randomUUID(), List.of(new NewVolumeSnapshot("v", "n", "d")));
    }

    @Test
    void logsInOnceHoweverManyWaitForIt() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls =
                    IntStream.range(0, 20)
                            .mapToObj(_ -> threads.submit(() -> connected.cloud().projectId()))
                            .toList();
            for (var call : calls) {
                assertThat(call.get()).isEqualTo(PROJECT);
            }
        }

        assertThat(cloud.logins()).isEqualTo(1);
    }

    /** All share the login, whoever happens to ask first. */
    @Test
    void logsInForNobodyInParticular() {
        cloud.server.on("POST", SNAPSHOTS, SNAPSHOT);
        for (var request : List.of("req-of-one", "req-of-another")) {
            new Trail(request, Map.of())
                    .followed(() -> {
                        snapshot();
                        return request;
                    });
        }

        assertThat(cloud.server.asked("POST", "/v3/auth/tokens"))
                .extracting(asked -> asked.header("X-OpenStack-Request-ID"))
                .containsExactly("");
        assertThat(cloud.server.asked("POST", SNAPSHOTS))
                .extracting(asked -> asked.header("X-OpenStack-Request-ID"))
                .containsExactly("req-of-one", "req-of-another");
    }

    @Test
    void renewsItsTokenWellBeforeItEnds() {
        connected.cloud().projectId();
        cloud.now.set(ScriptedCloud.NOW.plus(Duration.ofMinutes(49)));
        connected.cloud().projectId();
        assertThat(cloud.logins()).isEqualTo(1);

        cloud.now.set(ScriptedCloud.NOW.plus(Duration.ofMinutes(51)));
        connected.cloud().projectId();
        assertThat(cloud.logins()).isEqualTo(2);
    }

    @Test
    void renewsARefusedTokenOnceAndSendsAChangeAgain() {
        cloud.server.inTurn("POST", SNAPSHOTS, UNAUTHORIZED, SNAPSHOT);

        snapshot();

        assertThat(cloud.server.asked("POST", SNAPSHOTS))
                .extracting(asked -> asked.header("X-Auth-Token"))
                .containsExactly("token-1", "token-2");
    }

    @Test
    void givesUpWhenTheRenewedTokenIsRefused() {
        cloud.server.on("POST", SNAPSHOTS, UNAUTHORIZED);

        var problem = catchThrowableOfType(Trouble.class, this::snapshot).problem();

        assertThat(problem.type()).isEqualTo(ProblemType.CLOUD_NOT_AUTHENTICATED.word());
        assertThat(problem.mayHaveHappened()).isFalse();
        assertThat(cloud.server.asked("POST", SNAPSHOTS)).hasSize(2);
        assertThat(cloud.logins()).isEqualTo(2);
    }

    @Test
    void doesNotTryABadPasswordAgain() {
        cloud.keystoneSays(UNAUTHORIZED);

        var problem = catchThrowableOfType(Trouble.class, this::snapshot).problem();

        assertThat(problem.detail())
                .isEqualTo("Could not log in to the cloud: Keystone answered 401, \"who?\".");
        assertThat(problem.mayHaveHappened()).isFalse();
        assertThat(cloud.server.asked("POST", "/v3/auth/tokens")).hasSize(1);
    }

    @Test
    void doesNotRememberAFailedLogin() {
        cloud.keystoneSays(UNAUTHORIZED);
        assertThatThrownBy(() -> connected.cloud().projectId()).isInstanceOf(Trouble.class);
        cloud.keystoneLogsIn();

        assertThat(connected.cloud().projectId()).isEqualTo(PROJECT);
    }

    @Test
    void validatesATokenWithItself() {
        var token =
                """
                {'token': {'issued_at': '2026-01-01T12:00:00.000000Z',
                 'expires_at': '2026-01-01T13:00:00.000000Z', 'user': {'id': 'u', 'name': 'eve'},
                 'project': {'id': 'p'}, 'roles': [{'id': '1', 'name': 'member'}]}}
                """;
        cloud.server.inTurn(
                "GET",
                "/v3/auth/tokens",
                Reply.json(200, token),
                UNAUTHORIZED,
                Reply.json(404, ""));

        var valid = connected.keystone().validate("hers");

        assertThat(valid.orElseThrow().roles()).containsExactly("member");
        assertThat(valid.orElseThrow().expiresAt())
                .isEqualTo(Instant.parse("2026-01-01T13:00:00Z"));
        var asked = cloud.server.asked("GET", "/v3/auth/tokens").getFirst();
        assertThat(asked.header("X-Auth-Token")).isEqualTo("hers");
        assertThat(asked.header("X-Subject-Token")).isEqualTo("hers");
        assertThat(connected.keystone().validate("hers")).isEmpty();
        assertThat(connected.keystone().validate("hers")).isEmpty();
        assertThat(cloud.logins()).isZero();
    }

    private void keystoneTellsOfAToken(String more) {
        var token =
                """
                {'token': {'issued_at': '2026-01-01T12:00:00.000000Z',
                 'expires_at': '2026-01-01T13:00:00.000000Z', 'user': {'id': 'u', 'name': 'eve'},
                 'project': {'id': 'p'} %s}}
                """
                        .formatted(more);
        cloud.server.on("GET", "/v3/auth/tokens", Reply.json(200, token));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | true",
                ", 'is_admin_project': null | true",
                ", 'is_admin_project': true | true",
                ", 'is_admin_project': false | false",
            },
            quoteCharacter = '"')
    void tellsWhoseAdministratorsAreNotTheClouds(String said, boolean ofAdminProject) {
        keystoneTellsOfAToken(said.replace("''", ""));

        var valid = connected.keystone().validate("hers").orElseThrow();

        assertThat(valid.ofAdminProject()).isEqualTo(ofAdminProject);
    }

    /** A Keystone that knows such rules says nothing of the token; another might. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{'service': 'compute', 'path': '/v2.1/servers', 'method': 'GET'}]",
            })
    void takesNoTokenThatIsGoodForCertainRequestsAlone(String rules) {
        keystoneTellsOfAToken(", 'application_credential': {'id': 'a', 'restricted': true}");
        assertThat(connected.keystone().validate("hers")).isPresent();

        keystoneTellsOfAToken(", 'application_credential': {'access_rules': %s}".formatted(rules));

        assertThat(connected.keystone().validate("hers")).isEmpty();
        assertThat(cloud.server.asked("GET", "/v3/auth/tokens"))
                .extracting(asked -> asked.header("OpenStack-Identity-Access-Rules"))
                .containsOnly("");
    }

    @ParameterizedTest
    @ValueSource(strings = {", 'roles': [{'id': '1'}]", ", 'roles': 'member'", ", 'user': null"})
    void believesNoAnswerThatIsNotAToken(String strange) {
        keystoneTellsOfAToken(strange);

        assertThatThrownBy(() -> connected.keystone().validate("hers"))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("no readable TokenBody");
    }

    @Test
    void sendsNothingForWhatCannotBeAToken() {
        assertThat(connected.keystone().validate("")).isEmpty();
        assertThat(connected.keystone().validate("a b")).isEmpty();
        assertThat(connected.keystone().validate("a\r\nX-Auth-Token: b")).isEmpty();
        assertThat(cloud.server.asked("GET", ".*")).isEmpty();
    }

    @Test
    void tellsWhichCircuitIsOpen() {
        cloud.server.on("GET", "/compute/.*", Reply.json(503, "{'message': 'no backend'}"));
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> connected.servers().find("s")).isInstanceOf(Trouble.class);
        }

        var endpoints = connected.cloud().endpoints();

        assertThat(endpoints)
                .extracting(Endpoint::service, Endpoint::circuit)
                .contains(tuple("compute", Circuit.OPEN), tuple("volumev3", Circuit.CLOSED));
        assertThat(endpoints)
                .filteredOn(endpoint -> endpoint.service().equals("compute"))
                .extracting(Endpoint::problem)
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("Nova is not asked for 5 s");
    }

    @Test
    void tellsADeadServiceAndWhatTheOthersCan() {
        cloud.server.on("GET", "/compute/.*", Reply.json(403, "{'message': 'closed'}"));

        var endpoints = connected.cloud().endpoints();

        var url = cloud.server.url();
        assertThat(endpoints)
                .contains(
                        new Endpoint(
                                "volumev3",
                                url + "/volume/v3/" + PROJECT,
                                List.of("v3.0"),
                                "3.0",
                                "3.70",
                                null,
                                Circuit.CLOSED),
                        new Endpoint(
                                "image",
                                url + "/image",
                                List.of("v2.15", "v2.9"),
                                null,
                                null,
                                null,
                                Circuit.CLOSED));
        assertThat(endpoints)
                .filteredOn(endpoint -> endpoint.service().equals("compute"))
                .allMatch(endpoint -> endpoint.url().equals(url + "/compute/v2.1"))
                .allSatisfy(endpoint -> assertThat(endpoint.problem()).contains("closed"));
    }
}
