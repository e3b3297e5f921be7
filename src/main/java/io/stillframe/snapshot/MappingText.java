package io.stillframe.snapshot;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The mapping as Glance keeps it: a property whose value is a text of JSON. */
public final class MappingText {

    private static final String ANY_ID = new UUID(0, 0).toString();
    private static final TypeReference<List<Map<String, Object>>> ENTRIES =
            new TypeReference<>() {};

    private static final JsonMapper JSON = JsonMapper.builder().build();

    String of(ServerSnapshot facts) {
        return of(facts.mapping());
    }

    String of(List<BlockDevice> mapping) {
        return JSON.writeValueAsString(mapping);
    }

    /** As long as it will be: with an id in the place of each that is not known yet. */
    String sample(ServerSnapshot facts) {
        return JSON.writeValueAsString(
                facts.mapping().stream().map(entry -> entry.madeFrom(ANY_ID)).toList());
    }

    /** Whether the image, once booted, has a volume as its root. */
    boolean mapsRoot(Image image) {
        return parse(image.properties().getOrDefault(ImageProperties.MAPPING, "")).stream()
                .anyMatch(entry ->
                        Integer.valueOf(0).equals(entry.get("boot_index"))
                                && "volume".equals(entry.get("destination_type")));
    }

    /** The entries of any image's mapping, the root first; empty if the text is none. */
    public List<Map<String, Object>> parse(String text) {
        try {
            return JSON.readValue(text, ENTRIES).stream()
                    .sorted(
                            Comparator.comparing(
                                    entry -> !Integer.valueOf(0).equals(entry.get("boot_index"))))
                    .toList();
        } catch (JacksonException notAMapping) {
            return List.of();
        }
    }
}
