package io.stillframe.snapshot;

import io.stillframe.snapshot.Image.Status;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives the queued image its location. Whoever deletes an image deletes the volume at its location,
 * too, so that is only ever something that this run has made.
 *
 * @param store the name of Glance's Cinder store where there are several; null where there is one
 * @param deadline for a location that was accepted to be looked at
 */
record AddLocation(
        Images images, Experience experience, @Nullable String store, Duration deadline) {

    private static final String SCHEME = "cinder://";

    /**
     * @param id of the volume snapshot or image volume
     */
    Outcome<ServerSnapshot> of(String id, Run<ServerSnapshot> run) {
        var facts = run.facts();
        var image = facts.ownImage();
        var key = "location:%s:%s".formatted(image.id(), id);
        var accepted = facts.climb().accepted();
        if (accepted != null || run.wasAsked(key)) {
            switch (status(image.id())) {
                case ACTIVE -> {
                    return arrived(facts);
                }
                case QUEUED, SAVING, IMPORTING, UPLOADING, UNKNOWN -> {
                    if (accepted != null) {
                        return awaited(run, accepted.plus(deadline).isAfter(run.now()));
                    }
                }
                case DEACTIVATED, KILLED, DELETED, PENDING_DELETE -> throw changed(image.id());
            }
        }
        return run.ask(facts, Set.of(key), () -> send(run, image.id(), id));
    }

    private Outcome<ServerSnapshot> send(Run<ServerSnapshot> run, String imageId, String id) {
        var facts = run.facts();
        try {
            return switch (images.addLocation(imageId, url(id))) {
                case DONE -> arrived(facts);
                case ACCEPTED ->
                        new Outcome.NotYet<>(
                                facts.at(facts.climb().acceptedAt(run.now())),
                                run.pauseBetweenLooks());
            };
        } catch (Trouble trouble) {
            if (!LeaveRung.isDefinite(trouble.problem())) {
                throw trouble;
            }
            return refused(facts, imageId, trouble);
        }
    }

    private String url(String id) {
        return store == null ? SCHEME + id : SCHEME + store + "/" + id;
    }

    /** The next rung goes on with this image only if it is as it was before. */
    private Outcome<ServerSnapshot> refused(ServerSnapshot facts, String imageId, Trouble trouble) {
        return switch (status(imageId)) {
            case ACTIVE -> arrived(facts); // by a call before, whose reply was lost
            case QUEUED -> left(facts, trouble);
            case SAVING, IMPORTING, UPLOADING, UNKNOWN ->
                    LeaveRung.gaveUp(facts, why(facts, trouble, null));
            case DEACTIVATED, KILLED, DELETED, PENDING_DELETE -> throw changed(imageId);
        };
    }

    private Outcome<ServerSnapshot> left(ServerSnapshot facts, Trouble trouble) {
        var rung = facts.climb().rung();
        var problem = trouble.problem();
        if (LeaveRung.isClosed(problem)) {
            var why = why(facts, trouble, Ladder.OPEN_LOCATIONS);
            experience.refused(Rung.ROOT_SNAPSHOT, why);
            experience.refused(Rung.ROOT_VOLUME, why);
            return LeaveRung.strategyRefused(facts, why, problem.upstream());
        }
        var why = why(facts, trouble, Ladder.ADD_A_STORE);
        experience.refused(rung, why);
        return LeaveRung.refused(facts, why, problem.upstream());
    }

    private static Refusal why(ServerSnapshot facts, Trouble trouble, @Nullable String remedy) {
        return LeaveRung.because(facts.climb().rung(), trouble, remedy);
    }

    /** Glance looks at what it has accepted later, and says nothing if it finds nothing there. */
    private Outcome<ServerSnapshot> awaited(Run<ServerSnapshot> run, boolean inTime) {
        if (inTime) {
            return new Outcome.NotYet<>(run.facts(), run.pauseBetweenLooks());
        }
        var why =
                new Refusal(
                        Strategy.ROOT_LOCATION,
                        "Glance accepted the location of image %s, but did not make it active within %d s (stillframe.location-deadline)."
                                .formatted(run.facts().imageId(), deadline.toSeconds()),
                        Ladder.ADD_A_STORE);
        experience.refused(run.facts().climb().rung(), why);
        return LeaveRung.gaveUp(run.facts(), why);
    }

    private Outcome<ServerSnapshot> arrived(ServerSnapshot facts) {
        var rung = facts.climb().rung();
        experience.worked(rung);
        if (rung == Rung.PROBE_VOLUME) {
            return new Outcome.NotYet<>(
                    facts.as(facts.ownImage().notWanted()).at(facts.climb().passed()),
                    Duration.ZERO,
                    "Glance takes volumes as locations");
        }
        return new Outcome.Done<>(
                facts.at(facts.climb().arrived()),
                "image %s is active; its location is %s"
                        .formatted(
                                facts.imageId(),
                                rung == Rung.ROOT_SNAPSHOT
                                        ? "the root's volume snapshot"
                                        : "an image volume"));
    }

    private Status status(String imageId) {
        return images.find(imageId).map(Image::status).orElse(Status.DELETED);
    }

    private static Trouble changed(String imageId) {
        return new Trouble(
                ProblemType.IMAGE_CHANGED.refusal(
                        "Image %s is no longer queued; somebody has changed it."
                                .formatted(imageId)));
    }
}
