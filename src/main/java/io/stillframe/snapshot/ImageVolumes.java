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
record ImageVolumes<F extends OneImage<F>>(
        Volumes volumes, Experience experience, Duration deadline) {

    private static final int PROBE_GIB = 1;

    /** Those of this run that there are; no call where it never asked for one. */
    List<Volume> of(Run<F> run) {
        var facts = run.facts();
        var askedFor = facts.climb().askedVolumesFor();
        return askedFor.isEmpty()
                ? List.of()
                : volumes.volumesMarked(run.id()).stream()
                        .filter(volume ->
                                askedFor.stream().anyMatch(rung -> isOf(rung, volume, facts)))
                        .toList();
    }

    /**
     * A mark can be copied, as by restoring a backup: what the volume was made from must fit, and
     * of an empty one at least size and name.
     */
    private boolean isOf(Rung rung, Volume volume, F facts) {
        var origin = volume.snapshotId();
        return switch (rung) {
            case PROBE_VOLUME ->
                    origin == null
                            && volume.sizeGib() == PROBE_GIB
                            && volume.name().equals(facts.name());
            case ROOT_VOLUME -> {
                var root = facts.rootDisk();
                yield origin != null && root != null && origin.equals(root.snapshotId());
            }
            case ROOT_SNAPSHOT, EXTERNAL, EXTERNAL_AT_ONCE, ZERO_SIZE, EMPTY_UPLOAD -> false;
        };
    }

    /**
     * Makes the volume of the present rung, waits for it, and goes on with its id. Past the
     * deadline, or if Cinder cannot make it, the rung is left.
     */
    Outcome<F> made(Run<F> run, Function<String, Outcome<F>> then) {
        var facts = run.facts();
        var known = facts.climb().volume();
        var rung = facts.climb().rung();
        var ofRung = of(run).stream().filter(volume -> isOf(rung, volume, facts)).toList();
        var there = chosen(known, ofRung);
        if (there.isEmpty()) {
            return known == null || known.id() == null ? ask(run) : missed(run, known);
        }
        var volume = there.get();
        var asked = known == null ? run.now() : known.asked();
        var found = new ImageVolume(volume.id(), asked);
        var knowing = run.knowing(facts.at(facts.climb().with(found)));
        var isStored = found.equals(known);
        if (isStored && AddLocation.isAskedFor(volume.id(), run)) {
            // whatever has become of the volume, what counts now is whether the image has taken it
            return then.apply(volume.id());
        }
        return switch (volume.status()) {
            case "available" ->
                    isStored
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

    private Outcome<F> ask(Run<F> run) {
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

    private Outcome<F> refused(F facts, Trouble trouble) {
        var problem = trouble.problem();
        if (!LeaveRung.isDefinite(problem)) {
            throw trouble;
        }
        return LeaveRung.refused(facts, LeaveRung.because(facts.climb().rung(), problem), problem);
    }

    /** A list may lag behind for a while. */
    private Outcome<F> missed(Run<F> run, ImageVolume volume) {
        if (run.now().isBefore(volume.asked().plus(ServerSnapshot.MAY_LAG))) {
            return new Outcome.NotYet<>(run.facts(), run.pauseBetweenLooks());
        }
        var why =
                new StrategyRefusal(
                        Strategy.ROOT_LOCATION,
                        "Volume %s, made for the image, is gone; somebody has deleted it."
                                .formatted(volume.id()),
                        null);
        // the image may have been given it
        return LeaveRung.gaveUp(run.facts(), why, null);
    }

    private Outcome<F> waited(Run<F> run, ImageVolume volume) {
        if (run.now().isBefore(volume.asked().plus(deadline))) {
            return new Outcome.NotYet<>(run.facts(), run.pauseBetweenLooks());
        }
        var why =
                new StrategyRefusal(
                        Strategy.ROOT_LOCATION,
                        "Making volume %s for the image took longer than %d s."
                                .formatted(volume.id(), deadline.toSeconds()),
                        "An operator can set a longer stillframe.image-volume-deadline.");
        experience.refused(run.facts().climb().rung(), why);
        return LeaveRung.refused(run.facts(), why, null);
    }

    private StrategyRefusal failed(F facts, Volume volume) {
        var words = volumes.reasonOf(volume.id()).map(" Cinder says: %s"::formatted).orElse("");
        return new StrategyRefusal(
                facts.climb().rung().strategy(),
                "Volume %s, made for the image, went to error instead of available.%s"
                        .formatted(volume.id(), words),
                null);
    }

    private NewVolume wanted(F facts) {
        var root = Objects.requireNonNull(facts.rootDisk(), "the ladder starts with one");
        var description = "Stillframe image volume of " + facts.origin();
        return facts.climb().rung() == Rung.PROBE_VOLUME
                ? new NewVolume(null, PROBE_GIB, root.volumeType(), facts.name(), description)
                : new NewVolume(
                        root.knownSnapshotId(), root.sizeGib(), null, facts.name(), description);
    }

    /** Done when none is left; only while no image can take one any more. */
    Outcome<F> removed(Run<F> run) {
        return removed(run, of(run));
    }

    /**
     * The same for a rung that was left, but one that is still being made is not waited for: no
     * image was ever given it, and verifying or the last look removes it.
     */
    Outcome<F> removedButForUnmade(Run<F> run) {
        return removed(run, of(run).stream().filter(volume -> !volume.isBeingMade()).toList());
    }

    private Outcome<F> removed(Run<F> run, List<Volume> left) {
        var facts = run.facts();
        var climb = facts.climb();
        if (climb.askedVolumesFor().isEmpty()) {
            return run.done();
        }
        var seeing = facts.at(climb.seeing(left));
        if (left.isEmpty()) {
            return climb.askedVolumesFor().stream().anyMatch(rung -> run.mayStillAppear(key(rung)))
                    ? new Outcome.NotYet<>(seeing, run.pauseToSettle())
                    : new Outcome.Done<>(
                            seeing.at(seeing.climb().with(null)), "no image volume is left");
        }
        var removal = Removal.ofVolumes(volumes, left);
        return (removal.sentences().isEmpty() ? removal : removal.and(blockers(facts)))
                .outcome(run, seeing);
    }

    /** Why Cinder does not let go of the image's volume, as sentences; empty if it should. */
    List<String> blockers(F facts) {
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
