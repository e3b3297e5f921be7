package io.stillframe.api;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriUtils;

/** The query parameters of a request: known ones only, and each at most once. */
final class Parameters {

    private static final String MARKER = "marker";

    /** Java alone takes signs, and the digits of every script. */
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

    private static final int DEFAULT_LIMIT = 50;
    private static final int LARGEST_LIMIT = 200;

    private Parameters() {}

    static void only(ServerHttpRequest request, String... names) {
        var known = Set.of(names);
        request.getQueryParams()
                .keySet()
                .forEach(name -> {
                    if (!known.contains(name)) {
                        throw Refusal.invalid(
                                "There is no parameter %s here; %s.",
                                Refusal.quoted(name),
                                known.isEmpty() ? "leave it out" : "known are " + list(names));
                    }
                });
        eachOnce(request);
    }

    static void eachOnce(ServerHttpRequest request) {
        request.getQueryParams()
                .forEach((name, values) -> {
                    if (values.size() > 1) {
                        throw Refusal.invalid(
                                "Parameter %s is given %d times; give it once.",
                                Refusal.quoted(name), values.size());
                    }
                });
    }

    /** The same request for the page that comes after. */
    static String next(String path, MultiValueMap<String, String> parameters, Object marker) {
        var same =
                parameters.entrySet().stream()
                        .filter(parameter -> !parameter.getKey().equals(MARKER))
                        .map(parameter ->
                                pair(parameter.getKey(), parameter.getValue().getFirst()));
        return Stream.concat(same, Stream.of(pair(MARKER, marker.toString())))
                .collect(Collectors.joining("&", path + "?", ""));
    }

    private static String pair(String name, @Nullable String value) {
        return encoded(name) + "=" + (value == null ? "" : encoded(value));
    }

    private static String encoded(String text) {
        return UriUtils.encode(text, StandardCharsets.UTF_8);
    }

    /** For a request that its path tells all of: a body would be a wish that nobody heeds. */
    static void onlyThePath(ServerHttpRequest request) {
        only(request);
        var headers = request.getHeaders();
        if (headers.getContentLength() > 0
                || headers.containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
            throw Refusal.invalid("There is nothing to say in a body here; leave it out.");
        }
    }

    static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (DIGITS.matcher(text).matches()) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LARGEST_LIMIT) {
                return limit;
            }
        }
        throw Refusal.invalid(
                "limit must be a number from 1 to %d; it is %s.",
                LARGEST_LIMIT, Refusal.quoted(text));
    }

    static boolean flag(String name, @Nullable String text) {
        return switch (text) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw Refusal.invalid(
                            "%s must be true or false; it is %s.", name, Refusal.quoted(text));
        };
    }

    private static String list(String... names) {
        return Stream.of(names).sorted().collect(Collectors.joining(", "));
    }
}
