package io.stillframe.openstack;

import static io.stillframe.openstack.ScriptedServer.HANG_UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stillframe.openstack.ScriptedServer.Asked;
import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.Images.Added;
import io.stillframe.snapshot.Images.Location;
import io.stillframe.snapshot.Images.Location.What;
import io.stillframe.snapshot.NewImage;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which version is asked, and how a location is added. */
class GlanceImagesTest {

    private static final String PATCHED = "/image/v2/images/i";
    private static final String POSTED = "/image/v2/images/i/locations";
    private static final String VOLUME = "cinder://v";
    private static final Reply CLOSED = Reply.json(403, "{'message': 'locations are invisible'}");

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

    private Added added() {
        return connected.images().addLocation("i", new Location(VOLUME, What.IMAGE_VOLUME));
    }

    private Problem problem() {
        return catchThrowableOfType(Trouble.class, this::added).problem();
    }

    private int asked(String method, String path) {
        return cloud.server.asked(method, path).size();
    }

    private void glance217() {
        cloud.glanceOf("v2.17", "v2.16", "v2.15");
    }

    @Test
    void tellsTheVersionsAndAsksForThemAgainAfterAWhile() {
        cloud.glanceOf("v2.9", "v1.1", "v1.0");
        assertThat(connected.images().apis()).containsExactly(ImageApi.V1, ImageApi.V2);

        cloud.glanceOf("v2.9");
        assertThat(connected.images().apis()).containsExactly(ImageApi.V1, ImageApi.V2);
        cloud.now.set(ScriptedCloud.NOW.plus(Duration.ofMinutes(5)));

        assertThat(connected.images().apis()).containsExactly(ImageApi.V2);
        assertThat(asked("GET", "/image/")).isEqualTo(2);
    }

    @Test
    void saysThatThereIsNoVersionThatWeKnow() {
        cloud.glanceOf("v3.0");

        assertThatThrownBy(() -> connected.images().apis())
                .isInstanceOf(Trouble.class)
                .hasMessageContaining(cloud.server.url() + "/image offers neither")
                .hasMessageContaining("but v3.0.");
        assertThatThrownBy(() -> connected.images().find("i")).isInstanceOf(Trouble.class);
    }

    @Test
    void asksTheNewerVersionWhereThereAreTwo() {
        cloud.glanceOf("v1.1", "v2.15").server.on("GET", PATCHED, Reply.json(404, ""));
        cloud.server.on("DELETE", PATCHED, Reply.json(204, ""));

        assertThat(connected.images().find("i")).isEmpty();
        connected.images().delete("i");

        assertThat(asked("DELETE", PATCHED)).isEqualTo(1);
        assertThat(asked("HEAD", ".*")).isZero();
    }

    @Test
    void readsNoSchemaWhereThereIsOnlyTheOlderVersion() {
        cloud.glanceOf("v1.1", "v1.0");

        assertThat(connected.cloud().endpoints()).isNotEmpty();

        assertThat(asked("GET", "/image/v2/.*")).isZero();
    }

    @Test
    void refusesWhatTheVersionsOnOfferCannotDo() {
        var wanted = new NewImage("i", "n", "private", 1, 0, Map.of(), null);
        assertThatThrownBy(() -> connected.images().registerActive(wanted))
                .hasMessageContaining("does not offer version 1");
        cloud.now.set(ScriptedCloud.NOW.plus(Duration.ofMinutes(5)));
        cloud.glanceOf("v1.1");
        assertThatThrownBy(() -> connected.images().register(wanted))
                .hasMessageContaining("does not offer version 2");
        assertThatThrownBy(() -> connected.images().uploadNothing("i"))
                .hasMessageContaining("does not offer version 2");
        assertThatThrownBy(this::added).hasMessageContaining("does not offer version 2");
    }

