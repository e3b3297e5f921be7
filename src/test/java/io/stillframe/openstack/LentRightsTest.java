package io.stillframe.openstack;

import static io.stillframe.openstack.ScriptedCloud.NOW;
import static io.stillframe.openstack.ScriptedCloud.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stillframe.identity.Rights;
import io.stillframe.identity.Secret;
import io.stillframe.openstack.ScriptedServer.Asked;
import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.Images.Location;
import io.stillframe.snapshot.Images.Location.What;
import io.stillframe.snapshot.NewImage;
import io.stillframe.snapshot.Volumes.NewVolumeSnapshot;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls with a caller's token, and when ours goes along. */
class LentRightsTest {

    private static final String THEIRS = "fedcba9876543210fedcba9876543210";
    private static final Secret TOKEN = new Secret("token-of-theirs");
    private static final Instant LATER = NOW.plus(Duration.ofMinutes(20));

    private static final String SNAPSHOTS = "/volume/v3/" + THEIRS + "/snapshots";
    private static final String IMAGE = "/image/v2/images/i";
    private static final String LOCATIONS = IMAGE + "/locations";
    private static final Reply UNAUTHORIZED =
            Reply.json(401, "{'error': {'message': 'The request requires authentication.'}}");
    private static final Reply SNAPSHOT =
            Reply.json(
                    202,
                    "{'snapshot': {'id': 's', 'volume_id': 'v', 'size': 1, 'status': 'creating'}}");
    private static final Location VOLUME = new Location("cinder://v", What.IMAGE_VOLUME);

    private ScriptedCloud cloud;
    private OpenStack connected;

    @BeforeEach
    void start() throws IOException {
        cloud = new ScriptedCloud();
        connected = cloud.connected();
        cloud.server
                .on("POST", SNAPSHOTS, SNAPSHOT)
                .on("GET", SNAPSHOTS + "/detail", Reply.json(200, "{'snapshots': []}"))
                .on("PATCH", IMAGE, Reply.json(403, "{'message': 'closed'}"))
                .on("POST", LOCATIONS, Reply.json(202, ""));
    }

    @AfterEach
    void stop() {
        connected.close();
        cloud.close();
    }

    private static Rights lent(Instant until) {
        return new Rights.Lent(TOKEN, THEIRS, THEIRS, until);
    }

    private void take(Rights rights) {
        var wanted = List.of(new NewVolumeSnapshot("v", "n", "d"));
        Rights.using(rights, () -> connected.volumes().snapshotAll(UUID.randomUUID(), wanted));
    }

    private Problem refused(Rights rights) {
        return catchThrowableOfType(Trouble.class, () -> take(rights)).problem();
    }

    private List<Asked> taken() {
        return cloud.server.asked("POST", SNAPSHOTS);
    }

    private static void isAlone(Asked call) {
        assertThat(call.header("X-Auth-Token")).isEqualTo(TOKEN.value());
        assertThat(call.header("X-Service-Token")).isEmpty();
    }

    private static void isVouchedFor(Asked call) {
        assertThat(call.header("X-Auth-Token")).isEqualTo(TOKEN.value());
        assertThat(call.header("X-Service-Token")).startsWith("token-");
    }

    /** Without a call that brings rights of its own, ours are what there is. */
    @Test
    void worksInTheCallersProjectWithTheCallersTokenAlone() {
        take(lent(LATER));

        isAlone(taken().getFirst());
        assertThat(Rights.using(lent(LATER), connected.cloud()::projectId)).isEqualTo(THEIRS);
        assertThat(connected.cloud().projectId()).isEqualTo(PROJECT);
    }

    @Test
    void vouchesForATokenThatHasExpired() {
        take(lent(NOW));

        assertThat(taken()).hasSize(1);
        isVouchedFor(taken().getFirst());
    }

    @Test
    void vouchesWhenTheServicesClockIsAheadOfOurs() {
        cloud.server.on(
                "POST",
                SNAPSHOTS,
                asked -> asked.header("X-Service-Token").isEmpty() ? UNAUTHORIZED : SNAPSHOT);

        take(lent(NOW.plusSeconds(20)));

        assertThat(taken()).hasSize(2);
        isAlone(taken().getFirst());
        isVouchedFor(taken().getLast());
    }

