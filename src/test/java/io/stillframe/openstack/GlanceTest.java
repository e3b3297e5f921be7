package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.ImageChange.Merge;
import io.stillframe.snapshot.ImageFilter;
import io.stillframe.snapshot.NewImage;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The versions of a Glance change under a service that has found them out. */
class GlanceTest {

    private static final String NEWER = "/image/v2/images/i";
    private static final String OLDER = "/image/v1/images/i";

    private ScriptedCloud cloud;
    private OpenStack connected;

    @BeforeEach
    void start() throws IOException {
        cloud = new ScriptedCloud();
        connected = cloud.connected();
        assertThat(connected.images().apis()).containsExactly(ImageApi.V2);
    }

    @AfterEach
    void stop() {
        connected.close();
        cloud.close();
    }

    private int asked(String method, String path) {
        return cloud.server.asked(method, path).size();
    }

    private int looks() {
        return asked("GET", "/image/");
    }

    private static Reply versionsInstead() {
        return Reply.json(300, "{'versions': []}").withoutRequestId();
    }

    private static Reply byHead() {
        return Reply.json(200, "")
                .with("X-Image-Meta-Id", "i")
                .with("X-Image-Meta-Status", "active")
                .with("X-Image-Meta-Updated_at", "2026-01-01T12:00:00")
                .with("X-Image-Meta-Created_at", "2026-01-01T12:00:00");
    }

    private void onlyTheOlderIsLeft() {
        cloud.glanceOf("v1.1").server.on("HEAD", OLDER, byHead());
    }

    @Test
    void readsByTheOtherVersionWhereTheKnownOneIsGone() {
        onlyTheOlderIsLeft();
        cloud.server.on("GET", NEWER, versionsInstead());

        assertThat(connected.images().find("i")).map(Image::id).contains("i");
        assertThat(connected.images().find("i")).isPresent();

        assertThat(looks()).isEqualTo(2);
        assertThat(asked("GET", NEWER)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 410})
    void doesNotTakeAPathThatIsGoneForAnImageThatIs(int status) {
        onlyTheOlderIsLeft();
        cloud.server.on("GET", NEWER, Reply.json(status, "").withoutRequestId());

        assertThat(connected.images().find("i")).isPresent();
    }

    @Test
    void believesGlancesOwnNoAtOnce() {
        cloud.server.on("GET", NEWER, Reply.json(404, ""));

        assertThat(connected.images().find("i")).isEmpty();

        assertThat(looks()).isEqualTo(1);
    }

    @Test
    void believesAStrangersNoWhereTheVersionIsStillThere() {
        cloud.server.on("GET", NEWER, Reply.json(404, "").withoutRequestId());

        assertThat(connected.images().find("i")).isEmpty();

        assertThat(looks()).isEqualTo(2);
        assertThat(asked("GET", NEWER)).isEqualTo(1);
    }

    @Test
    void isInTroubleWhereTheVersionsCannotBeRead() {
        cloud.server
                .on("GET", NEWER, Reply.json(404, "").withoutRequestId())
                .on("GET", "/image/", Reply.json(500, ""));

        assertThatThrownBy(() -> connected.images().find("i"))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("read the versions");
    }

    @Test
    void deletesByTheOtherVersion() {
        onlyTheOlderIsLeft();
        cloud.server
                .on("DELETE", NEWER, versionsInstead())
                .on("DELETE", OLDER, Reply.json(200, ""));

        connected.images().delete("i");

        assertThat(asked("DELETE", OLDER)).isEqualTo(1);
    }

    @Test
    void changesByTheOtherVersion() {
        onlyTheOlderIsLeft();
        cloud.server
                .on("GET", NEWER, versionsInstead())
                .on(
                        "PUT",
                        OLDER,
                        Reply.json(
                                200,
                                """
                                {'image': {'id': 'i', 'updated_at': '2026-01-01T12:00:00',
                                 'created_at': '2026-01-01T12:00:00', 'properties': {'a': 'b'}}}
                                """));
        var change = new Merge(Map.of("a", "b"), Set.of());

        var now =
                connected
                        .images()
                        .change("i", new ImageChange(null, null, null, null, null, change));

        assertThat(now.orElseThrow().properties()).isEqualTo(Map.of("a", "b"));
    }

    @Test
    void listsByTheOtherVersion() {
        onlyTheOlderIsLeft();
        cloud.server
                .on("GET", "/image/v2/images", versionsInstead())
                .on("GET", "/image/v1/images/detail", Reply.json(200, "{'images': []}"));

        var filter = new ImageFilter("p", null, null, null, null, Map.of());

        assertThat(connected.images().list(filter, 5, null).images()).isEmpty();
    }

    @Test
    void sendsNoRegistrationTwiceAndSaysThatItsVersionIsGone() {
        onlyTheOlderIsLeft();
        cloud.server.on("POST", "/image/v2/images", versionsInstead());
        var image = new NewImage("i", "n", "private", 1, 0, Map.of(), null);

        assertThatThrownBy(() -> connected.images().register(image))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("does not offer version 2");

        assertThat(asked("POST", ".*images")).isEqualTo(1);
    }

    @Test
    void readsByTheOtherVersionWhereAnAnswerCannotBeRead() {
        onlyTheOlderIsLeft();
        cloud.server.on("GET", NEWER, Reply.json(200, "<html>welcome</html>"));

        assertThat(connected.images().find("i")).isPresent();
    }

    @Test
    void tellsAnUnreadableAnswerWhereTheVersionIsStillThere() {
        cloud.server.on("GET", NEWER, Reply.json(200, "<html>welcome</html>"));

        assertThatThrownBy(() -> connected.images().find("i"))
                .hasMessageContaining("no readable JsonNode");

        assertThat(asked("GET", NEWER)).isEqualTo(1);
        assertThat(looks()).isEqualTo(2);
    }

    /** It may have been carried out. */
    @Test
    void doesNotRepeatAChangeThatWasAnsweredUnreadably() {
        onlyTheOlderIsLeft();
        cloud.server
                .on(
                        "GET",
                        NEWER,
                        Reply.json(
                                200,
                                """
                                {'id': 'i', 'updated_at': '2026-01-01T12:00:00Z',
                                 'created_at': '2026-01-01T12:00:00Z'}
                                """))
                .on("PATCH", NEWER, Reply.json(200, "<html>"));
        var change = new Merge(Map.of("a", "b"), Set.of());

        assertThatThrownBy(() ->
                        connected
                                .images()
                                .change("i", new ImageChange(null, null, null, null, null, change)))
                .hasMessageContaining("no readable");

        assertThat(asked("PUT", ".*")).isZero();
    }

    @Test
    void givesUpWhereTheVersionsNeverFit() {
        cloud.server
                .on("GET", NEWER, versionsInstead())
                .on("HEAD", OLDER, Reply.json(300, "").withoutRequestId())
                .inTurn(
                        "GET",
                        "/image/",
                        Reply.json(300, "{'versions': [{'id': 'v1.1'}]}"),
                        Reply.json(300, "{'versions': [{'id': 'v2.1'}]}"),
                        Reply.json(300, "{'versions': [{'id': 'v1.1'}]}"));

        assertThatThrownBy(() -> connected.images().find("i"))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("answered 300");

        assertThat(asked("GET", NEWER) + asked("HEAD", OLDER)).isEqualTo(2);
    }
}
