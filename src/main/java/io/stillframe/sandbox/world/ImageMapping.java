package io.stillframe.sandbox.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What an image says about the disks of a server booted from it, in today's format or the old. */
final class ImageMapping {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> OLD_FORMAT =
            Set.of(
                    "device_name",
                    "delete_on_termination",
                    "snapshot_id",
                    "volume_id",
                    "volume_size",
                    "no_device");

    private ImageMapping() {}

    static List<BlockDevice> of(Image image, boolean ofOldNova) {
        var mapping = image.properties.get("block_device_mapping");
        if (mapping == null) {
            return List.of();
        }
        var version = image.properties.get("bdm_v2"); // even "False" counts as true
        boolean isOldFormat = version == null || version.isEmpty();
        var root = image.properties.get("root_device_name");
        var devices = new ArrayList<BlockDevice>();
        for (var entry : entries(mapping)) {
            devices.add(
                    isOldFormat
                            ? old(entry, bare(root == null ? "vda" : root))
                            : BlockDevice.read(entry, ofOldNova));
        }
        return devices;
    }

    private static List<Map<?, ?>> entries(String json) {
        Object read;
        try {
            read = JSON.readValue(json, Object.class);
        } catch (JacksonException notJson) {
            throw Refused.bug("json.decoder.JSONDecodeError");
        }
        if (!(read instanceof List<?> list)) {
            throw wrong("A list is required in field img_block_device_mapping, not a ", read);
        }
        var entries = new ArrayList<Map<?, ?>>();
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof Map<?, ?> entry)) {
                throw wrong(
                        "A dict is required in field img_block_device_mapping[%d], not a "
                                .formatted(i),
                        list.get(i));
            }
            entries.add(entry);
        }
        return entries;
    }

    private static Refused wrong(String what, @Nullable Object value) {
        var type =
                switch (value) {
                    case null -> "NoneType";
                    case String _ -> "str";
                    case Boolean _ -> "bool";
                    case Integer _, Long _ -> "int";
                    case List<?> _ -> "list";
                    case Map<?, ?> _ -> "dict";
                    default -> "float";
                };
        return new Refused(400, "Invalid image metadata. Error: " + what + type);
    }

    /** The old format knows no boot index: the root is what has the root's device name. */
    private static BlockDevice old(Map<?, ?> entry, String root) {
        var known = new LinkedHashMap<Object, @Nullable Object>();
        entry.forEach((key, value) -> {
            if (OLD_FORMAT.contains(String.valueOf(key))) {
                known.put(key, value);
            }
        });
        var kind = String.valueOf(entry.get("virtual_name"));
        if (kind.equals("swap") || kind.matches("ephemeral[0-9]+")) {
            known.put("source_type", "blank");
            known.put("destination_type", "local");
            known.put("delete_on_termination", true);
            known.put("guest_format", kind.equals("swap") ? "swap" : null);
        } else if (entry.get("snapshot_id") != null) {
            known.put("source_type", "snapshot");
            known.put("destination_type", "volume");
        } else if (entry.get("volume_id") != null) {
            known.put("source_type", "volume");
            known.put("destination_type", "volume");
        } else if (!Boolean.TRUE.equals(entry.get("no_device"))) {
            throw BlockDevice.invalid("Unrecognized legacy format.");
        }
        var device = BlockDevice.read(known, false);
        boolean isRoot =
                device.isOnVolume()
                        && root.equals(bare(Objects.requireNonNullElse(device.deviceName(), "")));
        return device.at(isRoot ? 0 : -1);
    }

    private static String bare(String deviceName) {
        return deviceName.startsWith("/dev/") ? deviceName.substring(5) : deviceName;
    }
}
