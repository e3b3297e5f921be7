package io.stillframe.snapshot;

import io.stillframe.snapshot.Image.Status;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Problem;
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

    /** Answers that say that the call itself is closed to us, whatever is asked for. */
    private static final Set<Integer> CLOSED = Set.of(403, 404, 405, 501);

    /** The store cannot resolve what the location names. */
    private static final int INVALID = 400;

    /**
     * @param id of the volume snapshot or image volume
     */
    Outcome<ServerSnapshot> of(String id, Run<ServerSnapshot> run) {
        var facts = run.facts();
        var image = facts.ownImage();
        var key = key(image.id(), id);
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
        var askedBefore = run.wasAsked(key);
        return run.ask(facts, Set.of(key), () -> send(run, image.id(), id, askedBefore));
    }

    private static String key(String imageId, String id) {
        return "location:%s:%s".formatted(imageId, id);
    }

    /** Whether the run's image may get that location yet, or may have got it. */
    static boolean isAskedFor(String id, Run<ServerSnapshot> run) {
        var facts = run.facts();
        return facts.climb().accepted() != null || run.wasAsked(key(facts.ownImage().id(), id));
    }

    private Outcome<ServerSnapshot> send(
            Run<ServerSnapshot> run, String imageId, String id, boolean askedBefore) {
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
            return refused(run, imageId, trouble, askedBefore);
        }
    }

    private String url(String id) {
        return store == null ? SCHEME + id : SCHEME + store + "/" + id;
    }

    /**
     * The next rung goes on with this image only if it is as it was before, and no call is about of
     * which it is not known whether Glance has accepted it.
     */
    private Outcome<ServerSnapshot> refused(
            Run<ServerSnapshot> run, String imageId, Trouble trouble, boolean askedBefore) {
        var facts = run.facts();
        var problem = trouble.problem();
        return switch (status(imageId)) {
            case ACTIVE -> arrived(facts); // by a call before, whose reply was lost
            case QUEUED -> askedBefore ? gaveUp(facts, problem) : left(facts, problem);
            case SAVING, IMPORTING, UPLOADING, UNKNOWN -> gaveUp(facts, problem);
            case DEACTIVATED, KILLED, DELETED, PENDING_DELETE -> throw changed(imageId);
        };
    }

    private static Outcome<ServerSnapshot> gaveUp(ServerSnapshot facts, Problem problem) {
        return LeaveRung.gaveUp(facts, why(problem.detail(), null), problem);
    }

    private Outcome<ServerSnapshot> left(ServerSnapshot facts, Problem problem) {
        var upstream = problem.upstream();
        var status = upstream == null ? 0 : upstream.status();
        if (CLOSED.contains(status)) {
            learn(Rung.ROOT_SNAPSHOT, upstream, Ladder.OPEN_LOCATIONS);
            learn(Rung.ROOT_VOLUME, upstream, Ladder.OPEN_LOCATIONS);
            return LeaveRung.strategyRefused(
                    facts, why(problem.detail(), Ladder.OPEN_LOCATIONS), problem);
        }
        if (status == INVALID) {
            learn(facts.climb().rung(), upstream, Ladder.ADD_A_STORE);
        }
        var remedy = status == INVALID ? Ladder.ADD_A_STORE : null;
        return LeaveRung.refused(facts, why(problem.detail(), remedy), problem);
    }

    /** Without the ids of this image: others will read it. */
    private void learn(Rung rung, Problem.@Nullable Upstream upstream, String remedy) {
        if (upstream != null) {
            var words =
                    "Glance answered %d, \"%s\", when a location was tried here before."
                            .formatted(upstream.status(), upstream.message());
            experience.refused(rung, why(words, remedy));
        }
    }

    private static StrategyRefusal why(String reason, @Nullable String remedy) {
        return new StrategyRefusal(Strategy.ROOT_LOCATION, reason, remedy);
    }

    /** Glance looks at what it has accepted later, and says nothing if it finds nothing there. */
    private Outcome<ServerSnapshot> awaited(Run<ServerSnapshot> run, boolean inTime) {
        if (inTime) {
            return new Outcome.NotYet<>(run.facts(), run.pauseBetweenLooks());
        }
        var why =
                why(
                        "Glance accepted a location, but did not make the image active within %d s (stillframe.location-deadline)."
                                .formatted(deadline.toSeconds()),
                        Ladder.ADD_A_STORE);
        experience.refused(run.facts().climb().rung(), why);
        return LeaveRung.gaveUp(run.facts(), why, null);
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
