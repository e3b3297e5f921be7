package io.stillframe;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A setting, as configuration metadata tell of it.
 *
 * @param byDefault as a person writes it; empty where there is none
 */
record Setting(String name, String type, String description, String byDefault) {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    /** Of Stillframe and of all libraries. */
    static Map<String, Setting> all() {
        try {
            var files = Setting.class.getClassLoader().getResources(METADATA);
            return Collections.list(files).stream()
                    .flatMap(Setting::in)
                    .collect(toMap(Setting::name, one -> one, (first, _) -> first, TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Setting> in(URL metadata) {
        try (InputStream json = metadata.openStream()) {
            return JsonMapper.shared()
                    .readTree(json)
                    .path("properties")
                    .valueStream()
                    .map(Setting::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Setting of(JsonNode property) {
        return new Setting(
                property.path("name").asString(),
                property.path("type").asString(""),
                property.path("description").asString(""),
                text(property.path("defaultValue")));
    }

    /** Where there are several, the annotation processor writes them in brackets. */
    private static String text(JsonNode value) {
        var text =
                value.isArray()
                        ? value.valueStream().map(JsonNode::asString).collect(joining(","))
                        : value.asString("");
        return text.replaceAll("^\\[(.*)]$", "$1").replace(", ", ",");
    }

    boolean isOurs() {
        return name.startsWith("stillframe.");
    }

    /** Whether any names may follow, as those of loggers. */
    boolean isMap() {
        return type.startsWith(Map.class.getName());
    }
}
