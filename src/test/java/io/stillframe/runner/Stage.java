package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.stillframe.snapshot.LadderSettings;
import io.stillframe.snapshot.LadderSettings.ImageVolumeRule;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.SnapshotPlan;
import io.stillframe.snapshot.SnapshotRequest;
import io.stillframe.snapshot.SnapshotSettings;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.snapshot.Strategy;
import io.stillframe.workflow.Action;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Event;
import io.stillframe.workflow.InMemoryRuns;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
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

    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;

    final SandboxCloud cloud;
    final CloudProject demo;
    final Runs<ServerSnapshot> runs = new InMemoryRuns<>();
    final Snapshots snapshots;

    private final OpenStack openStack;
    private final Plan<ServerSnapshot> plan;
    private final Decider<ServerSnapshot> decider;
    private final Runner<ServerSnapshot> runner;

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
        plan =
                SnapshotPlan.of(
                        openStack.servers(),
                        openStack.volumes(),
                        openStack.images(),
                        openStack.cloud(),
                        runs,
                        snapshotSettings,
                        new Experience(clock, Duration.ofMinutes(15)),
                        UUID::randomUUID);
        snapshots = new Snapshots(plan, PATIENCE, runs, clock, UUID::randomUUID);
        decider = new Decider<>(plan, PATIENCE);
        runner = new Runner<>(plan, decider, runs, clock);
    }

    /** Another worker, that may see other runs than there are. */
    Runner<ServerSnapshot> worker(Runs<ServerSnapshot> runs) {
        return new Runner<>(plan, decider, runs, clock);
    }

    static Stage open() {
        return open(SandboxSettings.quick("snapshot-delay=2s"));
    }

    static Stage open(SandboxSettings settings) {
        return open(settings, ladder(Strategy.EMPTY_UPLOAD));
    }

    static Stage open(SandboxSettings settings, LadderSettings ladder) {
        return new Stage(settings, new SnapshotSettings(true, Set.of("private"), ladder));
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
                new SnapshotSettings(false, Set.of("private"), ladder(Strategy.EMPTY_UPLOAD)));
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
        return snapshots.create(demo.id(), request, null);
    }

    /** Started and carried on to its end. */
    Run<ServerSnapshot> take(SnapshotRequest request) {
        return toItsEnd(start(request));
    }

    Run<ServerSnapshot> toItsEnd(Run<ServerSnapshot> run) {
        return until(run, Phase.Finished.class);
    }

    /** Carried on, pause by pause, until it is in such a phase. */
    Run<ServerSnapshot> until(Run<ServerSnapshot> run, Class<? extends Phase> phase) {
        for (int i = 0; i < 10_000; i++) {
            var stored = stored(run);
            if (phase.isInstance(stored.phase())) {
                return stored;
            }
            step(run);
        }
        throw new AssertionError("never " + phase + ": " + stored(run));
    }

    /** Carried on, pause by pause, until it performs that step. */
    Run<ServerSnapshot> until(Run<ServerSnapshot> run, String step) {
        for (int i = 0; i < 10_000; i++) {
            if (stored(run).phase() instanceof Phase.Performing(var now, _) && now.equals(step)) {
                return stored(run);
            }
            step(run);
        }
        throw new AssertionError("never at " + step + ": " + stored(run));
    }

    /** One turn of the runner; then the clock goes on to when the run is due again. */
    Run<ServerSnapshot> step(Run<ServerSnapshot> run) {
        runner.carryOut(run.id()).due().ifPresent(this::jump);
        return stored(run);
    }

    /** A single action, by a worker that dies after it has stored what came of it. */
    Run<ServerSnapshot> act(Run<ServerSnapshot> run) {
        var next = decided(stored(run), new Event.Woken<>());
        if (!dueAt(next.action()).isAfter(now)) {
            next = decided(next.run(), performed(next));
        }
        if (next.action() instanceof Action.Send(var keys, var again, var send)) {
            next = decided(next.run(), new Event.Answered<>(keys, again, told(next.run(), send)));
        }
        jump(dueAt(next.action()));
        return next.run();
    }

    private Outcome<ServerSnapshot> performed(Decision<ServerSnapshot> decision) {
        var run = decision.run();
        return told(
                run,
                () ->
                        switch (decision.action()) {
                            case Action.Perform(var step, _) -> plan.step(step).perform(run);
                            case Action.Undo(var step, _) -> plan.step(step).undo(run);
                            case Action.LookAgain<ServerSnapshot> _ ->
                                    plan.lookAgain().perform(run);
                            default -> throw new AssertionError(decision.action());
                        });
    }

    private static Outcome<ServerSnapshot> told(
            Run<ServerSnapshot> run, Supplier<Outcome<ServerSnapshot>> work) {
        try {
            return work.get();
        } catch (Trouble trouble) {
            return new Outcome.Failed<>(run.facts(), trouble.problem());
        }
    }

    private Instant dueAt(Action<?> action) {
        return switch (action) {
            case Action.Perform(_, var at) -> at;
            case Action.Undo(_, var at) -> at;
            case Action.LookAgain(var at) -> at;
            case Action.Send<?> _, Action.Nothing<?> _ -> now;
        };
    }

    /** The worker stores what it asks for, perhaps sends it, and dies. */
    void dieWhileSending(Run<ServerSnapshot> run, boolean afterSending) {
        var step = ((Phase.Performing) run.phase()).step();
        var ask = (Outcome.Ask<ServerSnapshot>) plan.step(step).perform(run);
        assertThat(runs.store(decider.decide(run, ask, now))).isTrue();
        if (afterSending) {
            assertThat(ask.send().get()).isInstanceOf(Outcome.Done.class);
        }
    }

    /** Carried on until it is about to change the cloud; there the worker dies. */
    Run<ServerSnapshot> dieAtTheNextChange(Run<ServerSnapshot> run, boolean afterSending) {
        for (int i = 0; i < 1000; i++) {
            var woken = decided(stored(run), new Event.Woken<>());
            var step = ((Phase.Performing) woken.run().phase()).step();
            var next = decided(woken.run(), plan.step(step).perform(woken.run()));
            switch (next.action()) {
                case Action.Send<ServerSnapshot> sending -> {
                    if (afterSending) {
                        assertThat(sending.send().get()).isNotNull();
                    }
                    return stored(run);
                }
                case Action.Perform<ServerSnapshot>(_, var at) -> jump(at);
                default -> throw new AssertionError(next.action());
            }
        }
        throw new AssertionError("never changes the cloud: " + stored(run));
    }

    private Decision<ServerSnapshot> decided(Run<ServerSnapshot> run, Event<ServerSnapshot> event) {
        var decision = decider.decide(run, event, now);
        if (decision.changed()) {
            assertThat(runs.store(decision)).isTrue();
        }
        return decision;
    }

    /** The last look at an ended run, with all the looks that it takes. */
    Run<ServerSnapshot> lookAgain(Run<ServerSnapshot> run) {
        var due = stored(run).times().lookAgain();
        assertThat(due).isNotNull();
        for (int i = 0; i < 10_000 && Objects.equals(due, stored(run).times().lookAgain()); i++) {
            step(run);
        }
        assertThat(stored(run).times().lookAgain()).isNotEqualTo(due);
        return stored(run);
    }

    void cancel(Run<ServerSnapshot> run) {
        decided(stored(run), new Event.UndoRequested<>(new Reason.Cancelled("demo")));
    }

    /** Someone who was taken for dead has done something after all. */
    void stray(Run<ServerSnapshot> run) {
        decided(stored(run), new Event.Strayed<>(Set.of("something")));
    }

    Run<ServerSnapshot> delete(Run<ServerSnapshot> run) {
        snapshots.delete(stored(run), "demo");
        return toItsEnd(run);
    }

    Run<ServerSnapshot> stored(Run<ServerSnapshot> run) {
        return runs.find(run.id()).orElseThrow();
    }

    void later(Duration time) {
        now = now.plus(time);
    }

    Instant now() {
        return now;
    }

    List<VolumeSnapshot> marked(Run<ServerSnapshot> run) {
        return cloud.volumeSnapshots().stream()
                .filter(snapshot ->
                        run.id().toString().equals(snapshot.metadata().get("stillframe_snapshot")))
                .toList();
    }

    /** Volumes with the run's mark. */
    List<Volume> imageVolumes(Run<ServerSnapshot> run) {
        return cloud.volumes().stream()
                .filter(volume ->
                        run.id().toString().equals(volume.metadata().get("stillframe_snapshot")))
                .toList();
    }

    List<String> story(Run<ServerSnapshot> run) {
        return runs.entries(run.id(), 0).stream()
                .map(line -> line.entry().step() + ": " + line.entry().message())
                .toList();
    }

    private void jump(Instant due) {
        if (due.isAfter(now)) {
            now = due;
        }
    }

    @Override
    public void close() {
        openStack.close();
        cloud.close();
    }
}
