package io.stillframe.runner;

import io.stillframe.SandboxUser;
import io.stillframe.openstack.CloudConfig;
import io.stillframe.openstack.Limits;
import io.stillframe.openstack.OpenStack;
import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.Volume;
import io.stillframe.sandbox.world.VolumeSnapshot;
import io.stillframe.snapshot.Experience;
import io.stillframe.snapshot.ImageCreation;
import io.stillframe.snapshot.ImageCreations;
import io.stillframe.snapshot.ImagePlan;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.LadderSettings;
import io.stillframe.snapshot.LadderSettings.ImageVolumeRule;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.SnapshotPlan;
import io.stillframe.snapshot.SnapshotRequest;
import io.stillframe.snapshot.SnapshotSettings;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.snapshot.Strategy;
import io.stillframe.workflow.InMemoryRuns;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The real plan, decider, runner and adapters on a simulated cloud, with a clock that jumps to
 * whatever is due next: whole stories without waiting.
 */
final class Stage implements AutoCloseable {

    static final Duration SETTLING = Duration.ofSeconds(30);

    private static final Patience PATIENCE =
            new Patience(
                    SETTLING,
                    Duration.ofSeconds(10),
                    5,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(25),
                    Duration.ofMinutes(15));

    private final StageClock clock = new StageClock();

    final SandboxCloud cloud;
    final CloudProject demo;
    final Runs<ServerSnapshot> runs = new InMemoryRuns<>();
    final Snapshots snapshots;
    final ImageCreations images;

    /** How images come about that are no snapshots. */
    final Acts<ImageCreation> creations;

    private final OpenStack openStack;
    private final Acts<ServerSnapshot> acts;

    private Stage(SandboxSettings settings, SnapshotSettings snapshotSettings) {
        cloud = SandboxCloud.startEmpty(settings, clock);
        demo = cloud.project("demo");
        var config = CloudConfig.find(SandboxUser.demo(cloud), List.of()).orElseThrow();
        // A second of the real clock has the calls of hours here.
        var limits =
                new Limits(
                        Duration.ofSeconds(1),
                        Duration.ofMillis(800),
                        32,
                        10_000,
                        Duration.ofMillis(1));
        openStack = OpenStack.connect(config, limits, WebClient.builder(), clock);
        var experience = new Experience(clock, Duration.ofMinutes(15));
        var plan =
                SnapshotPlan.of(
                        openStack.servers(),
                        openStack.volumes(),
                        openStack.images(),
                        openStack.cloud(),
                        runs,
                        snapshotSettings,
                        experience,
                        UUID::randomUUID);
        snapshots = new Snapshots(plan, PATIENCE, runs, clock, UUID::randomUUID);
        acts = new Acts<>(plan, PATIENCE, runs, clock);
        var imageRuns = new InMemoryRuns<ImageCreation>();
        var imagePlan =
                ImagePlan.of(
                        openStack.servers(),
                        openStack.volumes(),
                        openStack.images(),
                        snapshotSettings.ladder(),
                        experience,
                        UUID::randomUUID);
        images =
                new ImageCreations(
                        imagePlan,
                        PATIENCE,
                        imageRuns,
                        openStack.volumes(),
                        clock,
                        UUID::randomUUID);
        creations = new Acts<>(imagePlan, PATIENCE, imageRuns, clock);
    }

    /** Another worker, that may see other runs than there are. */
    Runner<ServerSnapshot> worker(Runs<ServerSnapshot> runs) {
        return acts.worker(runs);
    }

    Images glance() {
        return openStack.images();
    }

    static Stage open() {
        return open(SandboxSettings.quick("snapshot-delay=2s"));
    }

    static Stage open(SandboxSettings settings) {
        return open(settings, ladder(Strategy.EMPTY_UPLOAD));
    }

    static Stage open(SandboxSettings settings, LadderSettings ladder) {
        return new Stage(settings, new SnapshotSettings(true, Set.of("private"), Set.of(), ladder));
    }

