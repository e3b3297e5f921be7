package io.stillframe.api;

import java.util.List;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;

/** The versions that a caller says it has, by {@code If-None-Match}. */
record IfNoneMatch(List<ETag> tags) {

    static IfNoneMatch of(HttpHeaders headers) {
        return new IfNoneMatch(
                headers.getIfNoneMatch().stream()
                        .flatMap(value -> ETag.parse(value).stream())
                        .toList());
    }

    boolean given() {
        return !tags.isEmpty();
    }

    boolean has(long version) {
        return tags.stream()
                .anyMatch(tag -> tag.isWildcard() || tag.tag().equals(String.valueOf(version)));
    }
}
