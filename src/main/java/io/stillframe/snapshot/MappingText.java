package io.stillframe.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/**
 * The mapping as Glance keeps it: a property whose value is a text of JSON, compact, the root
 * first. A text that a header of Glance v1 cannot hold is shortened, whatever Glance there is, so
 * that what an image says does not depend on where it is.
 */
public final class MappingText {

    /** What the line of the header leaves for the value. */
    static final int LONGEST_IN_V1 = 16_337;

    private static final String ANY_ID = new UUID(0, 0).toString();

    private static final JsonMapper JSON = JsonMapper.builder().build();

    String of(ServerSnapshot facts) {
        return of(facts.mapping());
    }

    String of(List<BlockDevice> mapping) {
        return json(written(mapping));
    }

    /** As long as it will be: with an id in the place of each that is not known yet. */
    String sample(ServerSnapshot facts) {
        return json(length(facts.mapping()).of(withIds(rootFirst(facts.mapping()))));
    }

    /**
     * The entries as they are written. As little as needed is left out: first what Nova makes up by
     * itself, then what volume snapshots tell, too.
     */
    List<BlockDevice> written(List<BlockDevice> mapping) {
        return length(mapping).of(rootFirst(mapping));
    }

    /** Whether sizes and types of what is made from volume snapshots will not be written. */
    static boolean leavesToSnapshots(List<BlockDevice> mapping) {
        return length(mapping) == Length.SHORTEST;
    }

    /** Whether the image, once booted, has a volume as its root. */
    boolean mapsRoot(Image image) {
        return entriesOf(image).stream()
                .anyMatch(entry ->
                        MappingReader.isRoot(entry)
                                && BlockDevice.VOLUME.equals(entry.get("destination_type")));
    }

    /**
     * The entries of any image's mapping as Nova reads them, the root first; empty for an image
     * without a mapping that can be read.
     */
    public List<Map<String, Object>> entriesOf(Image image) {
        return MappingReader.entriesOf(image);
    }

    /** The entries of a mapping in BDM v2, the root first; empty if the text is none. */
    public List<Map<String, Object>> parse(String text) {
        return MappingReader.entriesOf(text);
    }

    private static Length length(List<BlockDevice> mapping) {
        var withIds = withIds(mapping);
        for (var length : Length.values()) {
            if (json(length.of(withIds)).getBytes(UTF_8).length <= LONGEST_IN_V1) {
                return length;
            }
        }
        return Length.SHORTEST;
    }

    private static List<BlockDevice> withIds(List<BlockDevice> mapping) {
        return mapping.stream()
                .map(device ->
                        device.isFrom(BlockDevice.SNAPSHOT) && device.snapshotId() == null
                                ? device.madeFrom(ANY_ID)
                                : device)
                .toList();
    }

    private static List<BlockDevice> rootFirst(List<BlockDevice> mapping) {
        return mapping.stream().sorted(Comparator.comparing(device -> !device.isRoot())).toList();
    }

    private static String json(List<BlockDevice> mapping) {
        return JSON.writeValueAsString(mapping);
    }

    /** How much is written, the longest first. */
    private enum Length {
        FULL(UnaryOperator.identity()),
        SHORTER(BlockDevice::withoutTheObvious),
        SHORTEST(BlockDevice::asItsSource);

        private final UnaryOperator<BlockDevice> what;

        Length(UnaryOperator<BlockDevice> what) {
            this.what = what;
        }

        List<BlockDevice> of(List<BlockDevice> mapping) {
            return mapping.stream().map(what).toList();
        }
    }
}
