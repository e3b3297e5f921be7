package io.stillframe.snapshot;

import io.stillframe.snapshot.Image.Status;
import io.stillframe.snapshot.Images.Location;
import io.stillframe.snapshot.Images.Location.What;
import io.stillframe.snapshot.NewImage.ExternalData;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives the queued image its location. Whoever deletes an image deletes the volume at its location,
 * too, so in Cinder that is only ever something that this run has made.
 *
 * @param store the name of Glance's Cinder store where there are several; null where there is one
 * @param deadline for a location that was accepted to be looked at
 * @param volumesVouchedFor our service token goes along where an image volume becomes a location
 */
record AddLocation<F extends OneImage<F>>(
        Images images,
        Experience experience,
        @Nullable String store,
        Duration deadline,
        boolean volumesVouchedFor) {

    private static final String SCHEME = "cinder://";

    /** Answers that say that the call itself is closed to us, whatever is asked for. */
    private static final Set<Integer> CLOSED = Set.of(403, 404, 405, 501);

    private static final String REACHABLE =
            "Glance itself has to reach the address, which has to tell the length of the data, and Glance's http store has to be enabled.";

    /** The store cannot resolve what the location names. */
    private static final int INVALID = 400;

    /**
     * A location of the run's image.
     *
     * @param name in the key of what was asked for: the id of the volume snapshot or image volume,
     *     or {@code external}
     */
    record Place(String name, Location location) {

        static Place elsewhere(ExternalData data) {
            return new Place("external", new Location(data.url(), What.CALLERS_CHOICE));
        }
    }

    Place ofSnapshot(String id) {
        return inCinder(id, What.VOLUME_SNAPSHOT);
    }

    Place ofImageVolume(String id) {
        return inCinder(id, What.IMAGE_VOLUME);
    }

    private Place inCinder(String id, What what) {
        var url = store == null ? SCHEME + id : SCHEME + store + "/" + id;
        return new Place(id, new Location(url, what));
    }

    Outcome<F> of(Place place, Run<F> run) {
        var facts = run.facts();
        var image = facts.ownImage();
        var key = key(image.id(), place.name());
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
        return run.ask(
                facts, Set.of(key), () -> send(run, image.id(), place.location(), askedBefore));
    }

    private static String key(String imageId, String location) {
        return "location:%s:%s".formatted(imageId, location);
    }

    /** Whether the run's image may get that location yet, or may have got it. */
    static <F extends OneImage<F>> boolean isAskedFor(String id, Run<F> run) {
        var facts = run.facts();
        return facts.climb().accepted() != null || run.wasAsked(key(facts.ownImage().id(), id));
    }

    private Outcome<F> send(Run<F> run, String imageId, Location location, boolean askedBefore) {
        var facts = run.facts();
        try {
            return switch (images.addLocation(imageId, location)) {
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

    /**
     * The next rung goes on with this image only if it is as it was before, and no call is about of
     * which it is not known whether Glance has accepted it.
     */
    private Outcome<F> refused(Run<F> run, String imageId, Trouble trouble, boolean askedBefore) {
        var facts = run.facts();
        var problem = trouble.problem();
        return switch (status(imageId)) {
            case ACTIVE -> arrived(facts); // by a call before, whose reply was lost
            case QUEUED -> askedBefore ? gaveUp(facts, problem) : left(facts, problem);
            case SAVING, IMPORTING, UPLOADING, UNKNOWN -> gaveUp(facts, problem);
            case DEACTIVATED, KILLED, DELETED, PENDING_DELETE -> throw changed(imageId);
        };
    }

    private Outcome<F> gaveUp(F facts, Problem problem) {
        return LeaveRung.gaveUp(facts, why(problem.detail(), null), problem);
    }

    private Outcome<F> left(F facts, Problem problem) {
        var upstream = problem.upstream();
        var status = upstream == null ? 0 : upstream.status();
        if (isExternal(facts)) {
            // says nothing of locations in Cinder
            return LeaveRung.refused(
                    facts, why(problem.detail(), remedyElsewhere(status)), problem);
        }
        if (CLOSED.contains(status) && volumesVouchedFor && rung(facts) == Rung.ROOT_SNAPSHOT) {
            // with our service token along, an image volume may pass where this one did not
            learn(Rung.ROOT_SNAPSHOT, upstream, Ladder.OPEN_LOCATIONS);
            return LeaveRung.refused(facts, why(problem.detail(), Ladder.OPEN_LOCATIONS), problem);
        }
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

    private boolean isExternal(F facts) {
        return rung(facts).isExternal();
    }

    private Rung rung(F facts) {
        return facts.climb().rung();
    }

    private static @Nullable String remedyElsewhere(int status) {
        if (CLOSED.contains(status)) {
            return Ladder.OPEN_LOCATIONS;
        }
        return status == INVALID ? REACHABLE : null;
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
    private Outcome<F> awaited(Run<F> run, boolean inTime) {
        if (inTime) {
            return new Outcome.NotYet<>(run.facts(), run.pauseBetweenLooks());
        }
        var why =
                why(
                        "Glance accepted a location, but did not make the image active within %d s (stillframe.location-deadline)."
                                .formatted(deadline.toSeconds()),
                        isExternal(run.facts()) ? REACHABLE : Ladder.ADD_A_STORE);
        if (!isExternal(run.facts())) {
            experience.refused(run.facts().climb().rung(), why);
        }
        return LeaveRung.gaveUp(run.facts(), why, null);
    }

    private Outcome<F> arrived(F facts) {
        var rung = facts.climb().rung();
        if (!isExternal(facts)) {
            experience.worked(rung);
        }
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
                                switch (rung) {
                                    case ROOT_SNAPSHOT -> "the root's volume snapshot";
                                    case EXTERNAL -> "elsewhere";
                                    default -> "an image volume";
                                }));
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
