package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.world.Ids;
import io.stillframe.snapshot.ImageCreations;
import io.stillframe.snapshot.ImageRequest;
import io.stillframe.snapshot.Strategy;
import io.stillframe.snapshot.Whose;
import io.stillframe.workflow.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;

/**
 * A database that a version left behind which knew of snapshots alone: it was killed while it
 * worked on one, which it would hold for long if nobody released it.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:upgrade",
            "stillframe.sandbox.port=0",
            "stillframe.sandbox.first-snapshot=false",
            "stillframe.sandbox.snapshot-delay=50ms"
        })
@ActiveProfiles("sandbox")
class UpgradeTest {

    private static final String RUN = "0b1f6f0e-7a34-4a1c-b1c7-0c8d5e2f6a11";
    private static final String PROJECT = Ids.hexOf("project demo");
    private static final String SERVER = Ids.uuidOf("server demo web-01");

    /** Whoever closes it last, loses it: kept open for the service to find. */
    private static final JdbcClient LEFT_BEHIND = leftBehind();

    @Test
    void endsTheSnapshotThatWasUnderWay(@Autowired SandboxCloud cloud, @LocalServerPort int port) {
        var snapshot = new Frames(Web.at("http://127.0.0.1:" + port)).available(RUN);

        assertThat(snapshot.path("server").path("id").asString()).isEqualTo(SERVER);
        assertThat(snapshot.path("volumes")).hasSize(3);
        assertThat(cloud.images())
                .extracting(image -> image.id())
                .contains(snapshot.path("image_id").asString());
        await().untilAsserted(() -> assertThat(tasksOf(RUN)).containsExactly("run"));
    }

    @Test
    void makesImagesBesideSnapshots(@Autowired ImageCreations images) {
        var request =
                new ImageRequest(
                        "golden", "private", 0, 0, Map.of(), List.of(), null, Strategy.AUTO);

        var id = images.create(PROJECT, request, null, null).id();

        await().atMost(Duration.ofSeconds(30))
                .until(() -> phase(images, id), Phase.Succeeded.class::isInstance);
        await().untilAsserted(
                        () -> assertThat(tasksOf(id.toString())).containsExactly("image-run"));
        assertThat(recurring()).containsExactly("housekeeping", "image-housekeeping");
    }

    private static Phase phase(ImageCreations images, UUID id) {
        return images.find(Whose.of(PROJECT), id).orElseThrow().phase();
    }

    /** Those that were carried out, and wait for the last look now. */
    private static List<@Nullable String> tasksOf(String run) {
        return LEFT_BEHIND
                .sql(
                        "select task_name from scheduled_tasks where task_instance = ? and last_success is not null")
                .param(run)
                .query(String.class)
                .list();
    }

    private static List<@Nullable String> recurring() {
        return LEFT_BEHIND
                .sql(
                        "select task_name from scheduled_tasks where task_instance = 'recurring' order by task_name")
                .query(String.class)
                .list();
    }

    private static JdbcClient leftBehind() {
        var database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:upgrade;DB_CLOSE_DELAY=-1");
        database.setUser("sa");
        Flyway.configure().dataSource(database).target("3").load().migrate();
        var jdbc = JdbcClient.create(database);
        jdbc.sql(
                        """
                        insert into run (id, plan, owner, subject, held_subject, standing, phase, facts,
                            asked, steps, created_at, updated_at, since, deadline, version)
                        values (?, 'snapshot-server', ?, ?, ?, 'PERFORMING',
                            '{"phase":"performing","step":"inspect-server","attempt":1}', ?,
                            '{}', ?, now(), now(), now(), dateadd(minute, 25, now()), 3)
                        """)
                .params(RUN, PROJECT, SERVER, SERVER, facts(), steps())
                .update();
        jdbc.sql(
                        """
                        insert into scheduled_tasks (task_name, task_instance, execution_time, picked,
                            picked_by, last_heartbeat, version)
                        values ('run', ?, now(), true, 'killed', dateadd(hour, 1, now()), 2)
                        """)
                .param(RUN)
                .update();
        return jdbc;
    }

    private static String steps() {
        return """
        [{"name":"inspect-server","status":"RUNNING","attempts":1,\
        "started_at":"2026-01-01T00:00:00Z","finished_at":null,"note":null}]\
        """;
    }

    private static String facts() {
        return """
        {"request":{"server_id":"%s","name":null,"description":null,"strategy":"AUTO",\
        "mapping_without_root":false,"root_volume_id":null,"exclude_volume_ids":[],"properties":{},\
        "visibility":"private"},"found":null,"volumes":[],"earlier_volumes":[],"surplus":[],"limits":[],\
        "image":null,"climb":{"ahead":[],"refused":[],"taken":null,"asked_volumes_for":[],\
        "volume":null,"seen":[],"former_images":[],"late_image":null,"accepted":null,"tidying":false},\
        "warnings":[]}\
        """
                .formatted(SERVER);
    }
}
