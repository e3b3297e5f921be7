package io.stillframe.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One volume of a server, as Cinder and as Nova see it. */
record AttachedVolume(Volume volume, Attachment attachment) {

    private static final List<String> FIRST_DEVICES =
            List.of("/dev/vda", "/dev/sda", "/dev/xvda", "/dev/hda");

    String id() {
        return volume.id();
    }

    boolean bootable() {
        return volume.bootable();
    }

    @Nullable String device() {
        return attachment.device();
    }

    boolean isAt(@Nullable String name) {
        return name != null && name.equals(device());
    }

    boolean isAtFirstDevice() {
        return isFirstDevice(device());
    }

    static boolean isFirstDevice(@Nullable String name) {
        return name != null && FIRST_DEVICES.contains(name);
    }

    @Override
    public String toString() {
        return "%s (%s, %s)"
                .formatted(
                        id(),
                        device() == null ? "no device name" : device(),
                        bootable() ? "bootable" : "not bootable");
    }
}
