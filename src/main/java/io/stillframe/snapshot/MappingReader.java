package io.stillframe.snapshot;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what anybody has written into an image, as Nova does: its own format, or the one before it.
 */
final class MappingReader {

    /** Nova's own, for an image that says nothing of it. */
    private static final String USUAL_ROOT = "vda";

    private static final TypeReference<@Nullable List<@Nullable Map<String, @Nullable Object>>>
            ENTRIES = new TypeReference<>() {};

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private MappingReader() {}

    static List<Map<String, Object>> entriesOf(Image image) {
        var text = text(image, ImageProperties.MAPPING);
        return isLegacy(image)
                ? rootFirst(LegacyMapping.read(entries(text), rootDevice(image)))
                : entriesOf(text);
    }

    static List<Map<String, Object>> entriesOf(String text) {
        return rootFirst(entries(text).stream());
    }

    private static List<Map<String, Object>> rootFirst(Stream<Map<String, Object>> entries) {
        return entries.sorted(Comparator.comparing(entry -> !isRoot(entry))).toList();
    }

    static boolean isRoot(Map<String, Object> entry) {
        var index = entry.get("boot_index");
        return Integer.valueOf(0).equals(index) || "0".equals(index);
    }

    /** Nova takes any word for a yes, {@code False} as well. */
    private static boolean isLegacy(Image image) {
        return image.properties().getOrDefault("bdm_v2", "").isEmpty();
    }

    private static String rootDevice(Image image) {
        return Optional.ofNullable(image.properties().get("root_device_name"))
                .or(() -> rootOf(entries(text(image, "mappings"))))
                .filter(name -> !name.isEmpty())
                .orElse(USUAL_ROOT);
    }

    private static Optional<String> rootOf(List<Map<String, Object>> mappings) {
        return mappings.stream()
                .filter(entry -> "root".equals(entry.get("virtual")))
                .flatMap(entry ->
                        entry.get("device") instanceof String device
                                ? Stream.of(device)
                                : Stream.empty())
                .reduce((_, last) -> last);
    }

    private static String text(Image image, String property) {
        return image.properties().getOrDefault(property, "");
    }

    /** Keys without a value are left out; they say the same as none. */
    private static List<Map<String, Object>> entries(String text) {
        try {
            var entries = JSON.readValue(text, ENTRIES);
            return entries == null
                    ? List.of()
                    : entries.stream().filter(Objects::nonNull).map(MappingReader::known).toList();
        } catch (JacksonException notAMapping) {
            return List.of();
        }
    }

    private static Map<String, Object> known(Map<String, @Nullable Object> entry) {
        var known = new LinkedHashMap<String, Object>();
        entry.forEach((key, value) -> {
            if (value != null) {
                known.put(key, value);
            }
        });
        return known;
    }
}
