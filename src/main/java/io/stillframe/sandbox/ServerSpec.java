package io.stillframe.sandbox;

import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server that a test or the demo wants to be there; {@link #add} puts it there. */
public final class ServerSpec {

    /** Either a volume to make or one that is there already, for several servers at once. */
    record Disk(VolumeSpec spec, Optional<Volume> existing) {}

    private final CloudProject project;
    final String name;
    final List<Disk> disks = new ArrayList<>();
    String flavor = "m1.small";
    String status = "ACTIVE";
    @Nullable String taskState;
    @Nullable String imageId;
    @Nullable String rootDevice;

    ServerSpec(CloudProject project, String name) {
        this.project = project;
        this.name = name;
    }

    /** The root, at the first device and bootable unless it says otherwise. */
    public ServerSpec bootedFrom(VolumeSpec root) {
        disks.addFirst(new Disk(root.bootable(true), Optional.empty()));
        return this;
    }

    public ServerSpec with(VolumeSpec... volumes) {
        for (var volume : volumes) {
            disks.add(new Disk(volume, Optional.empty()));
        }
        return this;
    }

    /** A volume that other servers may have, too. */
    public ServerSpec with(Volume existing) {
        disks.add(new Disk(VolumeSpec.volume("", existing.sizeGib()), Optional.of(existing)));
        return this;
    }

    /** Not volume-backed: its root is a copy of the image on the hypervisor. */
    public ServerSpec bootedFromImage(String id) {
        imageId = id;
        return this;
    }

    public ServerSpec flavor(String newFlavor) {
        flavor = newFlavor;
        return this;
    }

    public ServerSpec status(String newStatus) {
        status = newStatus;
        return this;
    }

    /** Nova's word for what it is doing to the server just now. */
    public ServerSpec taskState(String newTaskState) {
        taskState = newTaskState;
        return this;
    }

    /** What administrators see as the root, if it is not the first volume's device. */
    public ServerSpec rootDevice(String device) {
        rootDevice = device;
        return this;
    }

    public Server add() {
        return project.add(this);
    }
}