    @Test
    void sendsAgainAfterA401ThatComesLongBeforeTheEnd() {
        cloud.server.inTurn("POST", SNAPSHOTS, UNAUTHORIZED, SNAPSHOT);

        take(lent(LATER));

        assertThat(taken()).hasSize(2).allSatisfy(LentRightsTest::isAlone);
    }

    @Test
    void doesNotVouchForATokenThatIsRefusedLongBeforeItsEnd() {
        cloud.server.on("POST", SNAPSHOTS, UNAUTHORIZED);

        var problem = refused(lent(LATER));

        assertThat(taken()).hasSize(2).allSatisfy(LentRightsTest::isAlone);
        assertThat(problem.type()).isEqualTo("rights-expired");
        assertThat(problem.mayPass()).isFalse();
        assertThat(problem.mayHaveHappened()).isFalse();
        assertThat(problem.detail())
                .contains("The request requires authentication.", "revoked", THEIRS);
        assertThat(problem.upstream()).isNotNull();
    }

    /** A 401 does not say which of the two tokens it is about. */
    @Test
    void renewsItsOwnTokenOnceBeforeItBelievesThatTheCallersIsNoGood() {
        cloud.server.inTurn("POST", SNAPSHOTS, UNAUTHORIZED, SNAPSHOT);
        take(lent(NOW));
        assertThat(taken().getFirst().header("X-Service-Token")).isEqualTo("token-1");
        assertThat(taken().getLast().header("X-Service-Token")).isEqualTo("token-2");

        cloud.server.on("POST", SNAPSHOTS, UNAUTHORIZED);
        var problem = refused(lent(NOW));
        assertThat(problem.type()).isEqualTo("rights-expired");
        assertThat(problem.detail()).contains("our service token beside it", THEIRS);
        assertThat(taken()).hasSize(4);
    }

    @Test
    void sendsNothingWithoutRights() {
        var problem = refused(new Rights.Lost("there are none any more."));

        assertThat(problem.type()).isEqualTo("rights-expired");
        assertThat(problem.detail())
                .isEqualTo("Could not take a snapshot of volume v: there are none any more.");
        assertThat(taken()).isEmpty();
    }

    @Test
    void hidesBothTokensWhereAServiceRepeatsThem() {
        cloud.server.on(
                "POST",
                SNAPSHOTS,
                asked ->
                        Reply.json(
                                400,
                                "{'badRequest': {'message': 'no %s with %s'}}"
                                        .formatted(
                                                asked.header("X-Auth-Token"),
                                                asked.header("X-Service-Token"))));

        assertThat(refused(lent(NOW)).detail()).contains("no *** with ***");
    }

    @Test
    void asksWhatAllShareWithItsOwnToken() {
        cloud.server.on("GET", IMAGE, Reply.json(404, ""));
        Rights.using(lent(LATER), connected.images()::apis);
        Rights.using(lent(LATER), () -> connected.images().find("i"));

        for (var shared : List.of("/image/", "/image/v2/schemas/image")) {
            assertThat(cloud.server.asked("GET", shared).getFirst().header("X-Auth-Token"))
                    .isEqualTo("token-1");
        }
        isAlone(cloud.server.asked("GET", IMAGE).getFirst());
    }

    @Test
    void listsAnotherProjectsThingsOnlyForAnAdministrator() {
        var admin = new Rights.Lent(TOKEN, THEIRS, "another", LATER);
        Rights.using(admin, () -> connected.volumes().listSnapshots(UUID.randomUUID()));
        Rights.using(lent(LATER), () -> connected.volumes().listSnapshots(UUID.randomUUID()));

        var lists = cloud.server.asked("GET", SNAPSHOTS + "/detail");
        assertThat(lists.getFirst().query()).contains("all_tenants=1&project_id=another");
        assertThat(lists.getLast().query()).doesNotContain("all_tenants");
    }

