package io.stillframe.openstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageFilter;
import io.stillframe.snapshot.Images;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/**
 * One page of ours out of as many of Glance's as it takes: Glance's filters let pass more than what
 * is wanted, so every image is held against the filter here.
 */
final class GlanceList {

    /** Smaller pages would be many where only few images on each are wanted. */
    private static final int FEW = 50;

    /** Images with long mappings must still fit into one answer. */
    private static final int MANY = 200;

    /** Versions differ in when they show these; none of them is an image any more. */
    private static final Set<Image.Status> GONE =
            Set.of(Image.Status.KILLED, Image.Status.DELETED, Image.Status.PENDING_DELETE);

    private final int pageSize;

    GlanceList(int pageSize) {
        this.pageSize = Math.min(pageSize, MANY);
    }

    /** A page of Glance's. */
    interface Reader {
        Mono<Pages.Page<Image>> read(int limit, @Nullable String marker);
    }

    Mono<Images.Page> page(ImageFilter filter, int limit, @Nullable String marker, Reader reader) {
        int first = Math.min(pageSize, Math.max(FEW, limit + 1));
        return Mono.defer(() -> {
            var found = new ArrayList<Image>();
            var seen = new HashSet<String>();
            return reader.read(first, marker)
                    .onErrorMap(Trouble.class, trouble -> ofMarker(trouble, marker))
                    .doOnNext(page -> keep(page, filter, found))
                    .expand(page ->
                            found.size() > limit
                                    ? Mono.empty()
                                    : Pages.next(after -> reader.read(pageSize, after), page, seen)
                                            .doOnNext(next -> keep(next, filter, found)))
                    .last()
                    .map(last -> page(found, limit, last.next() != null));
        });
    }

    private static void keep(Pages.Page<Image> page, ImageFilter filter, List<Image> found) {
        page.items().stream()
                .filter(image -> !GONE.contains(image.status()))
                .filter(filter::wants)
                .forEach(found::add);
    }

    private static Images.Page page(List<Image> found, int limit, boolean isMore) {
        return new Images.Page(
                found.stream().limit(limit).toList(), isMore || found.size() > limit);
    }

    /** Whatever Glance says to a marker that it does not know, we say it in one way. */
    private static Trouble ofMarker(Trouble trouble, @Nullable String marker) {
        var problem = trouble.problem();
        var upstream = problem.upstream();
        if (marker == null || upstream == null || upstream.status() != 404) {
            return trouble;
        }
        var refused =
                new Problem.Upstream(
                        upstream.service(),
                        upstream.method(),
                        upstream.url(),
                        400,
                        upstream.requestId(),
                        upstream.message());
        return new Trouble(
                new Problem(problem.type(), problem.detail(), refused, false, false, null),
                trouble);
    }

    /** With every character encoded that could mean something in an address, a plus above all. */
    static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each ->
                        UriUtils.encode(each.getKey(), UTF_8)
                                + "="
                                + UriUtils.encode(each.getValue(), UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }
}
