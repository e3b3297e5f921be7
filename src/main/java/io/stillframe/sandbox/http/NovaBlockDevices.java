package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.BlockDevice;
import io.stillframe.sandbox.world.PythonText;
import io.stillframe.sandbox.world.Refused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The mapping of a request, whose schema grows with the microversion. Unlike in an image's mapping,
 * what a disk is made of is named by a uuid.
 */
final class NovaBlockDevices {

    private static final List<String> SOURCES = List.of("volume", "image", "snapshot", "blank");
    private static final List<String> DESTINATIONS = List.of("local", "volume");
    private static final Set<String> KEYS =
            Set.of(
                    "virtual_name",
                    "volume_id",
                    "snapshot_id",
                    "volume_size",
                    "device_name",
                    "delete_on_termination",
                    "no_device",
                    "connection_info",
                    "source_type",
                    "uuid",
                    "image_id",
                    "destination_type",
                    "guest_format",
                    "device_type",
                    "disk_bus",
                    "boot_index");

    private NovaBlockDevices() {}

    static List<BlockDevice> read(NovaApi.Asked asked, JsonNode mapping, boolean imageIsNamed) {
        var known = new HashSet<>(KEYS);
        if (asked.isAtLeast("2.42") || (asked.isAtLeast("2.32") && !asked.isAtLeast("2.33"))) {
            known.add("tag");
        }
        if (asked.isAtLeast("2.67")) {
            known.add("volume_type");
        }
        var devices = new ArrayList<BlockDevice>();
        for (var node : mapping) {
            if (!node.isObject()) {
                throw wrong(String.valueOf(devices.size()), plain(node), "is not of type 'object'");
            }
            var entry = new LinkedHashMap<String, @Nullable Object>();
            node.properties().forEach(e -> entry.put(e.getKey(), plain(e.getValue())));
            checkSchema(devices.size(), entry, known);
            if (entry.get("no_device") == null || Boolean.FALSE.equals(entry.get("no_device"))) {
                checkSense(entry, imageIsNamed);
            }
            entry.remove("uuid");
            entry.remove("virtual_name");
            devices.add(BlockDevice.read(entry, false));
        }
        return devices;
    }

    private static @Nullable Object plain(JsonNode node) {
        return node.isNull() ? null : Json.MAPPER.treeToValue(node, Object.class);
    }

    private static void checkSchema(
            int place, Map<String, @Nullable Object> entry, Set<String> known) {
        for (var key : entry.keySet()) {
            if (!known.contains(key)) {
                throw new Refused(
                        400,
                        "Invalid input for field/attribute %d. Value: %s. Additional properties are not allowed ('%s' was unexpected)"
                                .formatted(place, PythonText.of(entry), key));
            }
        }
        checkOneOf(entry, "source_type", SOURCES);
        checkOneOf(entry, "destination_type", DESTINATIONS);
        if (entry.containsKey("uuid") && !(entry.get("uuid") instanceof String)) {
            throw wrong("uuid", entry.get("uuid"), "is not of type 'string'");
        }
        if (entry.get("volume_size") instanceof Integer size && size < 1) {
            throw wrong("volume_size", size, "is less than the minimum of 1");
        }
    }

    private static void checkOneOf(
            Map<String, @Nullable Object> entry, String key, List<String> words) {
        var value = entry.get(key);
        if (entry.containsKey(key) && !(value instanceof String word && words.contains(word))) {
            throw wrong(key, value, "is not one of " + PythonText.of(words));
        }
    }

    private static Refused wrong(String key, @Nullable Object value, String why) {
        return new Refused(
                400,
                "Invalid input for field/attribute %s. Value: %s. %s %s"
                        .formatted(
                                key,
                                value instanceof String ? value : PythonText.of(value),
                                PythonText.of(value),
                                why));
    }

    private static void checkSense(Map<String, @Nullable Object> entry, boolean imageIsNamed) {
        var source = entry.get("source_type");
        var uuid = entry.get("uuid");
        if ("blank".equals(source)) {
            if (uuid != null) {
                throw BlockDevice.invalid("Invalid device UUID.");
            }
        } else {
            if (uuid == null) {
                throw BlockDevice.invalid("Missing device UUID.");
            }
            if (source == null) {
                throw Refused.bug("TypeError");
            }
            entry.put(source + "_id", uuid);
        }
        boolean isLocal = "local".equals(entry.get("destination_type"));
        boolean isRoot = "0".equals(String.valueOf(entry.get("boot_index")));
        if (isLocal && "image".equals(source) && !(imageIsNamed && isRoot)) {
            throw BlockDevice.invalid("Mapping image to local is not supported.");
        }
        if (entry.get("volume_type") != null) {
            if (isLocal) {
                throw BlockDevice.invalid(
                        "Specifying a volume_type with destination_type=local is not supported.");
            }
            if ("volume".equals(source)) {
                throw BlockDevice.invalid(
                        "Specifying volume type to existing volume is not supported.");
            }
        }
    }
}
