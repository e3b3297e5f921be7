package io.stillframe.snapshot;

import io.stillframe.workflow.Trouble;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What Nova would refuse when it boots an image with this mapping, or silently take for something
 * else, as far as that needs no cloud. Every refusal is a {@link Trouble} that names the entry.
 */
public final class MappingRules {

    /** Of the shortest entries; each is looked for, so more must not come that far. */
    private static final int MOST = 1_000;

    private MappingRules() {}

    /**
     * Reads what a caller sends.
     *
     * @param rootRequired false for an image whose own data is its root
     * @return in the caller's order, by which later refusals name an entry, too
     */
    public static List<BlockDevice> read(List<?> entries, boolean rootRequired) {
        if (entries.size() > MOST) {
            throw MappingEntry.refused(
                    ImageProperties.MAPPING,
                    "it has %d entries, and no Glance holds more than %d; leave some out"
                            .formatted(entries.size(), MOST));
        }
        var devices = new ArrayList<BlockDevice>();
        for (var entry : entries) {
            devices.add(BlockDeviceRules.read(MappingEntry.of(devices.size(), entry)));
        }
        refuseUnlessBootable(devices, rootRequired);
        refuseTwice(devices, "device_name", device -> withoutDev(device.deviceName()));
        refuseTwice(devices, "tag", BlockDevice::tag);
        refuseTwice(devices, "volume_id", BlockDevice::volumeId);
        refuseTwice(devices, "guest_format", device -> device.isSwap() ? "swap" : null);
        refuseWhatCannotBeWritten(devices);
        return List.copyOf(devices);
    }

    /** Those that are booted from count up from 0 (from 1 behind data), each once. */
    private static void refuseUnlessBootable(List<BlockDevice> devices, boolean rootRequired) {
        refuseTwice(
                devices,
                "boot_index",
                device -> device.bootIndex() < 0 ? null : device.bootIndex());
        var hasRoot = devices.stream().anyMatch(BlockDevice::isRoot);
        if (rootRequired && !hasRoot) {
            throw MappingEntry.refused(
                    ImageProperties.MAPPING,
                    "one entry must be the root, with the integer boot_index 0");
        }
        var indexes =
                devices.stream().map(BlockDevice::bootIndex).filter(index -> index >= 0).toList();
        for (var device : devices) {
            var before = device.bootIndex() - 1;
            if (before >= (hasRoot ? 0 : 1) && !indexes.contains(before)) {
                throw MappingEntry.refused(
                        MappingEntry.place(devices.indexOf(device)),
                        "boot_index is %d, but no entry has %d: they must count up from 0 without a gap"
                                .formatted(device.bootIndex(), before));
            }
        }
    }

    /**
     * Of two entries with one device name Nova silently drops the first, even if it is the root.
     */
    private static void refuseTwice(
            List<BlockDevice> devices, String key, Function<BlockDevice, @Nullable Object> value) {
        var places = new HashMap<Object, String>();
        for (int i = 0; i < devices.size(); i++) {
            var said = value.apply(devices.get(i));
            if (said == null) {
                continue;
            }
            var place = MappingEntry.place(i);
            var before = places.putIfAbsent(said, place);
            if (before != null) {
                throw MappingEntry.refused(
                        place,
                        "%s %s is that of %s already, and only one entry can have it"
                                .formatted(key, MappingEntry.shown(said), before));
            }
        }
    }

    /**
     * A very long mapping leaves it to the volume snapshots how large their volumes are, and of
     * which type: what is said of that must not get lost unseen.
     */
    private static void refuseWhatCannotBeWritten(List<BlockDevice> devices) {
        if (!MappingText.leavesToSnapshots(devices)) {
            return;
        }
        for (int i = 0; i < devices.size(); i++) {
            var device = devices.get(i);
            if (!device.asItsSource().equals(device.withoutTheObvious())) {
                throw MappingEntry.refused(
                        MappingEntry.place(i),
                        "%d entries are so many that an image cannot hold volume_size and volume_type of volume snapshots; leave these out where a volume may be as its volume snapshot is, or take fewer entries"
                                .formatted(devices.size()));
            }
        }
    }

    private static @Nullable String withoutDev(@Nullable String name) {
        return name == null ? null : name.replaceFirst("^/dev/", "");
    }
}
