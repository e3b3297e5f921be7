package io.stillframe.openstack;

import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** Reads a list to its last page. */
final class Pages {

    /** Far more than any project has; a service that never ends is broken. */
    private static final int MOST = 10_000;

    private Pages() {}

    /**
     * @param next what the next page is asked with; null after the last one
     */
    record Page<T>(List<T> items, @Nullable String next) {}

    interface Reader<T> {
        Mono<Page<T>> after(@Nullable String marker);
    }

    static <T> Mono<List<T>> all(Reader<T> reader) {
        return Mono.defer(() -> {
            var seen = new HashSet<String>();
            return reader.after(null)
                    .expand(page -> next(reader, page, seen))
                    .concatMapIterable(Page::items)
                    .collectList();
        });
    }

    /** Empty after the last page. */
    static <T> Mono<Page<T>> next(Reader<T> reader, Page<T> page, Set<String> seen) {
        var marker = page.next();
        if (marker == null) {
            return Mono.empty();
        }
        if (!seen.add(marker) || seen.size() > MOST) {
            return Mono.error(new Trouble(endless(marker)));
        }
        return reader.after(marker).onErrorMap(Trouble.class, Pages::gone);
    }

    private static Problem endless(String marker) {
        return ProblemType.CLOUD_UNEXPECTED.refusal(
                "A list has no end: after " + marker + " its pages begin again.");
    }

    /**
     * The item at the end of the page before was deleted meanwhile: the list is to be read anew.
     */
    private static Trouble gone(Trouble trouble) {
        var problem = trouble.problem();
        var upstream = problem.upstream();
        if (upstream == null || (upstream.status() != 400 && upstream.status() != 404)) {
            return trouble;
        }
        return new Trouble(
                new Problem(problem.type(), problem.detail(), upstream, false, true, null),
                trouble);
    }

    /**
     * One of a service's {@code *_links}. Only the marker is taken from it: behind a proxy, its
     * address is often one that cannot be reached from here.
     */
    record Link(@Nullable String rel, @Nullable String href) {

        static @Nullable String nextMarker(@Nullable List<Link> links) {
            for (var link : Json.orEmpty(links)) {
                var href = link.href();
                if ("next".equals(link.rel()) && href != null) {
                    return UriComponentsBuilder.fromUriString(href)
                            .build()
                            .getQueryParams()
                            .getFirst("marker");
                }
            }
            return null;
        }
    }
}
