package io.stillframe.snapshot;

import static io.stillframe.snapshot.BlockDevice.BLANK;
import static io.stillframe.snapshot.BlockDevice.IMAGE;
import static io.stillframe.snapshot.BlockDevice.LOCAL;
import static io.stillframe.snapshot.BlockDevice.NOT_BOOTED;
import static io.stillframe.snapshot.BlockDevice.SNAPSHOT;
import static io.stillframe.snapshot.BlockDevice.VOLUME;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for a single entry of a mapping, whatever the others are. */
final class BlockDeviceRules {

    private static final List<String> KEYS =
            List.of(
                    "source_type",
                    "destination_type",
                    "uuid",
                    "snapshot_id",
                    "volume_id",
                    "image_id",
                    "boot_index",
                    "volume_size",
                    "device_name",
                    "delete_on_termination",
                    "guest_format",
                    "device_type",
                    "disk_bus",
                    "volume_type",
                    "tag",
                    "no_device");

    private static final List<String> SOURCES = List.of(SNAPSHOT, VOLUME, IMAGE, BLANK);
    private static final List<String> DESTINATIONS = List.of(VOLUME, LOCAL);
    private static final List<String> DEVICE_TYPES =
            List.of("disk", "cdrom", "floppy", "fs", "lun");
    private static final List<String> BUSES =
            List.of("fdc", "ide", "lxc", "sata", "scsi", "uml", "usb", "virtio", "xen");

    private static final int LONGEST_TEXT = 255;
    private static final int LONGEST_TAG = 60;

    private static final Pattern DEVICE_NAME = Pattern.compile("(/dev/)?[a-zA-Z0-9._]+");
    private static final Pattern TAG = Pattern.compile("[^,/]*");

    private BlockDeviceRules() {}

    static BlockDevice read(MappingEntry entry) {
        entry.refuseOtherKeysThan(KEYS);
        refuseNoDevice(entry);
        var source = source(entry);
        var destination = destination(entry, source);
        var id = id(entry, source);
        var device =
                new BlockDevice(
                        source,
                        destination,
                        source.equals(SNAPSHOT) ? id : null,
                        source.equals(VOLUME) ? id : null,
                        source.equals(IMAGE) ? id : null,
                        bootIndex(entry),
                        entry.integer("volume_size", 1, "an integer from 1 to 2147483647"),
                        deviceName(entry),
                        Boolean.TRUE.equals(entry.flag("delete_on_termination")),
                        entry.text("guest_format", LONGEST_TEXT),
                        entry.oneOf(DEVICE_TYPES, "device_type"),
                        entry.oneOf(BUSES, "disk_bus"),
                        entry.text("volume_type", LONGEST_TEXT),
                        tag(entry));
        refuseWithoutSize(entry, device);
        refuseVolumeType(entry, device);
        refuseLocalRoot(entry, device);
        return device;
    }

    private static void refuseNoDevice(MappingEntry entry) {
        if (Boolean.TRUE.equals(entry.flag("no_device"))) {
            throw entry.refused(
                    "no_device takes away what the mapping of an image would add, and this is the mapping itself: leave the entry out");
        }
    }

    private static String source(MappingEntry entry) {
        var source = entry.oneOf(SOURCES, "source_type");
        if (source == null) {
            throw entry.refused(
                    "source_type is missing; it is %s".formatted(MappingEntry.oneOf(SOURCES)));
        }
        return source;
    }

    /**
     * Nova takes what is not said for the hypervisor's disk, so it is always written. It boots a
     * volume, volume snapshot or image as {@code local} without that disk, and such a volume stays
     * reserved when the server is long gone.
     */
    private static String destination(MappingEntry entry, String source) {
        var destination = entry.oneOf(DESTINATIONS, "destination_type");
        if (source.equals(BLANK)) {
            if (destination == null) {
                throw entry.refused(
                        "destination_type is missing; it is volume for an empty volume, or local for swap or an ephemeral disk");
            }
            return destination;
        }
        if (LOCAL.equals(destination)) {
            throw entry.refused(
                    source.equals(IMAGE)
                            ? "destination_type cannot be local for an image: Nova puts only the image itself, when it is booted, on the hypervisor's disk; say volume and a volume_size"
                            : "destination_type cannot be local for source_type %s: only a volume can be made of it"
                                    .formatted(source));
        }
        return VOLUME;
    }

    /**
     * The key {@code uuid} is the compute API's; in an image it would mean nothing. Of two ids Nova
     * takes the volume's, whatever the source is, and deletes that volume with the server.
     */
    private static @Nullable String id(MappingEntry entry, String source) {
        if (source.equals(BLANK)) {
            entry.refuseToSay(
                    List.of("uuid", "snapshot_id", "volume_id", "image_id"),
                    "source_type blank is made of nothing");
            return null;
        }
        var key = source + "_id";
        for (var other : List.of("snapshot_id", "volume_id", "image_id")) {
            if (!other.equals(key) && entry.says(other)) {
                throw entry.refused(
                        "%s cannot be said here: source_type is %s, which needs %s"
                                .formatted(other, source, key));
            }
        }
        var id = entry.id(key);
        var uuid = entry.id("uuid");
        if (id != null && uuid != null && !id.equals(uuid)) {
            throw entry.refused("%s and uuid are different; say only one".formatted(key));
        }
        if (id == null && uuid == null) {
            throw entry.refused("%s is missing; source_type %s needs it".formatted(key, source));
        }
        return id == null ? uuid : id;
    }

    private static int bootIndex(MappingEntry entry) {
        var index =
                entry.integer(
                        "boot_index",
                        Integer.MIN_VALUE,
                        "an integer: 0 for the root, -1 for a disk that is not booted from");
        return index == null || index < 0 ? NOT_BOOTED : index;
    }

    private static @Nullable String deviceName(MappingEntry entry) {
        var name = entry.text("device_name", LONGEST_TEXT);
        if (name != null && !DEVICE_NAME.matcher(name).matches()) {
            throw entry.refused(
                    "device_name must be like /dev/vdb, not %s"
                            .formatted(MappingEntry.shown(name)));
        }
        return name;
    }

    private static @Nullable String tag(MappingEntry entry) {
        var tag = entry.text("tag", LONGEST_TAG);
        if (tag != null && !TAG.matcher(tag).matches()) {
            throw entry.refused(
                    "tag must be without commas and slashes, not %s"
                            .formatted(MappingEntry.shown(tag)));
        }
        return tag;
    }

    private static void refuseWithoutSize(MappingEntry entry, BlockDevice device) {
        var toBeMade = device.isFrom(BLANK) || device.isFrom(IMAGE);
        if (toBeMade && !device.isLocal() && device.volumeSize() == null) {
            throw entry.refused(
                    "volume_size is missing; a volume of source_type %s needs one, in GiB"
                            .formatted(device.sourceType()));
        }
    }

    private static void refuseVolumeType(MappingEntry entry, BlockDevice device) {
        if (device.isFrom(VOLUME)) {
            entry.refuseToSay(List.of("volume_type"), "the volume exists and has its type");
        }
        if (device.isLocal()) {
            entry.refuseToSay(List.of("volume_type"), "destination_type local makes no volume");
        }
    }

    private static void refuseLocalRoot(MappingEntry entry, BlockDevice device) {
        if (device.isLocal() && device.bootIndex() >= 0) {
            throw entry.refused(
                    "boot_index cannot be %d for destination_type local: an empty disk of the hypervisor has nothing to boot; say -1"
                            .formatted(device.bootIndex()));
        }
    }
}
