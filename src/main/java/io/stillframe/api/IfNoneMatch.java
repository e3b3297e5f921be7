package io.stillframe.api;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The versions that a caller says it has, by {@code If-None-Match}: weak or strong, with quotes or,
 * as some clients send them, without.
 */
record IfNoneMatch(Set<String> tags) {

    private static final Pattern TAG = Pattern.compile("\\s*(?:W/)?\"?([^\"]*?)\"?\\s*");

    static IfNoneMatch of(List<String> header) {
        return new IfNoneMatch(
                header.stream()
                        .flatMap(Pattern.compile(",")::splitAsStream)
                        .map(TAG::matcher)
                        .filter(Matcher::matches)
                        .map(tag -> tag.group(1))
                        .collect(Collectors.toSet()));
    }

    boolean given() {
        return !tags.isEmpty();
    }

    boolean has(long version) {
        return tags.contains("*") || tags.contains(String.valueOf(version));
    }
}
