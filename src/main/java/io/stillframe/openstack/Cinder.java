package io.stillframe.openstack;

import io.stillframe.identity.Rights;
import io.stillframe.openstack.Pages.Page;
import io.stillframe.workflow.Trouble;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/** Calls to Cinder at the newest microversion that we know, and its lists to their last page. */
final class Cinder {

    /** Newer ones are not asked for before somebody has read what they change. */
    static final Microversion NEWEST = Microversion.of("3.70");

    private final Api api;
    private final int pageSize;

    Cinder(Api api, int pageSize) {
        this.api = api;
        this.pageSize = pageSize;
    }

    Mono<Answer> get(String path, String purpose, int... expected) {
        return api.send(found ->
                Call.get(Service.VOLUME, found.base() + path, purpose)
                        .at(version(found))
                        .expecting(expected));
    }

    Mono<Answer> post(String path, Object body, String purpose) {
        return api.send(found ->
                Call.post(Service.VOLUME, found.base() + path, body, purpose).at(version(found)));
    }

    /** One that is gone already is fine. */
    Mono<Answer> delete(String path, String purpose) {
        return api.send(found ->
                        Call.delete(Service.VOLUME, found.base() + path, purpose)
                                .at(version(found))
                                .expecting(404))
                // 400 is "not in this status": it has changed since it was listed
                .onErrorMap(
                        Trouble.class,
                        trouble ->
                                Set.of(400, 409).contains(Sender.status(trouble))
                                        ? new Trouble(trouble.problem().passing(), trouble)
                                        : trouble);
    }

    /**
     * @param filter such as {@code &volume_id=...}; may be empty
     */
    <T> Mono<List<T>> list(
            String path, String filter, String purpose, Function<Answer, Page<T>> reader) {
        return Pages.all(
                after -> page(path, pageSize, filter + marker(after), purpose).map(reader));
    }

    /**
     * One page of a list.
     *
     * @param query more of it, such as {@code &volume_id=...}; may be empty
     */
    Mono<Answer> page(String path, int limit, String query, String purpose) {
        return Mono.deferContextual(context ->
                get(path + "?limit=" + limit + query + elsewhere(Await.rights(context)), purpose));
    }

    /** Cinder lists another project's things only for an administrator who says so. */
    private static String elsewhere(Rights rights) {
        return rights instanceof Rights.Lent lent && lent.elsewhere()
                ? "&all_tenants=1&project_id=" + encoded(lent.project())
                : "";
    }

    /** Answers 400 where an operator has forbidden the filter: it only saves bytes. */
    static <T> Mono<T> withoutFilterIfRefused(Mono<T> filtered, Mono<T> all) {
        return filtered.onErrorResume(
                e -> e instanceof Trouble trouble && Sender.status(trouble) == 400, _ -> all);
    }

    static String metadataFilter(String key, String value) {
        return "&metadata=" + encoded("{\"%s\":\"%s\"}".formatted(key, value));
    }

    Mono<Optional<Microversion>> version() {
        return api.found().map(found -> Optional.ofNullable(version(found)));
    }

    private static @Nullable Microversion version(Api.Found found) {
        var max = found.max();
        return max != null && max.atLeast(NEWEST) ? NEWEST : max;
    }

    Mono<String> projectId() {
        return api.projectId();
    }

    private static String marker(@Nullable String after) {
        return after == null ? "" : "&marker=" + encoded(after);
    }

    static String encoded(String text) {
        return UriUtils.encode(text, StandardCharsets.UTF_8);
    }
}
