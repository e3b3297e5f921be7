package io.stillframe.snapshot;

import io.stillframe.snapshot.Climb.ImageVolume;
import io.stillframe.snapshot.Volumes.NewVolume;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Volumes made to be the location of an image: of the root's volume snapshot, or empty ones to
 * probe with.
 *
 * @param deadline for making one, which can be a copy of the whole disk
 */
record ImageVolumes(Volumes volumes, Experience experience, Duration deadline) {

    private static final int PROBE_GIB = 1;

    /** Those of this run that there are; no call where it never asked for one. */
    List<Volume> of(Run<ServerSnapshot> run) {
        return run.facts().climb().madeVolumes()
                ? volumes.volumesMarked(run.id()).stream()
                        .filter(volume -> isOurs(volume, run.facts()))
                        .toList()
                : List.of();
    }

    /** The mark can be copied by hand; what it was made from cannot. */
    private static boolean isOurs(Volume volume, ServerSnapshot facts) {
        var origin = volume.snapshotId();
        return origin == null
                ? volume.sizeGib() == PROBE_GIB
                : origin.equals(facts.root().snapshotId());
    }

    /**
     * Makes the volume of the present rung, waits for it, and goes on with its id. Past the
     * deadline, or if Cinder cannot make it, the rung is left.
     */
    Outcome<ServerSnapshot> made(
            Run<ServerSnapshot> run, Function<String, Outcome<ServerSnapshot>> then) {
        var facts = run.facts();
        var known = facts.climb().volume();
        var there = chosen(known, of(run));
        if (there.isEmpty()) {
            return known == null || known.id() == null ? ask(run) : waited(run, known);
        }
        var volume = there.get();
        var asked = known == null ? run.now() : known.asked();
        var found = new ImageVolume(volume.id(), asked);
        var knowing = run.knowing(facts.at(facts.climb().with(found)));
        return switch (volume.status()) {
            case "available" ->
                    found.equals(known)
                            ? then.apply(volume.id())
                            // stored first, so that it is known whatever comes of the location
                            : new Outcome.NotYet<>(knowing.facts(), Duration.ZERO);
            case "error" -> LeaveRung.refused(knowing.facts(), failed(facts, volume), null);
            default -> waited(knowing, found);
        };
    }

    /**
     * The one that is known; else the best of those seen: more than one is seen only when a call
     * took effect late.
     */
    private static Optional<Volume> chosen(@Nullable ImageVolume known, List<Volume> seen) {
        var id = known == null ? null : known.id();
        return seen.stream()
                .filter(volume -> id == null || id.equals(volume.id()))
                .min(
                        Comparator.comparing(
                                        (Volume volume) -> !volume.status().equals("available"))
                                .thenComparing(Volume::id));
    }

    private Outcome<ServerSnapshot> ask(Run<ServerSnapshot> run) {
        var facts = run.facts();
        var climb = facts.climb();
        var asking = climb.volume() == null ? facts.at(climb.asking(run.now())) : facts;
        return run.ask(
                asking,
                Set.of(key(climb.rung())),
                () -> {
                    try {
                        var volume = volumes.make(run.id(), wanted(asking));
                        var made = new ImageVolume(volume.id(), run.now());
                        return new Outcome.NotYet<>(
                                asking.at(asking.climb().with(made)),
                                run.pauseBetweenLooks(),
                                "asked for volume %s".formatted(volume.id()));
                    } catch (Trouble trouble) {
                        return refused(asking, trouble);
                    }
                });
    }

    private static Outcome<ServerSnapshot> refused(ServerSnapshot facts, Trouble trouble) {
        var problem = trouble.problem();
        if (!LeaveRung.isDefinite(problem)) {
            throw trouble;
        }
        return LeaveRung.refused(
                facts, LeaveRung.because(facts.climb().rung(), trouble, null), problem.upstream());
    }

    private Outcome<ServerSnapshot> waited(Run<ServerSnapshot> run, ImageVolume volume) {
        if (run.now().isBefore(volume.asked().plus(deadline))) {
            return new Outcome.NotYet<>(run.facts(), run.pauseBetweenLooks());
        }
        var why =
                new Refusal(
                        Strategy.ROOT_LOCATION,
                        "Making volume %s for the image took longer than %d s."
                                .formatted(volume.id(), deadline.toSeconds()),
                        "An operator can set a longer stillframe.image-volume-deadline.");
        experience.refused(run.facts().climb().rung(), why);
        return LeaveRung.refused(run.facts(), why, null);
    }

    private Refusal failed(ServerSnapshot facts, Volume volume) {
        var words = volumes.reasonOf(volume.id()).map(" Cinder says: %s"::formatted).orElse("");
        return new Refusal(
                facts.climb().rung().strategy(),
                "Volume %s, made for the image, went to error instead of available.%s"
                        .formatted(volume.id(), words),
                null);
    }

    private static NewVolume wanted(ServerSnapshot facts) {
        var root = facts.root();
        var description =
                "Stillframe image volume of server %s".formatted(facts.request().serverId());
        return facts.climb().rung() == Rung.PROBE_VOLUME
                ? new NewVolume(null, PROBE_GIB, root.volumeType(), facts.name(), description)
                : new NewVolume(
                        Objects.requireNonNull(root.snapshotId(), "it is there by now"),
                        root.sizeGib(),
                        null,
                        facts.name(),
                        description);
    }

    /** Done when none is left; only while no image can take one any more. */
    Outcome<ServerSnapshot> removed(Run<ServerSnapshot> run) {
        var facts = run.facts();
        if (!facts.climb().madeVolumes()) {
            return run.done();
        }
        var left = of(run);
        if (left.isEmpty()) {
            return Set.of(Rung.PROBE_VOLUME, Rung.ROOT_VOLUME).stream()
                            .anyMatch(rung -> run.mayStillAppear(key(rung)))
                    ? new Outcome.NotYet<>(facts, run.pauseToSettle())
                    : new Outcome.Done<>(
                            facts.at(facts.climb().with(null)), "no image volume is left");
        }
        return Removal.ofVolumes(volumes, left).outcome(run, facts);
    }

    /** Why Cinder does not let go of the image's volume, as sentences; empty if it should. */
    List<String> blockers(ServerSnapshot facts) {
        var id = facts.climb().volumeId();
        return id == null
                ? List.of()
                : volumes.dependents(id).stream()
                        .map(child ->
                                "The %s %s (%s) was made from image volume %s and keeps it from being deleted; delete that first."
                                        .formatted(child.kind(), child.id(), child.name(), id))
                        .toList();
    }

    private static String key(Rung rung) {
        return rung == Rung.PROBE_VOLUME ? "probe-volume" : "image-volume";
    }
}
