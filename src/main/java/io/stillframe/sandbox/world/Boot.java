package io.stillframe.sandbox.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How Nova puts the disks of a new server together from its image's mapping and the request's. */
final class Boot {

    private final Servers servers;
    private final Volumes volumes;
    private final VolumeSnapshots snapshots;
    private final Images images;
    private final boolean ofOldNova;

    Boot(
            Servers servers,
            Volumes volumes,
            VolumeSnapshots snapshots,
            Images images,
            boolean ofOldNova) {
        this.servers = servers;
        this.volumes = volumes;
        this.snapshots = snapshots;
        this.images = images;
        this.ofOldNova = ofOldNova;
    }

    /** What Nova checks while the caller waits. */
    List<BlockDevice> plan(Caller caller, Servers.BootWish wish) {
        var devices = new ArrayList<BlockDevice>();
        if (wish.imageId() != null) {
            var image =
                    images.find(wish.imageId())
                            .filter(i -> images.mayBeSeenBy(caller, i))
                            .orElseThrow(() -> new Refused(400, "Can not find requested image"));
            if (!image.status.equals("active")) {
                throw new Refused(400, "Image %s is not active.".formatted(image.id));
            }
            devices.addAll(mappingOf(image));
        }
        merge(devices, wish.devices());
        if (wish.imageId() != null && devices.stream().noneMatch(BlockDevice::isRoot)) {
            devices.add(BlockDevice.local(wish.imageId()));
        }
        checkBootOrder(devices);
        devices.forEach(device -> checkSource(caller, device));
        boolean rootIsLocal =
                devices.stream().anyMatch(d -> d.isRoot() && d.destinationType().equals("local"));
        if (rootIsLocal && wish.flavor().diskGib() == 0) {
            throw new Refused(
                    403, "Only volume-backed servers are allowed for flavors with zero disk.");
        }
        return devices;
    }

    private List<BlockDevice> mappingOf(Image image) {
        var mapping = image.properties.get("block_device_mapping");
        var secondVersion = image.properties.get("bdm_v2"); // even "False" counts as true
        return mapping == null || secondVersion == null || secondVersion.isEmpty()
                ? List.of()
                : BlockDevice.readAll(mapping, ofOldNova);
    }

    /**
     * An entry of the request replaces the image's of the same device, but the image's root wins
     * over image → volume.
     */
    private static void merge(List<BlockDevice> ofImage, List<BlockDevice> ofRequest) {
        boolean rootIsMapped = ofImage.stream().anyMatch(BlockDevice::isRoot);
        for (var wanted : ofRequest) {
            if (rootIsMapped && wanted.isRoot() && wanted.sourceType().equals("image")) {
                continue;
            }
            ofImage.removeIf(
                    d -> d.deviceName() != null && d.deviceName().equals(wanted.deviceName()));
            ofImage.add(wanted);
        }
    }

    private static void checkBootOrder(List<BlockDevice> devices) {
        var order =
                devices.stream()
                        .map(BlockDevice::bootIndex)
                        .filter(i -> i != null && i >= 0)
                        .sorted()
                        .toList();
        for (int i = 0; i < Math.max(1, order.size()); i++) {
            if (order.isEmpty() || !order.get(i).equals(i)) {
                throw BlockDevice.invalid(
                        "Boot sequence for the instance and image/block device mapping combination is not valid.");
            }
        }
    }

    private void checkSource(Caller caller, BlockDevice device) {
        if (device.destinationType().equals("local")) {
            return;
        }
        var id = String.valueOf(device.sourceId());
        if (device.sourceType().equals("snapshot")) {
            checked(400, () -> snapshots.visible(caller, id));
        } else if (device.sourceType().equals("volume")) {
            checked(400, () -> volumes.visible(caller, id));
        }
        if (device.volumeType() != null && volumes.findType(device.volumeType()).isEmpty()) {
            throw new Refused(
                    404, "Volume type %s could not be found.".formatted(device.volumeType()));
        }
    }

    private static void checked(int status, Runnable look) {
        try {
            look.run();
        } catch (Refused refused) {
            throw new Refused(status, refused.words());
        }
    }

    /**
     * What Nova does after it has answered; everything is looked at before the first volume is
     * made.
     */
    void carryOut(Caller caller, Server server, List<BlockDevice> devices) {
        for (var device : devices) {
            if (device.sourceType().equals("snapshot")
                    && !snapshots
                            .visible(caller, String.valueOf(device.sourceId()))
                            .status
                            .equals("available")) {
                throw new Refused(
                        400,
                        "Invalid snapshot: Originating snapshot status must be one of 'available' values");
            }
        }
        for (var device : devices) {
            if (!device.destinationType().equals("local")) {
                var volume = volumeFor(caller, device);
                var attachment =
                        servers.attach(
                                server,
                                volume,
                                device.deviceName(),
                                device.tag(),
                                device.deleteOnTermination());
                if (device.isRoot()) {
                    server.rootDevice = attachment.device();
                }
            } else if (device.isRoot()) {
                server.rootDevice = "/dev/vda";
            }
        }
    }

    private Volume volumeFor(Caller caller, BlockDevice device) {
        var id = String.valueOf(device.sourceId());
        return switch (device.sourceType()) {
            case "volume" -> volumes.visible(caller, id);
            case "snapshot" ->
                    volumes.create(caller, wish(device, snapshots.visible(caller, id), null));
            case "image" -> volumes.create(caller, wish(device, null, images.visible(caller, id)));
            default -> volumes.create(caller, wish(device, null, null));
        };
    }

    private static VolumeWish wish(
            BlockDevice device, @Nullable VolumeSnapshot origin, @Nullable Image image) {
        return new VolumeWish(
                "", "", device.sizeGib(), device.volumeType(), Map.of(), origin, image, null);
    }
}
