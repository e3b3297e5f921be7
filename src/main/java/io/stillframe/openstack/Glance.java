package io.stillframe.openstack;

import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Calls to a Glance by the versions of the Image API that it offers: found out first, and again
 * when an answer does not fit, because an upgrade takes away what was found.
 */
final class Glance {

    /** What a server says to a path that it does not know, as to an image that is not there. */
    private static final Set<Integer> NOT_THERE = Set.of(404, 405, 410);

    private final Api api;

    Glance(Api api) {
        this.api = api;
    }

    /** The version that answered is not the one that was asked: nothing was done. */
    private static final class VersionGone extends Trouble {
        VersionGone(Trouble told) {
            super(told.problem(), told);
        }
    }

    Mono<Set<ImageApi>> offered() {
        return api.found().map(Glance::offered);
    }

    private static Set<ImageApi> offered(Api.Found found) {
        var offered = EnumSet.noneOf(ImageApi.class);
        for (var version : found.versions()) {
            if (version.startsWith("v1")) {
                offered.add(ImageApi.V1);
            } else if (version.startsWith("v2")) {
                offered.add(ImageApi.V2);
            }
        }
        if (offered.isEmpty()) {
            throw new Trouble(
                    ProblemType.CLOUD_UNEXPECTED.refusal(
                            ("Glance at %s offers neither version 1 nor version 2 of the Image API,"
                                            + " but %s. Is this the address of its Image API?")
                                    .formatted(found.base(), said(found))));
        }
        return offered;
    }

    private static String said(Api.Found found) {
        return found.versions().isEmpty() ? "none at all" : String.join(", ", found.versions());
    }

    Mono<ImageApi> newest() {
        return offered().map(offered -> offered.contains(ImageApi.V2) ? ImageApi.V2 : ImageApi.V1);
    }

    /** What any version can do, by the newest. */
    <T> Mono<T> byNewest(Function<ImageApi, Mono<T>> operation) {
        return orByTheOther(newest().flatMap(operation));
    }

    /** What only that version can do. */
    <T> Mono<T> by(ImageApi wanted, Supplier<Mono<T>> operation) {
        return orByTheOther(
                offered()
                        .flatMap(offered ->
                                offered.contains(wanted)
                                        ? operation.get()
                                        : Mono.error(notOffered(wanted))));
    }

    private static Trouble notOffered(ImageApi wanted) {
        return new Trouble(
                ProblemType.STRATEGY_UNAVAILABLE.refusal(
                        "Glance does not offer version %s of the Image API here."
                                .formatted(wanted == ImageApi.V1 ? "1" : "2")));
    }

    /** Once: if the versions change again meanwhile, that is for the caller to hear. */
    private <T> Mono<T> orByTheOther(Mono<T> operation) {
        return api.found()
                .flatMap(known ->
                        operation.onErrorResume(
                                Trouble.class,
                                trouble ->
                                        trouble instanceof VersionGone
                                                ? operation
                                                : unlessUnreadable(trouble, known, operation)));
    }

    /** A change that was answered may have been made, in whatever words that was said. */
    private <T> Mono<T> unlessUnreadable(Trouble trouble, Api.Found known, Mono<T> operation) {
        return unreadable(trouble.problem())
                ? changed(known)
                        .flatMap(changed ->
                                changed && !trouble.problem().mayHaveHappened()
                                        ? operation
                                        : Mono.error(trouble))
                : Mono.error(trouble);
    }

    private static boolean unreadable(Problem problem) {
        var upstream = problem.upstream();
        return upstream != null && upstream.status() >= 200 && upstream.status() < 300;
    }

    /** An answer that is not the version's own is believed only if the version is still there. */
    Mono<Answer> send(Function<Api.Found, Call> call) {
        return api.found().flatMap(known -> send(call.apply(known), known));
    }

    private Mono<Answer> send(Call call, Api.Found known) {
        return api.send(call)
                .onErrorResume(
                        e -> e instanceof Trouble trouble && foreign(trouble.problem()),
                        e -> unlessChanged(known, (Trouble) e, Mono.error(e)))
                .flatMap(answer ->
                        answer.successful() || !foreign(answer.status(), answer.requestId())
                                ? Mono.just(answer)
                                : unlessChanged(known, answer.trouble(), Mono.just(answer)));
    }

    private Mono<Answer> unlessChanged(Api.Found known, Trouble trouble, Mono<Answer> believed) {
        return changed(known)
                .flatMap(changed -> changed ? Mono.error(new VersionGone(trouble)) : believed);
    }

    private static boolean foreign(Problem problem) {
        var upstream = problem.upstream();
        return upstream != null && foreign(upstream.status(), upstream.requestId());
    }

    /**
     * 300 is the root's answer to a version that it does not know. What both versions themselves
     * answer has a request id, what the root or a web server before it answers has none.
     */
    private static boolean foreign(int status, @Nullable String requestId) {
        return status == 300 || (requestId == null && NOT_THERE.contains(status));
    }

    private Mono<Boolean> changed(Api.Found known) {
        return api.lookAgain(known).map(now -> !offered(now).equals(offered(known)));
    }

    Mono<Api.Found> found() {
        return api.found();
    }

    Mono<String> projectId() {
        return api.projectId();
    }
}
