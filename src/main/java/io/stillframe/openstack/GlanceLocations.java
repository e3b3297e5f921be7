package io.stillframe.openstack;

import io.stillframe.openstack.Call.Vouching;
import io.stillframe.snapshot.Images.Added;
import io.stillframe.snapshot.Images.Location;
import io.stillframe.snapshot.Images.Location.What;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/**
 * Adds locations to images by either of the ways that version 2 knows: the patch, which most clouds
 * keep closed to their users, and the call of its own that came with 2.17.
 */
final class GlanceLocations {

    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    /** The call of its own is listed from here on, which does not mean that it is open to us. */
    private static final Microversion OWN_CALL = Microversion.of("2.17");

    /** This way is closed or not there; what the location is worth has not been looked at. */
    private static final Set<Integer> CLOSED = Set.of(403, 404, 405, 501);

    private final Glance glance;
    private final boolean volumesVouchedFor;
    private final InstantSource clock;

    /** By project: one may be allowed what another is not. */
    private final Map<String, Closed> patchClosed = new ConcurrentHashMap<>();

    /**
     * @param volumesVouchedFor where an image volume becomes a location by the call of its own, our
     *     service token goes along with the caller's: Glance asks for the role service there
     */
    GlanceLocations(Glance glance, boolean volumesVouchedFor, InstantSource clock) {
        this.glance = glance;
        this.volumesVouchedFor = volumesVouchedFor;
        this.clock = clock;
    }

    private record Closed(Problem because, Instant until) {}

    Mono<Added> add(String id, Location location) {
        return glance.found()
                .flatMap(found -> hasOwnCall(found) ? byEither(id, location) : patch(id, location));
    }

    private static boolean hasOwnCall(Api.Found found) {
        return found.versions().stream()
                .flatMap(version -> Microversion.read(version).stream())
                .anyMatch(version -> version.major() == 2 && version.atLeast(OWN_CALL));
    }

    private Mono<Added> byEither(String id, Location location) {
        return Mono.deferContextual(context -> {
            var project = Await.rights(context).project();
            var closed = patchClosed.get(project);
            return closed != null && clock.instant().isBefore(closed.until())
                    ? post(id, location, closed.because())
                    : patch(id, location)
                            .onErrorResume(
                                    e -> e instanceof Trouble trouble && closed(trouble),
                                    e -> {
                                        var because = ((Trouble) e).problem();
                                        remember(project, because);
                                        return post(id, location, because);
                                    });
        });
    }

    private static boolean closed(Trouble trouble) {
        return CLOSED.contains(Sender.status(trouble));
    }

    /** Not a 404, which may speak of this one image. */
    private void remember(String project, Problem because) {
        var upstream = because.upstream();
        if (upstream != null && upstream.status() != 404) {
            patchClosed.put(project, new Closed(because, clock.instant().plus(REMEMBERED)));
        }
    }

    private Mono<Added> patch(String id, Location location) {
        var value = Map.of("url", location.url(), "metadata", Map.of());
        var add = Map.of("op", "add", "path", "/locations/-", "value", value);
        return glance.send(found ->
                        Call.patch(
                                        Service.IMAGE,
                                        GlanceV2Images.url(found, id),
                                        Content.imagePatch(List.of(add)),
                                        purpose(id, location))
                                .vouching(unlessChosen(location)))
                .thenReturn(Added.DONE);
    }

    private Mono<Added> post(String id, Location location, Problem patchRefused) {
        return glance.send(found ->
                        Call.post(
                                        Service.IMAGE,
                                        GlanceV2Images.url(found, id) + "/locations",
                                        Map.of("url", location.url()),
                                        purpose(id, location))
                                .vouching(
                                        location.what() == What.IMAGE_VOLUME && volumesVouchedFor
                                                ? Vouching.ALWAYS
                                                : unlessChosen(location)))
                .thenReturn(Added.ACCEPTED)
                .onErrorMap(Trouble.class, trouble -> afterBoth(patchRefused, trouble));
    }

    private static Vouching unlessChosen(Location location) {
        return location.what() == What.CALLERS_CHOICE ? Vouching.NEVER : Vouching.WHEN_EXPIRED;
    }

    private static String purpose(String id, Location location) {
        return "add location %s to image %s".formatted(location.url(), id);
    }

    /** An unclear end of the second call must stay what it is. */
    private static Trouble afterBoth(Problem first, Trouble second) {
        var problem = second.problem();
        if (problem.mayHaveHappened() || problem.mayPass()) {
            return second;
        }
        var both =
                new Problem(
                        problem.type(),
                        problem.detail() + before(first),
                        problem.upstream(),
                        false,
                        false,
                        null);
        return new Trouble(both, second);
    }

    /** Without what the earlier call was about: it may have been another image, of long ago. */
    private static String before(Problem patchRefused) {
        var upstream = patchRefused.upstream();
        return upstream == null
                ? ""
                : " To a PATCH it answered %d, \"%s\"."
                        .formatted(upstream.status(), upstream.message());
    }
}
