package io.stillframe.openstack;

import io.stillframe.snapshot.Images.Added;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
    private final InstantSource clock;
    private volatile @Nullable Closed patchClosed;

    GlanceLocations(Glance glance, InstantSource clock) {
        this.glance = glance;
        this.clock = clock;
    }

    private record Closed(Problem because, Instant until) {}

    Mono<Added> add(String id, String url) {
        return glance.found()
                .flatMap(found -> hasOwnCall(found) ? byEither(id, url) : patch(id, url));
    }

    private static boolean hasOwnCall(Api.Found found) {
        return found.versions().stream()
                .flatMap(version -> Microversion.read(version).stream())
                .anyMatch(version -> version.major() == 2 && version.atLeast(OWN_CALL));
    }

    private Mono<Added> byEither(String id, String url) {
        return Mono.defer(() -> {
            var closed = patchClosed;
            return closed != null && clock.instant().isBefore(closed.until())
                    ? post(id, url, closed.because())
                    : patch(id, url)
                            .onErrorResume(
                                    e -> e instanceof Trouble trouble && closed(trouble),
                                    e -> {
                                        var because = ((Trouble) e).problem();
                                        remember(because);
                                        return post(id, url, because);
                                    });
        });
    }

    private static boolean closed(Trouble trouble) {
        return CLOSED.contains(Sender.status(trouble));
    }

    /** Not a 404, which may speak of this one image. */
    private void remember(Problem because) {
        var upstream = because.upstream();
        if (upstream != null && upstream.status() != 404) {
            patchClosed = new Closed(because, clock.instant().plus(REMEMBERED));
        }
    }

    private Mono<Added> patch(String id, String url) {
        var location = Map.of("url", url, "metadata", Map.of());
        var add = Map.of("op", "add", "path", "/locations/-", "value", location);
        return glance.send(found ->
                        Call.patch(
                                Service.IMAGE,
                                GlanceV2Images.url(found, id),
                                Content.imagePatch(List.of(add)),
                                purpose(id, url)))
                .thenReturn(Added.DONE);
    }

    private Mono<Added> post(String id, String url, Problem patchRefused) {
        return glance.send(found ->
                        Call.post(
                                Service.IMAGE,
                                GlanceV2Images.url(found, id) + "/locations",
                                Map.of("url", url),
                                purpose(id, url)))
                .thenReturn(Added.ACCEPTED)
                .onErrorMap(Trouble.class, trouble -> afterBoth(patchRefused, trouble));
    }

    private static String purpose(String id, String url) {
        return "add location %s to image %s".formatted(url, id);
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
