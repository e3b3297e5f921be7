package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.V1Images;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Version 1 keeps what there is to say of an image in headers, as bytes of UTF-8. The server below
 * us takes each byte of a header for one character, reading and writing.
 */
final class GlanceV1Headers {

    private static final String FIELD = "x-image-meta-";
    private static final String PROPERTY = FIELD + "property-";
    private static final int LONGEST_LINE = 16_384;
    private static final int LONGEST = 65_536;

    private GlanceV1Headers() {}

    static boolean areTooLong(HttpHeaders headers) {
        int total = 0;
        for (var name : names(headers)) {
            for (var value : headers.getOrEmpty(name)) {
                int line = name.length() + ": ".length() + value.length() + "\r\n".length();
                total += line;
                if (line >= LONGEST_LINE || total > LONGEST) {
                    return true;
                }
            }
        }
        return false;
    }

    static V1Images.Wish wish(Call call) {
        var fields = new LinkedHashMap<String, List<String>>();
        var properties = new LinkedHashMap<String, List<String>>();
        for (var name : names(call.headers())) {
            var dashed = name.replace('_', '-');
            var values = call.headers().getOrEmpty(name);
            if (dashed.startsWith(PROPERTY)) {
                put(properties, dashed.substring(PROPERTY.length()), values);
            } else if (dashed.startsWith(FIELD)) {
                put(fields, dashed.substring(FIELD.length()), values);
            }
        }
        var data =
                call.hasData()
                        ? new V1Images.Data(call.body(), call.header(HttpHeaders.CONTENT_TYPE))
                        : null;
        return new V1Images.Wish(
                joined(fields), joined(properties), call.header("x-glance-api-copy-from"), data);
    }

    private static void put(Map<String, List<String>> all, String name, List<String> values) {
        all.computeIfAbsent(name.replace('-', '_'), _ -> new ArrayList<>()).addAll(values);
    }

    /** What came twice, or in two spellings, is one value with a comma in it; an empty one none. */
    private static Map<String, @Nullable String> joined(Map<String, List<String>> all) {
        var joined = new LinkedHashMap<String, @Nullable String>();
        all.forEach((name, values) -> {
            var value = decoded(String.join(",", values).strip());
            joined.put(name, value.isEmpty() ? null : value);
        });
        return joined;
    }

    private static LinkedHashSet<String> names(HttpHeaders headers) {
        return headers.headerNames().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String decoded(String bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Refused(
                    400,
                    "Error decoding your request. Either the URL or the request body contained characters that could not"
                            + " be decoded by Glance");
        }
    }

    private static String encoded(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** What has no value is not there. */
    static void write(
            Answer answer,
            Map<String, ? extends @Nullable Object> fields,
            Map<String, ? extends @Nullable String> properties) {
        fields.forEach((name, value) -> write(answer, FIELD + name, value));
        properties.forEach((name, value) -> write(answer, PROPERTY + name, value));
    }

    private static void write(Answer answer, String name, @Nullable Object value) {
        if (value != null) {
            var text =
                    value instanceof Boolean truth ? (truth ? "True" : "False") : value.toString();
            answer.with(titled(encoded(name)), encoded(text));
        }
    }

    /** X-Image-Meta-Min_disk: a capital after each dash, and there only. */
    private static String titled(String name) {
        return Stream.of(name.split("-", -1))
                .map(part ->
                        part.isEmpty()
                                ? part
                                : part.substring(0, 1).toUpperCase(Locale.ROOT)
                                        + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("-"));
    }

    /** What a fault's expression is searched in, as a body is elsewhere. */
    static String text(HttpHeaders headers) {
        return names(headers).stream()
                .filter(name -> name.startsWith(FIELD))
                .map(name -> name + ": " + headers.getFirst(name) + "\n")
                .collect(Collectors.joining());
    }
}