    private void locate(OpenStack stack, Location location, Instant until) {
        cloud.glanceOf("v2.17");
        Rights.using(lent(until), () -> stack.images().addLocation("i", location));
    }

    @Test
    void vouchesForAnImageVolumeWhereTheOperatorSaysSo() {
        locate(connected, VOLUME, LATER);
        isAlone(cloud.server.asked("POST", LOCATIONS).getFirst());

        try (var vouching = cloud.connectedVouchingForVolumes()) {
            locate(vouching, VOLUME, LATER);
        }
        isAlone(cloud.server.asked("PATCH", IMAGE).getLast());
        isVouchedFor(cloud.server.asked("POST", LOCATIONS).getLast());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IMAGE_VOLUME")
    void vouchesForNothingElseThatBecomesALocation(What what) {
        try (var vouching = cloud.connectedVouchingForVolumes()) {
            locate(vouching, new Location("cinder://s", what), LATER);
        }

        isAlone(cloud.server.asked("PATCH", IMAGE).getLast());
        isAlone(cloud.server.asked("POST", LOCATIONS).getLast());
    }

    /** Together with ours the token could reach what the caller alone cannot. */
    @Test
    void neverVouchesForALocationThatTheCallerChose() {
        var chosen = new Location("http://files.example.org/a", What.CALLERS_CHOICE);
        cloud.server.on("PATCH", IMAGE, UNAUTHORIZED);
        try (var vouching = cloud.connectedVouchingForVolumes()) {
            var problem =
                    catchThrowableOfType(Trouble.class, () -> locate(vouching, chosen, NOW))
                            .problem();
            assertThat(problem.type()).isEqualTo("rights-expired");
        }
        assertThat(cloud.server.asked("PATCH", IMAGE))
                .hasSize(2)
                .allSatisfy(LentRightsTest::isAlone);
        assertThat(cloud.server.asked("POST", LOCATIONS)).isEmpty();
    }

    @Test
    void neverVouchesForOneInTheHeadersOfVersion1() {
        cloud.glanceOf("v1.1");
        cloud.server.on("POST", "/image/v1/images", UNAUTHORIZED);
        var image =
                new NewImage(
                        "i",
                        "n",
                        "private",
                        0,
                        0,
                        Map.of(),
                        new NewImage.ExternalData("http://files.example.org/a", "qcow2", "bare"));

        assertThatThrownBy(() ->
                        Rights.using(lent(NOW), () -> connected.images().registerActive(image)))
                .hasMessageContaining("rights-expired");

        var sent = cloud.server.asked("POST", "/image/v1/images");
        assertThat(sent).hasSize(2).allSatisfy(LentRightsTest::isAlone);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 403})
    void showsNoCallerTheProjectOfOurCredentials(int status) {
        cloud.server.on(
                "GET", "/volume/v3/", Reply.json(status, "{'versions': [], 'message': 'closed'}"));

        var endpoints = Rights.using(lent(LATER), connected.cloud()::endpoints);

        assertThat(endpoints.toString()).contains("/volume/v3/" + THEIRS).doesNotContain(PROJECT);
    }

    /** An operator has to know that, and no caller can help. */
    @Test
    void tellsARefusedLoginOfOursFromARefusedCaller() {
        cloud.keystoneSays(UNAUTHORIZED);

        assertThat(refused(lent(NOW)).type()).isEqualTo("cloud-not-authenticated");
    }

    @Test
    void learnsOfOneProjectNothingThatGoesForAnother() {
        cloud.glanceOf("v2.17");
        Rights.using(lent(LATER), () -> connected.images().addLocation("i", VOLUME));
        Rights.using(lent(LATER), () -> connected.images().addLocation("i", VOLUME));
        assertThat(cloud.server.asked("PATCH", IMAGE)).hasSize(1);

        var others = new Rights.Lent(TOKEN, "another", "another", LATER);
        Rights.using(others, () -> connected.images().addLocation("i", VOLUME));

        assertThat(cloud.server.asked("PATCH", IMAGE)).hasSize(2);
    }
}
