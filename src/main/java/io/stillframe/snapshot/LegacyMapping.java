package io.stillframe.snapshot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns entries of the format before BDM v2 into those that Nova makes of them ({@code
 * from_legacy_mapping} in its {@code block_device.py}).
 */
final class LegacyMapping {

    private static final Pattern EPHEMERAL = Pattern.compile("ephemeral(0|[1-9][0-9]*)");
    private static final Pattern DEV = Pattern.compile("^/dev/");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");
    private static final Set<String> YES = Set.of("1", "t", "true", "on", "y", "yes");

    private LegacyMapping() {}

    /**
     * @param rootDevice the name of the device that is the root if it is a volume
     */
    static Stream<Map<String, Object>> read(List<Map<String, Object>> entries, String rootDevice) {
        return entries.stream().map(entry -> read(entry, rootDevice)).flatMap(Optional::stream);
    }

    /** Empty for what Nova can make nothing of, such as the image itself ({@code ami}). */
    private static Optional<Map<String, Object>> read(
            Map<String, Object> entry, String rootDevice) {
        var virtual = entry.get("virtual_name");
        if (virtual instanceof String name && isBlank(name)) {
            return Optional.of(blank(entry, name.equals("swap")));
        }
        if (isSaid(entry.get("snapshot_id"))) {
            return Optional.of(volume(entry, BlockDevice.SNAPSHOT, rootDevice));
        }
        if (isSaid(entry.get("volume_id"))) {
            return Optional.of(volume(entry, BlockDevice.VOLUME, rootDevice));
        }
        return isSaid(entry.get("no_device")) ? Optional.of(common(entry)) : Optional.empty();
    }

    private static boolean isBlank(String virtualName) {
        return virtualName.equals("swap") || EPHEMERAL.matcher(virtualName).matches();
    }

    private static Map<String, Object> blank(Map<String, Object> entry, boolean swap) {
        var device = of(BlockDevice.BLANK, BlockDevice.LOCAL);
        device.putAll(common(entry));
        device.put("boot_index", BlockDevice.NOT_BOOTED);
        device.put("delete_on_termination", true);
        if (swap) {
            device.put("guest_format", "swap");
        }
        return device;
    }

    private static Map<String, Object> volume(
            Map<String, Object> entry, String source, String rootDevice) {
        var device = of(source, BlockDevice.VOLUME);
        device.putAll(common(entry));
        var isRoot = withoutDev(rootDevice).equals(withoutDev(device.get("device_name")));
        device.put("boot_index", isRoot ? 0 : BlockDevice.NOT_BOOTED);
        device.put("delete_on_termination", isYes(entry.get("delete_on_termination")));
        return device;
    }

    private static Map<String, Object> of(String source, String destination) {
        var device = new LinkedHashMap<String, Object>();
        device.put("source_type", source);
        device.put("destination_type", destination);
        return device;
    }

    /** What both formats have. */
    private static Map<String, Object> common(Map<String, Object> entry) {
        var device = new LinkedHashMap<String, Object>();
        for (var key : List.of("snapshot_id", "volume_id")) {
            if (entry.get(key) instanceof String id && !id.isEmpty()) {
                device.put(key, id);
            }
        }
        if (entry.get("device_name") instanceof String name && !name.isEmpty()) {
            device.put("device_name", "/dev/" + withoutDev(name));
        }
        var size = entry.get("volume_size");
        if (size != null && isSaid(size)) {
            device.put("volume_size", number(size));
        }
        if (isSaid(entry.get("no_device"))) {
            device.put("no_device", true);
        }
        return device;
    }

    /** As Python takes a value for true. */
    private static boolean isSaid(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            case Number number -> number.doubleValue() != 0;
            case Object other -> !other.toString().isEmpty();
        };
    }

    private static boolean isYes(@Nullable Object value) {
        return value != null && YES.contains(value.toString().strip().toLowerCase(Locale.ROOT));
    }

    private static Object number(Object value) {
        var text = value.toString();
        return DIGITS.matcher(text).matches() ? (Object) Integer.valueOf(text) : value;
    }

    private static String withoutDev(@Nullable Object name) {
        return name == null ? "" : DEV.matcher(name.toString()).replaceFirst("");
    }
}
