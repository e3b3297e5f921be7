package io.stillframe.openstack;

import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Changes that are made side by side and fail together: after the first failure none is started,
 * but those under way are awaited, so that it is known what happened to each.
 */
final class SideBySide {

    private SideBySide() {}

    static <W, T> Mono<List<T>> all(Collection<W> wanted, int most, Function<W, Mono<T>> change) {
        return Mono.defer(() -> {
            var failures = new ConcurrentLinkedQueue<Trouble>();
            return Flux.fromIterable(wanted)
                    .flatMap(
                            item ->
                                    failures.isEmpty()
                                            ? change.apply(item)
                                                    .onErrorResume(
                                                            Trouble.class, e -> kept(e, failures))
                                            : Mono.empty(),
                            most)
                    .collectList()
                    .flatMap(done ->
                            failures.isEmpty() ? Mono.just(done) : Mono.error(combined(failures)));
        });
    }

    private static <T> Mono<T> kept(Trouble trouble, Collection<Trouble> failures) {
        failures.add(trouble);
        return Mono.empty();
    }

    /** The worst case of each question; a definite no is told rather than one that may pass. */
    static Trouble combined(Collection<Trouble> failures) {
        var problems = failures.stream().map(Trouble::problem).toList();
        var told =
                problems.stream()
                        .filter(problem -> !problem.mayPass())
                        .findFirst()
                        .orElse(problems.getFirst());
        var others = new ArrayList<>(problems);
        others.remove(told);
        var combined =
                new Problem(
                        told.type(),
                        told.detail() + others(others),
                        told.upstream(),
                        problems.stream().anyMatch(Problem::mayHaveHappened),
                        problems.stream().allMatch(Problem::mayPass),
                        problems.stream()
                                .map(Problem::retryAfter)
                                .filter(Objects::nonNull)
                                .max(Duration::compareTo)
                                .orElse(null));
        var trouble = new Trouble(combined);
        failures.forEach(trouble::addSuppressed);
        return trouble;
    }

    private static String others(List<Problem> problems) {
        return switch (problems.size()) {
            case 0 -> "";
            case 1 -> " Another call failed, too: " + problems.getFirst().detail();
            default ->
                    " %d more calls failed, too; the first: %s"
                            .formatted(problems.size(), problems.getFirst().detail());
        };
    }
}