    /** With those strategies for auto, and what an operator gets who sets nothing else. */
    static LadderSettings ladder(Strategy... auto) {
        return ladder(ImageVolumeRule.PROBE, null, auto);
    }

    static LadderSettings ladder(
            ImageVolumeRule imageVolumes, @Nullable String store, Strategy... auto) {
        return new LadderSettings(
                List.of(auto), imageVolumes, store, Duration.ofMinutes(5), Duration.ofMinutes(1));
    }

    static Stage withoutGigabytes() {
        return new Stage(
                SandboxSettings.quick(),
                new SnapshotSettings(
                        false, Set.of("private"), Set.of(), ladder(Strategy.EMPTY_UPLOAD)));
    }

    static SnapshotRequest of(Server server) {
        return of(server.id());
    }

    static SnapshotRequest of(String serverId) {
        return new SnapshotRequest(
                serverId,
                "frame",
                null,
                Strategy.AUTO,
                false,
                null,
                List.of(),
                Map.of(),
                "private");
    }

    static SnapshotRequest by(Strategy strategy, Server server) {
        return new SnapshotRequest(
                server.id(), "frame", null, strategy, false, null, List.of(), Map.of(), "private");
    }

    Run<ServerSnapshot> start(SnapshotRequest request) {
        return snapshots.create(demo.id(), request, null, null);
    }

    /** Started and carried on to its end. */
    Run<ServerSnapshot> take(SnapshotRequest request) {
        return toItsEnd(start(request));
    }

    Run<ServerSnapshot> toItsEnd(Run<ServerSnapshot> run) {
        return acts.toItsEnd(run);
    }

    Run<ServerSnapshot> until(Run<ServerSnapshot> run, Class<? extends Phase> phase) {
        return acts.until(run, phase);
    }

    Run<ServerSnapshot> until(Run<ServerSnapshot> run, String step) {
        return acts.until(run, step);
    }

    Run<ServerSnapshot> step(Run<ServerSnapshot> run) {
        return acts.step(run);
    }

    Run<ServerSnapshot> act(Run<ServerSnapshot> run) {
        return acts.act(run);
    }

    void dieWhileSending(Run<ServerSnapshot> run, boolean afterSending) {
        acts.dieWhileSending(run, afterSending);
    }

    Run<ServerSnapshot> dieAtTheNextChange(Run<ServerSnapshot> run, boolean afterSending) {
        return acts.dieAtTheNextChange(run, afterSending);
    }

    Run<ServerSnapshot> lookAgain(Run<ServerSnapshot> run) {
        return acts.lookAgain(run);
    }

    void cancel(Run<ServerSnapshot> run) {
        acts.cancel(run);
    }

    void stray(Run<ServerSnapshot> run) {
        acts.stray(run);
    }

    Run<ServerSnapshot> delete(Run<ServerSnapshot> run) {
        snapshots.delete(stored(run), "demo");
        return toItsEnd(run);
    }

    Run<ServerSnapshot> stored(Run<ServerSnapshot> run) {
        return acts.stored(run);
    }

    List<String> story(Run<ServerSnapshot> run) {
        return acts.story(run);
    }

    void later(Duration time) {
        clock.later(time);
    }

    Instant now() {
        return clock.instant();
    }

    List<VolumeSnapshot> marked(Run<ServerSnapshot> run) {
        return cloud.volumeSnapshots().stream()
                .filter(snapshot ->
                        run.id().toString().equals(snapshot.metadata().get("stillframe_snapshot")))
                .toList();
    }

    /** Volumes with the run's mark. */
    List<Volume> imageVolumes(Run<?> run) {
        return cloud.volumes().stream()
                .filter(volume ->
                        run.id().toString().equals(volume.metadata().get("stillframe_snapshot")))
                .toList();
    }

    @Override
    public void close() {
        openStack.close();
        cloud.close();
    }
}
