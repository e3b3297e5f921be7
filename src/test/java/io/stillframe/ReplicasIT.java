package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.Web.Reply;
import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.VolumeSnapshot;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Several replicas of the service as it is shipped, on one PostgreSQL, with one cloud that lives in
 * the test. They start together and are lost one by one, so each story begins with those that the
 * one before has left.
 */
@Isolated("heartbeats of a second are late on a busy machine, and a late one is a dead replica")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasIT {

    private static final int VOLUMES = 2;
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Four heartbeats of 1 s, and up to two until somebody looks. */
    private static final Duration TAKEN_OVER = Duration.ofSeconds(4 + 2);

    private static final Duration A_CALL = Duration.ofSeconds(1);
    private static final Duration A_LONG_CALL = Duration.ofSeconds(3);
    private static final Duration A_BUSY_MACHINE = Duration.ofSeconds(4);

    @TempDir private static Path directory;

    private final SandboxCloud cloud =
            SandboxCloud.startEmpty(
                    SandboxSettings.quick("snapshot-delay=500ms"), InstantSource.system());
    private final CloudProject demo = cloud.project("demo");
    private final List<Server> servers = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();

    private EmbeddedPostgres postgres;
    private JdbcTemplate database;
    private StillframeProcess one;
    private StillframeProcess two;
    private StillframeProcess three;

    @BeforeAll
    void startTogetherOnAnEmptyDatabase() throws IOException {
        demo.quota("volumes", 1_000);
        demo.quota("snapshots", 1_000);
        demo.quota("gigabytes", 1_000);
        postgres = EmbeddedPostgres.start();
        database = new JdbcTemplate(postgres.getPostgresDatabase());
        one = start("one", "--db-scheduler.shutdown-max-wait=1500ms");
        two = start("two");
        three = start("three");
    }

    @AfterAll
    void end() throws IOException {
        Stream.of(one, two, three).forEach(StillframeProcess::close);
        postgres.close();
        cloud.close();
    }

    @Test
    @Order(1)
    void makeTheTablesOnce() {
        Stream.of(one, two, three)
                .forEach(replica -> {
                    replica.web();
                    assertThat(complaints(replica.output())).isEmpty();
                });
        assertThat(count("select count(*) from flyway_schema_history where success"))
                .isEqualTo(count("select count(distinct version) from flyway_schema_history"));
        assertThat(count("select count(*) from scheduled_tasks where task_name = 'housekeeping'"))
                .isOne();
    }

    @Test
    @Order(2)
    void startOneSnapshotOfAServerHoweverManyAreAskedForAtOnce() throws Exception {
        for (var server : servers("wanted", 3)) {
            var replies =
                    atOnce(
                            IntStream.range(0, 16)
                                    .<Callable<Reply>>mapToObj(
                                            i -> () -> frames(i % 3).ask(server.id()))
                                    .toList());

            var accepted = replies.stream().filter(reply -> reply.status() == 202).toList();
            assertThat(accepted).hasSize(1);
            var id = accepted.getFirst().text("/id");
            assertThat(replies)
                    .filteredOn(reply -> reply.status() != 202)
                    .allSatisfy(refused -> {
                        assertThat(refused.status()).isEqualTo(409);
                        assertThat(refused.json().toString()).contains(id);
                    });
            taken.add(id);
        }
        taken.forEach(id -> IntStream.range(0, 3).forEach(i -> frames(i).available(id)));
        nothingIsDoubledOrLeft();
    }

    @Test
    @Order(3)
    void goOnForOneThatWasKilled() throws Exception {
        var runs = underWay(three, "three");
        three.kill();
        await().atMost(TAKEN_OVER.plus(A_BUSY_MACHINE)).until(() -> heldBy("three") == 0);

        runs.forEach(frames(one)::available);
        nothingIsDoubledOrLeft();
    }

    @Test
    @Order(4)
    void goOnForOneThatWasPausedAndThatDoublesNothingWhenItWakes() throws Exception {
        var runs = underWay(one, "one");
        one.pause();
        try {
            assertThat(heldBy("one")).isPositive();
            runs.forEach(frames(two)::available);
        } finally {
            one.resume();
        }
        await().atMost(SOON).until(() -> one.output().contains("was given to another worker"));
        nothingIsDoubledOrLeft();
        // Reactor tells of answers that nobody waits for any more
        assertThat(complaints(one.output()))
                .noneMatch(line -> line.matches(".* ERROR .* (io\\.stillframe|c\\.g\\.k)\\..*"));
    }

    /** It waits for 1.5 s: some of the calls that are under way end in that time, some do not. */
    @Test
    @Order(5)
    void goOnAtOnceForOneThatStops() throws Exception {
        var slowly = servers("slowly", 2);
        slow(A_LONG_CALL, slowly);
        var quickly = servers("quickly", 2);
        slow(A_CALL, quickly);
        var output = one.output().length();
        var runs = underWay(one, "one", Stream.concat(quickly.stream(), slowly.stream()).toList());

        one.terminate();
        var stopped = System.nanoTime();
        assertThat(one.exitCode()).isEqualTo(128 + 15);
        assertThat(since(stopped)).isLessThan(A_LONG_CALL.plus(A_BUSY_MACHINE));
        assertThat(complaints(one.output().substring(output))).isEmpty();
        assertThat(heldBy("one")).isZero();
        assertThat(runs.subList(0, 2))
                .as("what could be ended was ended")
                .allSatisfy(run -> assertThat(marked(run)).hasSize(VOLUMES));

        assertThat(runs.stream().map(frames(two)::available).toList())
                .flatExtracting(run -> run.path("steps").valueStream().toList())
                .as("nothing has failed, and had to be tried again")
                .allMatch(step -> step.path("attempts").asInt() <= 1);
        nothingIsDoubledOrLeft();
    }

    @Test
    @Order(6)
    void stopsAtOnceWithNothingInHand() {
        var stopped = System.nanoTime();
        two.terminate();
        assertThat(two.exitCode()).isEqualTo(128 + 15);
        assertThat(since(stopped)).isLessThan(A_BUSY_MACHINE);
        assertThat(complaints(two.output())).isEmpty();
    }

    private StillframeProcess start(String name, String... more) {
        var arguments =
                Stream.of(
                        "--stillframe.identity=none",
                        // no probes: then nothing that is made is ever deleted again
                        "--stillframe.image-volumes=always",
                        "--stillframe.settling-time=2s",
                        "--stillframe.call-timeout=4s",
                        "--stillframe.longest-pause=2s",
                        "--db-scheduler.heartbeat-interval=1s",
                        "--db-scheduler.scheduler-name=" + name,
                        "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                        "--spring.datasource.username=postgres");
        return StillframeProcess.start(
                directory,
                SandboxUser.demo(cloud),
                Stream.concat(arguments, Stream.of(more)).toArray(String[]::new));
    }

    /**
     * Three runs, of which the replica has some in hand, in the middle of their calls. More calls
     * that end late would have it believe that Cinder is away.
     */
    private List<String> underWay(StillframeProcess replica, String name) throws Exception {
        var some = servers(name, 3);
        slow(A_CALL, some);
        return underWay(replica, name, some);
    }

    private List<String> underWay(StillframeProcess replica, String name, List<Server> some)
            throws Exception {
        var before = volumeSnapshotsAskedFor();
        var frames = frames(replica);
        var started =
                atOnce(
                        some.stream()
                                .<Callable<String>>map(server -> () -> frames.started(server.id()))
                                .toList());
        taken.addAll(started);
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> heldBy(name) > 0 && volumeSnapshotsAskedFor() > before);
        return started;
    }

    private long volumeSnapshotsAskedFor() {
        return cloud.calls().of("cinder", "create-snapshot");
    }

    private void slow(Duration delay, List<Server> some) {
        var volumes =
                some.stream()
                        .flatMap(server -> server.attachments().stream())
                        .map(attachment -> attachment.volume().id())
                        .collect(Collectors.joining("|"));
        var slow = Fault.at("cinder", "create-snapshot", new Effect.Slow(delay));
        cloud.faults().add(slow.matching(volumes));
    }

    private List<Server> servers(String name, int count) {
        var added = demo.addServers(name, count, VOLUMES);
        servers.addAll(added);
        return added;
    }

    private Frames frames(int replica) {
        return frames(List.of(one, two, three).get(replica));
    }

    private static Frames frames(StillframeProcess replica) {
        return new Frames(replica.web());
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(calls).stream().map(future -> future.resultNow()).toList();
        }
    }

    /**
     * One volume snapshot of each volume, one image for each run and the volume behind it; also
     * when all that has ended was looked at once more.
     */
    private void nothingIsDoubledOrLeft() {
        cloud.faults().clear();
        await().atMost(SOON)
                .until(() ->
                        count("select count(*) from run where look_again_at is not null") == 0);
        assertThat(cloud.volumeSnapshots())
                .extracting(snapshot -> snapshot.volume().id())
                .doesNotHaveDuplicates()
                .hasSize(taken.size() * VOLUMES);
        assertThat(cloud.volumeSnapshots())
                .extracting(snapshot -> snapshot.metadata().get("stillframe_snapshot"))
                .allMatch(taken::contains);
        assertThat(cloud.images()).hasSize(taken.size());
        assertThat(cloud.volumes()).hasSize(servers.size() * VOLUMES + taken.size());
        // never one too many, not even for a while
        assertThat(cloud.calls().of("cinder", "delete-snapshot")).isZero();
        assertThat(cloud.calls().of("cinder", "delete-volume")).isZero();
        assertThat(cloud.calls().of("glance", "delete-image")).isZero();
    }

    private List<VolumeSnapshot> marked(String run) {
        return cloud.volumeSnapshots().stream()
                .filter(each -> run.equals(each.metadata().get("stillframe_snapshot")))
                .toList();
    }

    private static List<String> complaints(String output) {
        return output.lines().filter(line -> line.matches(".* (WARN|ERROR) .*|\\tat .*")).toList();
    }

    private int heldBy(String replica) {
        return count(
                "select count(*) from scheduled_tasks where picked and task_name = 'run' and picked_by = ?",
                replica);
    }

    private int count(String query, Object... values) {
        var found = database.queryForObject(query, Integer.class, values);
        return found == null ? 0 : found;
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
