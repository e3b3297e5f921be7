package io.stillframe.sandbox.world;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How Nova puts the disks of a new server together from its image's mapping and the request's. */
final class Boot {

    private static final String FIRST = Servers.device(0);

    private final Servers servers;
    private final Volumes volumes;
    private final VolumeSnapshots snapshots;
    private final Images images;
    private final BootChecks checks;
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
        this.checks = new BootChecks(volumes, snapshots, images);
        this.ofOldNova = ofOldNova;
    }

    /** What Nova does while the caller waits. */
    List<BlockDevice> plan(Caller caller, Servers.BootWish wish) {
        var image = wish.imageId() == null ? null : image(caller, wish.imageId());
        if (image == null) {
            if (wish.devices().isEmpty()) {
                throw new Refused(400, "Missing imageRef attribute");
            }
            checks.checkBootable(caller, wish.devices());
        }
        var devices = merged(image, wish.devices());
        checks.checkImage(image, wish.flavor(), devices);
        checks.check(caller, image, devices);
        return devices;
    }

    private Image image(Caller caller, String id) {
        return images.find(id)
                .filter(i -> images.mayBeSeenBy(caller, i))
                .orElseThrow(() -> new Refused(400, "Can not find requested image"));
    }

    /**
     * An entry of the request replaces the image's of the same device name. The image itself is the
     * root on the hypervisor if its mapping has none, but only where the request has no mapping:
     * with one, it has to say so.
     */
    private List<BlockDevice> merged(@Nullable Image image, List<BlockDevice> ofRequest) {
        var ofImage = image == null ? List.<BlockDevice>of() : ImageMapping.of(image, ofOldNova);
        boolean rootIsMapped = ofImage.stream().anyMatch(BlockDevice::isRoot);
        var devices = new ArrayList<BlockDevice>();
        if (image != null && ofRequest.isEmpty() && !rootIsMapped) {
            devices.add(BlockDevice.local(image.id));
        }
        for (var wanted : ofRequest) {
            if (!(rootIsMapped && wanted.isRoot() && "image".equals(wanted.sourceType()))) {
                devices.add(wanted);
            }
        }
        var replaced = names(devices);
        ofImage.stream()
                .filter(d -> d.deviceName() == null || !replaced.contains(d.deviceName()))
                .forEach(devices::add);
        return devices;
    }

    private static Set<String> names(List<BlockDevice> devices) {
        return devices.stream()
                .map(BlockDevice::deviceName)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * What Nova does after it has answered; everything is looked at before the first volume is
     * made.
     */
    void carryOut(Caller caller, Server server, List<BlockDevice> devices) {
        var disks = devices.stream().filter(BlockDevice::becomesVolume).toList();
        disks.forEach(disk -> checkOrigin(caller, disk));
        var names = deviceNames(disks);
        server.rootDevice = root(disks).stream().mapToObj(names::get).findFirst().orElse(FIRST);
        for (int i = 0; i < disks.size(); i++) {
            var disk = disks.get(i);
            servers.attach(
                    server,
                    volumeFor(caller, server, disk),
                    names.get(i),
                    disk.tag(),
                    disk.deleteOnTermination());
        }
        release(devices);
    }

    /**
     * Of what was reserved and is not attached. Nova forgets this where a volume was to be on the
     * hypervisor.
     */
    void release(List<BlockDevice> devices) {
        for (var device : devices) {
            if (device.volumeId() != null) {
                volumes.find(device.volumeId()).ifPresent(volumes::release);
            }
        }
    }

    private void checkOrigin(Caller caller, BlockDevice disk) {
        if ("blank".equals(disk.sourceType())) {
            return;
        }
        if (disk.snapshotId() == null && disk.volumeId() == null && disk.imageId() == null) {
            var kind = // of which nobody has noticed before that it says not which
                    switch (Objects.requireNonNull(disk.sourceType())) {
                        case "snapshot" -> "Snapshot";
                        case "volume" -> "Volume";
                        default -> "Image";
                    };
            throw new Refused(404, "%s None could not be found.".formatted(kind));
        }
        if (disk.snapshotId() != null
                && !snapshots.visible(caller, disk.snapshotId()).status.equals("available")) {
            throw new Refused(
                    400,
                    "Invalid snapshot: Originating snapshot status must be one of 'available' values");
        }
    }

    /** The root has the first name that nobody wants, wherever it stands in the mapping. */
    private static List<String> deviceNames(List<BlockDevice> disks) {
        var taken = names(disks);
        var root = root(disks);
        var first = root.isPresent() ? name(disks.get(root.getAsInt()), taken) : FIRST;
        taken.add(first);
        var names = new ArrayList<String>();
        for (var disk : disks) {
            names.add(disk.isRoot() ? first : name(disk, taken));
        }
        return names;
    }

    private static OptionalInt root(List<BlockDevice> disks) {
        return IntStream.range(0, disks.size()).filter(i -> disks.get(i).isRoot()).findFirst();
    }

    private static String name(BlockDevice disk, Set<String> taken) {
        if (disk.deviceName() != null) {
            return disk.deviceName();
        }
        int place = 0;
        while (!taken.add(Servers.device(place))) {
            place++;
        }
        return Servers.device(place);
    }

    private Volume volumeFor(Caller caller, Server server, BlockDevice disk) {
        return switch (Objects.requireNonNull(disk.sourceType())) {
            case "volume" -> volumes.visible(caller, id(disk.volumeId()));
            case "snapshot" ->
                    made(caller, disk, "", snapshots.visible(caller, id(disk.snapshotId())), null);
            case "image" ->
                    made(caller, disk, "", null, images.visible(caller, id(disk.imageId())));
            default -> made(caller, disk, server.id + "-blank-vol", null, null);
        };
    }

    private static String id(@Nullable String id) {
        return Objects.requireNonNull(id);
    }

    private Volume made(
            Caller caller,
            BlockDevice disk,
            String name,
            @Nullable VolumeSnapshot origin,
            @Nullable Image image) {
        return volumes.create(
                caller,
                new VolumeWish(
                        name,
                        "",
                        disk.sizeGib(),
                        disk.volumeType(),
                        Map.of(),
                        origin,
                        image,
                        null));
    }
}