    @Test
    void addsALocationByPatch() {
        cloud.server.on("PATCH", PATCHED, Reply.json(200, "{'status': 'active'}"));

        assertThat(added()).isEqualTo(Added.DONE);

        var asked = cloud.server.asked("PATCH", PATCHED).getFirst();
        assertThat(asked.header("Content-Type"))
                .isEqualTo("application/openstack-images-v2.1-json-patch");
        assertThat(Json.WIRE.readTree(asked.body()))
                .isEqualTo(
                        Json.WIRE.readTree(
                                """
                                [{"op": "add", "path": "/locations/-",
                                  "value": {"url": "cinder://v", "metadata": {}}}]
                                """));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 409, 413, 415, 501})
    void isRefusedAtOnceWhereThereIsNoOtherWay(int status) {
        cloud.server.on("PATCH", PATCHED, Reply.json(status, "{'message': 'no'}"));

        var problem = problem();

        assertThat(problem.mayHaveHappened()).isFalse();
        assertThat(problem.mayPass()).isEqualTo(status == 409);
        assertThat(problem.detail())
                .isEqualTo(
                        "Could not add location cinder://v to image i: Glance answered %d, \"no\"."
                                .formatted(status));
        assertThat(asked("POST", POSTED)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 405, 501})
    void goesOnToTheOtherWayWhereThePatchIsClosed(int status) {
        glance217();
        cloud.server
                .on("PATCH", PATCHED, Reply.json(status, ""))
                .on("POST", POSTED, Reply.json(202, "[]"));

        assertThat(added()).isEqualTo(Added.ACCEPTED);

        assertThat(cloud.server.asked("POST", POSTED))
                .extracting(Asked::body)
                .containsExactly("{\"url\":\"cinder://v\"}");
    }

    @Test
    void takesALocationThatIsRefusedForAnAnswer() {
        glance217();
        cloud.server.on("PATCH", PATCHED, Reply.json(400, "{'message': 'Invalid location'}"));

        assertThat(problem().detail()).endsWith("Glance answered 400, \"Invalid location\".");
        assertThat(asked("POST", POSTED)).isZero();
    }

    @Test
    void tellsBothRefusals() {
        glance217();
        cloud.server
                .on("PATCH", PATCHED, CLOSED)
                .on("POST", POSTED, Reply.json(403, "{'message': 'not allowed'}"));

        var problem = problem();
        var again = problem();

        assertThat(problem.detail()).contains("\"not allowed\"", "\"locations are invisible\"");
        assertThat(problem.mayHaveHappened()).isFalse();
        assertThat(problem.mayPass()).isFalse();
        var upstream = Objects.requireNonNull(problem.upstream());
        assertThat(upstream.method()).isEqualTo("POST");
        assertThat(upstream.message()).isEqualTo("not allowed");
        assertThat(again).isEqualTo(problem);
    }

    @Test
    void remembersForAWhileThatThePatchIsClosed() {
        glance217();
        cloud.server.on("PATCH", PATCHED, CLOSED).on("POST", POSTED, Reply.json(202, "[]"));

        added();
        cloud.now.set(ScriptedCloud.NOW.plus(Duration.ofMinutes(5)).minusMillis(1));
        added();
        assertThat(asked("PATCH", PATCHED)).isEqualTo(1);
        cloud.now.set(ScriptedCloud.NOW.plus(Duration.ofMinutes(5)));
        added();
        assertThat(asked("PATCH", PATCHED)).isEqualTo(2);
        assertThat(asked("POST", POSTED)).isEqualTo(3);
    }

    @Test
    void doesNotTakeAnImageThatIsGoneForAClosedPatch() {
        glance217();
        cloud.server
                .inTurn("PATCH", PATCHED, Reply.json(404, ""), Reply.json(200, "{}"))
                .on("POST", POSTED, Reply.json(404, ""));

        assertThat(Objects.requireNonNull(problem().upstream()).status()).isEqualTo(404);
        assertThat(added()).isEqualTo(Added.DONE);
    }

    @Test
    void patchesAgainWhereThereIsNoOtherWay() {
        cloud.server.on("PATCH", PATCHED, CLOSED);

        problem();
        problem();

        assertThat(asked("PATCH", PATCHED)).isEqualTo(2);
    }

    @Test
    void leavesALostReplyUnclear() {
        glance217();
        cloud.server
                .inTurn("PATCH", PATCHED, HANG_UP, Reply.json(502, ""), CLOSED)
                .on("POST", POSTED, HANG_UP);

        assertThat(problem().mayHaveHappened()).isTrue();
        assertThat(problem().mayHaveHappened()).isTrue();
        assertThat(asked("POST", POSTED)).isZero();

        assertThat(problem().mayHaveHappened()).isTrue();
        assertThat(asked("PATCH", PATCHED)).isEqualTo(3);
        assertThat(asked("POST", POSTED)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"409, false, true", "500, true, true", "503, false, true"})
    void leavesARefusalOfTheOtherWayThatMayPassAsItIs(
            int status, boolean mayHaveHappened, boolean mayPass) {
        glance217();
        cloud.server.on("PATCH", PATCHED, CLOSED).on("POST", POSTED, Reply.json(status, ""));

        var problem = problem();

        assertThat(problem.mayHaveHappened()).isEqualTo(mayHaveHappened);
        assertThat(problem.mayPass()).isEqualTo(mayPass);
    }
}
