package io.stillframe.sandbox.world;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One disk of a server to be: an entry of a block device mapping, read as strictly as by Nova. */
public record BlockDevice(
        @Nullable String sourceType,
        @Nullable String destinationType,
        @Nullable String snapshotId,
        @Nullable String volumeId,
        @Nullable String imageId,
        @Nullable Integer bootIndex,
        @Nullable Integer sizeGib,
        @Nullable String deviceName,
        @Nullable String volumeType,
        @Nullable String diskBus,
        @Nullable String guestFormat,
        @Nullable String tag,
        boolean deleteOnTermination,
        boolean noDevice) {

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
    private static final Set<String> SOURCES = Set.of("volume", "image", "snapshot", "blank");
    private static final Set<String> DESTINATIONS = Set.of("local", "volume");
    private static final Set<String> DEVICE_TYPES = Set.of("cdrom", "disk", "floppy", "fs", "lun");
    private static final Set<String> TRUE = Set.of("1", "t", "true", "on", "y", "yes");
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,9}");

    /** The image itself as the root, on the hypervisor. */
    static BlockDevice local(String imageId) {
        return new BlockDevice(
                "image", "local", null, null, imageId, 0, null, null, null, null, null, null, true,
                false);
    }

    /** In the mapping of an image an id called uuid is known and means nothing. */
    public static BlockDevice read(Map<?, ?> entry, boolean ofOldNova) {
        checkKeys(entry, ofOldNova);
        boolean noDevice = truth(entry.get("no_device"));
        if (!noDevice && !entry.containsKey("source_type")) {
            throw invalid("Some required fields are missing");
        }
        var name = text(entry.get("device_name"));
        if (!noDevice && name != null) {
            checkDeviceName(name);
        }
        var size = size(entry.get("volume_size"));
        var index = index(entry.get("boot_index"));
        checkWord(entry.get("device_type"), DEVICE_TYPES);
        return new BlockDevice(
                checkWord(entry.get("source_type"), SOURCES),
                checkWord(entry.get("destination_type"), DESTINATIONS),
                text(entry.get("snapshot_id")),
                text(entry.get("volume_id")),
                text(entry.get("image_id")),
                index,
                size,
                name == null || name.isEmpty() || name.startsWith("/dev/") ? name : "/dev/" + name,
                text(entry.get("volume_type")),
                text(entry.get("disk_bus")),
                text(entry.get("guest_format")),
                text(entry.get("tag")),
                truth(entry.get("delete_on_termination")),
                noDevice);
    }

    private static void checkKeys(Map<?, ?> entry, boolean ofOldNova) {
        var unknown =
                entry.keySet().stream()
                        .map(String::valueOf)
                        .filter(key -> !OLD_KEYS.contains(key))
                        .filter(key -> ofOldNova || !NEW_KEYS.contains(key))
                        .collect(Collectors.joining(" "));
        if (!unknown.isEmpty()) {
            throw invalid(
                    ofOldNova
                            ? "Some fields are invalid."
                            : "Following fields are invalid: " + unknown);
        }
    }

    private static void checkDeviceName(String name) {
        if (name.isEmpty() || name.length() > 255) {
            throw invalid("Device name empty or too long.");
        }
        if (name.contains(" ")) {
            throw invalid("Device name contains spaces.");
        }
    }

    /** Zero counts as no size at all. */
    private static @Nullable Integer size(@Nullable Object value) {
        if (!isSaid(value)) {
            return null;
        }
        var text = String.valueOf(value);
        if (!INTEGER.matcher(text).matches() || text.startsWith("-")) {
            throw invalid("Invalid volume_size.");
        }
        int size = Integer.parseInt(text);
        return size == 0 ? null : size;
    }

    private static @Nullable Integer index(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        var text = String.valueOf(value);
        if (!INTEGER.matcher(text).matches()) {
            throw invalid("Boot index is invalid.");
        }
        return Integer.valueOf(text);
    }

    /** Nova has no answer for a word that it does not know. */
    private static @Nullable String checkWord(@Nullable Object value, Set<String> known) {
        if (value != null && !known.contains(String.valueOf(value))) {
            throw Refused.bug("ValueError");
        }
        return text(value);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static boolean isSaid(@Nullable Object value) {
        return value != null && !value.equals("");
    }

    private static boolean truth(@Nullable Object value) {
        return value != null && TRUE.contains(value.toString().toLowerCase(Locale.ROOT));
    }

    public boolean isRoot() {
        return bootIndex != null && bootIndex == 0;
    }

    boolean is(String source, String destination) {
        return source.equals(sourceType) && destination.equals(destinationType);
    }

    boolean isOnVolume() {
        return "volume".equals(destinationType);
    }

    /**
     * Whether the server gets a volume for it. What is to be on the hypervisor, or does not say
     * where, Nova takes and forgets.
     */
    boolean becomesVolume() {
        return isOnVolume() && sourceType != null && !noDevice;
    }

    boolean isSwap() {
        return is("blank", "local") && "swap".equals(guestFormat);
    }

    boolean isEphemeral() {
        return is("blank", "local") && !"swap".equals(guestFormat);
    }

    BlockDevice at(int index) {
        return new BlockDevice(
                sourceType,
                destinationType,
                snapshotId,
                volumeId,
                imageId,
                index,
                sizeGib,
                deviceName,
                volumeType,
                diskBus,
                guestFormat,
                tag,
                deleteOnTermination,
                noDevice);
    }

    public static Refused invalid(String details) {
        return new Refused(400, "Block Device Mapping is Invalid: " + details);
    }
}
