package io.stillframe.openstack;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads things by their ids: one page of a list is cheaper than a call for each, and what few are
 * not on it are read one by one.
 *
 * @param onePage the newest, as many as fit on a page
 * @param one empty for one that does not exist
 */
record ByIds<T>(
        Function<T, String> id,
        Mono<List<T>> onePage,
        Mono<List<T>> all,
        Function<String, Mono<T>> one) {

    static final int ON_A_PAGE = 200;

    private static final int SIDE_BY_SIDE = 10;
    private static final int A_FEW = 20;

    Mono<List<T>> find(Collection<String> ids) {
        var wanted = Set.copyOf(ids);
        if (wanted.size() <= 1) {
            return each(wanted);
        }
        return onePage.map(page -> those(page, wanted))
                .flatMap(there -> {
                    var missing = missing(wanted, there);
                    return missing.size() > A_FEW
                            ? all.map(everything -> those(everything, wanted))
                            : each(missing).map(more -> joined(there, more));
                });
    }

    private List<T> those(List<T> listed, Set<String> wanted) {
        return listed.stream().filter(item -> wanted.contains(id.apply(item))).toList();
    }

    private Collection<String> missing(Set<String> wanted, List<T> there) {
        var found = there.stream().map(id).collect(Collectors.toSet());
        return wanted.stream().filter(each -> !found.contains(each)).toList();
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private Mono<List<T>> each(Collection<String> ids) {
        return Flux.fromIterable(ids).flatMap(one, SIDE_BY_SIDE).collectList();
    }
}
