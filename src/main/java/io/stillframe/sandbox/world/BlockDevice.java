package io.stillframe.sandbox.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** One entry of a block device mapping, version 2, read as strictly as Nova reads it. */
public record BlockDevice(
        String sourceType,
        String destinationType,
        @Nullable String sourceId,
        @Nullable Integer bootIndex,
        @Nullable Integer sizeGib,
        @Nullable String deviceName,
        @Nullable String volumeType,
        @Nullable String tag,
        boolean deleteOnTermination) {

    private static final JsonMapper JSON = new JsonMapper();

    private static final Set<String> OLD_KEYS =
            Set.of(
                    "source_type",
                    "destination_type",
                    "guest_format",
                    "device_type",
                    "disk_bus",
                    "boot_index",
                    "device_name",
                    "delete_on_termination",
                    "snapshot_id",
                    "volume_id",
                    "volume_size",
                    "image_id",
                    "no_device",
                    "connection_info",
                    "tag",
                    "uuid",
                    "id",
                    "instance_uuid",
                    "created_at",
                    "updated_at",
                    "deleted_at",
                    "deleted");
    private static final Set<String> NEW_KEYS =
            Set.of(
                    "volume_type",
                    "encrypted",
                    "encryption_secret_uuid",
                    "encryption_format",
                    "encryption_options",
                    "attachment_id");

    static BlockDevice local(String imageId) {
        return new BlockDevice("image", "local", imageId, 0, null, null, null, null, true);
    }

    /** The mapping in the property of an image: a string of JSON. */
    static List<BlockDevice> readAll(String json, boolean ofOldNova) {
        try {
            return readAll(JSON.readValue(json, List.class), ofOldNova);
        } catch (JacksonException notJson) {
            throw new Refused(
                    400, "Block Device Mapping is Invalid: " + notJson.getOriginalMessage());
        }
    }

    public static List<BlockDevice> readAll(List<?> entries, boolean ofOldNova) {
        var devices = new ArrayList<BlockDevice>();
        for (var entry : entries) {
            if (!(entry instanceof Map<?, ?> map)) {
                throw invalid("Some fields are invalid.");
            }
            if (map.get("no_device") == null || Boolean.FALSE.equals(map.get("no_device"))) {
                devices.add(read(map, ofOldNova));
            }
        }
        return devices;
    }

    private static BlockDevice read(Map<?, ?> map, boolean ofOldNova) {
        for (var key : map.keySet()) {
            var name = String.valueOf(key);
            if (!OLD_KEYS.contains(name) && (ofOldNova || !NEW_KEYS.contains(name))) {
                throw invalid("Some fields are invalid.");
            }
        }
        var source = text(map.get("source_type"));
        if (source == null) {
            throw invalid("Invalid source_type field.");
        }
        var destination = text(map.get("destination_type"));
        var id = text(map.get(source + "_id"));
        return new BlockDevice(
                source,
                destination != null
                        ? destination
                        : source.equals("image") || source.equals("blank") ? "local" : "volume",
                id != null ? id : text(map.get("uuid")),
                number(map.get("boot_index")),
                number(map.get("volume_size")),
                text(map.get("device_name")),
                text(map.get("volume_type")),
                text(map.get("tag")),
                Boolean.parseBoolean(String.valueOf(map.get("delete_on_termination"))));
    }

    boolean isRoot() {
        return bootIndex != null && bootIndex == 0;
    }

    static Refused invalid(String details) {
        return new Refused(400, "Block Device Mapping is Invalid: " + details);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable Integer number(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        try {
            return Integer.valueOf(value.toString());
        } catch (NumberFormatException notANumber) {
            throw invalid("Some fields are invalid.");
        }
    }
}
