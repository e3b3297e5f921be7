package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.Web.Reply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Calls of our own API and what was answered, with each id in the place where it was first seen,
 * and without times and the strategy.
 */
final class Story {

    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TIME = Pattern.compile("\"20\\d\\d-[0-9T:.-]+Z\"");
    private static final Pattern STRATEGY = Pattern.compile("\"strategy\":\"([a-z-]+)\"");
    private static final Pattern NAME = Pattern.compile("\\{([a-z0-9-]+)}");

    private final Web web;
    private final List<String> lines = new ArrayList<>();
    private final Map<String, String> named = new HashMap<>();
    private final Map<String, String> seen = new LinkedHashMap<>();
    private final Map<String, String> hidden = new HashMap<>();
    private final TreeSet<String> strategies = new TreeSet<>();

    Story(Web web) {
        this.web = web;
    }

    List<String> lines() {
        return lines;
    }

    TreeSet<String> strategies() {
        return strategies;
    }

    /** An address that is another each time. */
    void hiding(String text) {
        hidden.put(text, "(hidden)");
    }

    Reply get(int status, String path) {
        return told("GET " + path, status, web.get(real(path)));
    }

    /**
     * To the last page. Images made in one second are listed in the order of their ids, which is
     * another each time: so here the order is that of the rest of what they say.
     */
    void pages(String path) {
        var sizes = new ArrayList<Integer>();
        var images = new ArrayList<String>();
        for (var next = path; !next.isEmpty(); ) {
            var page = web.get(next);
            assertThat(page.status()).as("%s: %s", next, page.body()).isEqualTo(200);
            var shown = page.json().path("images");
            sizes.add(shown.size());
            shown.forEach(image -> images.add(image.toString()));
            next = page.text("/next");
        }
        images.sort(
                Comparator.comparing(
                        image -> TIME.matcher(ID.matcher(image).replaceAll("")).replaceAll("")));
        lines.add(plain("GET %s → pages of %s: %s".formatted(path, sizes, images)));
    }

    Reply post(int status, String path, Map<String, ?> body) {
        return told("POST " + path, status, web.post(real(path), body));
    }

    @SafeVarargs
    final void mapping(int status, Map<String, ?>... entries) {
        post(status, "/v1/images", Map.of("name", "x", "block_device_mapping", List.of(entries)));
    }

    void image(String name, Map<String, ?> body) {
        named.put(name, post(201, "/v1/images", body).text("/id"));
    }

    void patch(int status, String image, Map<String, ?> body) {
        told("PATCH " + image, status, web.patch(real("/v1/images/" + image), body));
    }

    void delete(int status, String image) {
        told("DELETE " + image, status, web.delete(real("/v1/images/" + image)));
    }

    private String real(String path) {
        return NAME.matcher(path).replaceAll(match -> named.getOrDefault(match.group(1), "?"));
    }

    private Reply told(String call, int status, Reply reply) {
        assertThat(reply.status()).as("%s: %s", call, reply.body()).isEqualTo(status);
        var headers = new LinkedHashMap<String, String>();
        for (var name : List.of("Content-Type", "Location", "Retry-After")) {
            headers.put(name, reply.header(name));
        }
        STRATEGY.matcher(reply.body())
                .results()
                .map(match -> match.group(1))
                .forEach(strategies::add);
        lines.add(plain("%s → %d %s %s".formatted(call, reply.status(), headers, reply.body())));
        return reply;
    }

    private String plain(String text) {
        var plain = text;
        for (var entry : hidden.entrySet()) {
            plain = plain.replace(entry.getKey(), entry.getValue());
        }
        plain = TIME.matcher(plain).replaceAll("\"(time)\"");
        plain = STRATEGY.matcher(plain).replaceAll("\"strategy\":\"(strategy)\"");
        return ID.matcher(plain).replaceAll(this::inItsPlace);
    }

    private String inItsPlace(MatchResult id) {
        return seen.computeIfAbsent(id.group(), _ -> "(id " + (seen.size() + 1) + ")");
    }
}
