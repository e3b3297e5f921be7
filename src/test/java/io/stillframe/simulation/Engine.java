package io.stillframe.simulation;

import io.stillframe.runner.Hands;
import io.stillframe.runner.Runner;
import io.stillframe.snapshot.Experience;
import io.stillframe.snapshot.LadderSettings;
import io.stillframe.snapshot.SnapshotPlan;
import io.stillframe.snapshot.SnapshotSettings;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The service: its processes, and the queue that gives each due run to one of them, as db-scheduler
 * does by heartbeats in the database.
 */
final class Engine {

    static final Duration SETTLING = Duration.ofMinutes(1);

    /** Without a heartbeat for so long, others take over. */
    static final Duration DEAD = Duration.ofSeconds(20);

    static final Patience PATIENCE =
            new Patience(
                    SETTLING,
                    Wire.LIMIT,
                    3,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(6),
                    Duration.ofMinutes(12),
                    Duration.ofMinutes(10));

    private static final Duration IMAGE_VOLUME_DEADLINE = Duration.ofMinutes(2);

    /** Making the image volume has a time of its own. */
    static final Duration LONGEST_STEP = PATIENCE.stepLimit().plus(IMAGE_VOLUME_DEADLINE);

    private static final Duration LOCATION_DEADLINE = Duration.ofMinutes(1);

    private static final class Task {
        private final UUID run;
        private Instant due;
        private @Nullable Turn holder;

        private Task(UUID run, Instant due) {
            this.run = run;
            this.due = due;
        }
    }

    private final Time time;
    private final Chance chance;
    private final Weather weather;
    private final Story story;
    private final Wire wire;
    private final SimulatedCloud cloud;
    private final WatchedRuns runs;
    private final Supplier<UUID> imageIds;
    private final Map<UUID, Task> tasks = new LinkedHashMap<>();
    private final List<Process> processes = new ArrayList<>();
    private int started;

    Engine(
            Scene scene,
            Wire wire,
            SimulatedCloud cloud,
            WatchedRuns runs,
            Supplier<UUID> imageIds) {
        this.time = scene.time();
        this.chance = scene.chance();
        this.weather = scene.weather();
        this.story = scene.story();
        this.wire = wire;
        this.cloud = cloud;
        this.runs = runs;
        this.imageIds = imageIds;
        for (int i = 0; i < weather.processes(); i++) {
            processes.add(newProcess());
        }
    }

    private Process newProcess() {
        var clock = time.shown();
        var ladder =
                new LadderSettings(
                        weather.auto(),
                        weather.imageVolumes(),
                        null,
                        IMAGE_VOLUME_DEADLINE,
                        LOCATION_DEADLINE);
        var plan =
                SnapshotPlan.of(
                        cloud,
                        cloud.volumes(),
                        cloud.images(),
                        cloud,
                        runs,
                        new SnapshotSettings(true, Set.of("private"), Set.of(), ladder),
                        new Experience(clock, Duration.ofMinutes(15)),
                        imageIds);
        return new Process(
                "p" + started++,
                new Runner<>(plan, new Decider<>(plan, PATIENCE), runs, clock),
                new Snapshots(plan, PATIENCE, runs, clock, chance::uuid));
    }

    /** Some process that answers requests; empty while none does. */
    Optional<Process> anyone() {
        var living = processes.stream().filter(Process::lives).toList();
        return living.isEmpty() ? Optional.empty() : Optional.of(chance.oneOf(living));
    }

    void woken(Run<?> run) {
        var task = tasks.computeIfAbsent(run.id(), id -> new Task(id, time.instant()));
        if (task.holder == null) {
            task.due = time.instant();
        }
    }

    boolean isHeldBy(UUID run, Turn turn) {
        var task = tasks.get(run);
        return task != null && task.holder == turn;
    }

    /** When something is to be done here next; empty if never, or not before something else. */
    Optional<Instant> next() {
        return nextTask().map(this::dueAt);
    }

    private Optional<Task> nextTask() {
        return tasks.values().stream()
                .filter(task -> task.holder == null ? worker().isPresent() : isLost(task.holder))
                .min(Comparator.comparing(this::dueAt));
    }

    private Instant dueAt(Task task) {
        return task.holder == null ? task.due : task.holder.lastBeat().plus(DEAD);
    }

    /** Nobody writes its heartbeats any more. */
    private static boolean isLost(Turn holder) {
        return !holder.process.lives();
    }

    private Optional<Process> worker() {
        var working = processes.stream().filter(Process::works).toList();
        return working.isEmpty() ? Optional.empty() : Optional.of(working.getFirst());
    }

    /** Does what is due first. */
    void act() {
        var task = nextTask().orElseThrow();
        var holder = task.holder;
        if (holder != null) {
            story.tell("     %s is taken for dead", holder);
            task.holder = null;
            task.due = time.instant();
            return;
        }
        var working = processes.stream().filter(Process::works).toList();
        carryOut(task, chance.oneOf(working));
    }

    private void carryOut(Task task, Process process) {
        var turn = new Turn(process, task.run, this, time.instant());
        task.holder = turn;
        var before = wire.speaking(turn);
        try {
            var rest =
                    Hands.carryOut(
                            process.runner,
                            task.run,
                            () -> turn.held(time.instant()),
                            process::isEnding);
            if (!process.isDead() && task.holder == turn) {
                putDown(task, rest);
            }
        } catch (Died killed) {
            story.tell("%s  dies", turn);
        } finally {
            wire.speaking(before);
            replaceIfEnded(process);
        }
    }

    private void putDown(Task task, Hands.PutDown rest) {
        task.holder = null;
        if (rest.changed()) {
            task.due = time.instant();
        } else if (rest.due().isEmpty()) {
            tasks.remove(task.run);
        } else {
            var due = time.whenShown(rest.due().get());
            task.due = chance.of(0.03) ? time.instant() : due; // delivered once too often
        }
    }

    /** It will not know what happens, and nobody will hear of it. */
    void standStill(Process process) {
        heldBy(process).forEach(turn -> turn.beat(time.instant()));
        process.standStill();
    }

    void goOn(Process process) {
        process.goOn(time.instant().plus(chance.upTo(DEAD.dividedBy(4))));
    }

    /** It ends what it has in hand; then another one is started. */
    void end(Process process) {
        process.end();
        replaceIfEnded(process);
    }

    private void replaceIfEnded(Process process) {
        if (process.isEnding() && heldBy(process).isEmpty()) {
            replace(process);
        }
    }

    private List<Turn> heldBy(Process process) {
        return tasks.values().stream()
                .map(task -> task.holder)
                .filter(Objects::nonNull)
                .filter(turn -> turn.process == process)
                .toList();
    }

    List<Process> processes() {
        return List.copyOf(processes);
    }

    /** Another one is started at once. Where it is alone, it lets go what the dead one had. */
    void kill(Process process) {
        process.die();
        replace(process);
    }

    private void replace(Process process) {
        var place = processes.indexOf(process);
        if (place < 0) {
            return;
        }
        processes.set(place, newProcess());
        if (weather.processes() == 1) {
            tasks.values().stream()
                    .filter(task -> task.holder != null && task.holder.process == process)
                    .forEach(task -> {
                        task.holder = null;
                        task.due = time.instant();
                    });
        }
    }
}
