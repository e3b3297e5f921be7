package io.stillframe.sandbox.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Nova looks at while the caller waits for a server, in its order and in its words. */
final class BootChecks {

    private static final long GIB = 1L << 30;
    private static final int MOST_LOCAL = 3;
    private static final Set<String> BUSES =
            Set.of("fdc", "ide", "sata", "scsi", "usb", "virtio", "xen", "lxc", "uml");

    private final Volumes volumes;
    private final VolumeSnapshots snapshots;
    private final Images images;

    BootChecks(Volumes volumes, VolumeSnapshots snapshots, Images images) {
        this.volumes = volumes;
        this.snapshots = snapshots;
        this.images = images;
    }

    /** A volume has to say that one can boot from it where no image is named. */
    void checkBootable(Caller caller, List<BlockDevice> ofRequest) {
        for (var device : ofRequest) {
            if (!device.isRoot()) {
                continue;
            }
            Volume volume = null;
            if (device.snapshotId() != null) {
                var id = device.snapshotId();
                volume = found(400, () -> snapshots.visible(caller, id)).volume;
            } else if (device.volumeId() != null) {
                var id = device.volumeId();
                volume = found("volume", id, () -> volumes.visible(caller, id));
            }
            if (volume != null && !volume.bootable) {
                throw new Refused(400, "Block Device %s is not bootable.".formatted(volume.id));
            }
        }
    }

    void checkImage(@Nullable Image image, Flavor flavor, List<BlockDevice> devices) {
        if (image == null) {
            return;
        }
        if (!image.status.equals("active")) {
            throw new Refused(400, "Image %s is not active.".formatted(image.id));
        }
        if (flavor.ramMib() < image.minRam) {
            throw new Refused(400, "Flavor's memory is too small for requested image.");
        }
        var root = devices.stream().filter(BlockDevice::isRoot).findFirst();
        if (root.filter(BlockDevice::isOnVolume).isPresent()) {
            var size = root.get().sizeGib();
            if (size != null && size < image.minDisk) {
                throw tooSmall("Volume is", "Volume size", size, image);
            }
        } else if (flavor.diskGib() == 0) {
            throw new Refused(
                    403, "Only volume-backed servers are allowed for flavors with zero disk.");
        } else if (flavor.diskGib() < image.minDisk) {
            throw tooSmall("Flavor's disk is", "Flavor disk", flavor.diskGib(), image);
        }
    }

    private static Refused tooSmall(String which, String what, int gib, Image image) {
        return new Refused(
                400,
                "%s smaller than the minimum size specified in image metadata. %s is %d bytes, minimum size is %d bytes."
                        .formatted(which, what, gib * GIB, image.minDisk * GIB));
    }

    /** The volumes that are to be attached themselves are reserved by this, or none of them is. */
    void check(Caller caller, @Nullable Image image, List<BlockDevice> devices) {
        for (var device : devices) {
            if (device.volumeId() != null) {
                var id = device.volumeId();
                var _ = found(400, () -> volumes.visible(caller, id));
            }
        }
        checkBootOrder(devices);
        var reserved = new ArrayList<Volume>();
        try {
            devices.forEach(device -> check(caller, image, device, reserved));
            checkLocals(devices);
        } catch (Refused refused) {
            reserved.forEach(volumes::release);
            throw refused;
        }
    }

    private static void checkBootOrder(List<BlockDevice> devices) {
        var order =
                devices.stream()
                        .map(BlockDevice::bootIndex)
                        .filter(Objects::nonNull)
                        .filter(i -> i >= 0)
                        .sorted()
                        .toList();
        for (int i = 0; i < Math.max(1, order.size()); i++) {
            if (order.isEmpty() || !order.get(i).equals(i)) {
                throw BlockDevice.invalid(
                        "Boot sequence for the instance and image/block device mapping combination is not valid.");
            }
        }
    }

    private void check(
            Caller caller, @Nullable Image image, BlockDevice device, List<Volume> reserved) {
        var type = device.volumeType();
        if (type != null && !type.isEmpty() && volumes.findType(type).isEmpty()) {
            throw new Refused(400, "Volume type %s could not be found.".formatted(type));
        }
        if (device.imageId() != null) {
            var id = device.imageId();
            if (image == null || !image.id.equals(id)) {
                found("image", id, () -> images.visible(caller, id));
            }
            if (device.is("image", "volume") && device.sizeGib() == null) {
                throw new Refused(
                        400,
                        "Images with destination_type 'volume' need to have a non-zero size specified");
            }
        } else if (device.volumeId() != null) {
            var volume = volumes.visible(caller, device.volumeId());
            if (volumes.reserve(volume)) {
                reserved.add(volume);
            }
        } else if (device.snapshotId() != null) {
            var id = device.snapshotId();
            found("snapshot", id, () -> snapshots.visible(caller, id));
        } else if (device.is("blank", "volume") && device.sizeGib() == null) {
            throw new Refused(
                    400,
                    "Blank volumes (source: 'blank', dest: 'volume') need to have non-zero size");
        }
        var bus = device.diskBus();
        if (bus != null && !bus.isEmpty() && !BUSES.contains(bus)) {
            throw new Refused(400, "Block Device Mapping is Invalid."); // it means to say more
        }
    }

    /** No flavor here has room for ephemeral disks or swap. */
    private static void checkLocals(List<BlockDevice> devices) {
        if (devices.stream().anyMatch(d -> d.isEphemeral() && d.sizeGib() != null)) {
            throw new Refused(
                    400,
                    "Ephemeral disks requested are larger than the instance type allows. If no size is given in one block"
                            + " device mapping, flavor ephemeral size will be used.");
        }
        var swap = devices.stream().filter(BlockDevice::isSwap).toList();
        if (swap.size() > 1) {
            throw BlockDevice.invalid("More than one swap drive requested.");
        }
        if (swap.stream().anyMatch(d -> d.sizeGib() != null)) {
            throw new Refused(400, "Swap drive requested is larger than instance type allows.");
        }
        if (devices.stream().filter(d -> "local".equals(d.destinationType())).count()
                > MOST_LOCAL) {
            throw BlockDevice.invalid("You specified more local devices than the limit allows");
        }
    }

    @FunctionalInterface
    private interface Look<T> {
        T at();
    }

    private static <T> T found(int status, Look<T> look) {
        try {
            return look.at();
        } catch (Refused refused) {
            throw new Refused(status, refused.words());
        }
    }

    private static <T> T found(String kind, String id, Look<T> look) {
        try {
            return look.at();
        } catch (Refused refused) {
            throw BlockDevice.invalid("failed to get %s %s.".formatted(kind, id));
        }
    }
}
