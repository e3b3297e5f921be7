package io.stillframe.snapshot;

import io.stillframe.workflow.Trouble;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which volume of a server is its root. No API shows the boot index to a member of the project, so
 * it is found by what can be seen; where that is not clear, the caller must say.
 *
 * @param foundBy {@code request}, {@code root_device_name}, {@code first_device} or {@code
 *     only_bootable}
 */
record RootVolume(AttachedVolume volume, String foundBy) {

    static RootVolume of(Server server, List<AttachedVolume> attached, @Nullable String asked) {
        if (asked != null) {
            return only(attached, volume -> volume.id().equals(asked), "request")
                    .orElseThrow(() -> notAttached(server, asked));
        }
        return only(attached, volume -> volume.isAt(server.rootDeviceName()), "root_device_name")
                .or(() -> byFirstDevice(attached))
                .or(() -> byBeingBootable(attached))
                .orElseThrow(() -> ambiguous(server, attached));
    }

    static Trouble notAttached(Server server, String volumeId) {
        return new Trouble(
                ProblemType.VOLUME_NOT_ATTACHED.refusal(
                        "Volume %s is not attached to server %s; name only volumes of this server."
                                .formatted(volumeId, server.id())));
    }

    String id() {
        return volume.id();
    }

    private static Optional<RootVolume> byFirstDevice(List<AttachedVolume> attached) {
        boolean noneBootable = attached.stream().noneMatch(AttachedVolume::bootable);
        return only(attached, AttachedVolume::isAtFirstDevice, "first_device")
                .filter(root -> noneBootable || root.volume().bootable());
    }

    /**
     * Only where no volume is at a first device: beside one there that does not boot, a bootable
     * one may be data.
     */
    private static Optional<RootVolume> byBeingBootable(List<AttachedVolume> attached) {
        return attached.stream().anyMatch(AttachedVolume::isAtFirstDevice)
                ? Optional.empty()
                : only(attached, AttachedVolume::bootable, "only_bootable");
    }

    private static Optional<RootVolume> only(
            List<AttachedVolume> attached, Predicate<AttachedVolume> test, String foundBy) {
        var found = attached.stream().filter(test).toList();
        return found.size() == 1
                ? Optional.of(new RootVolume(found.getFirst(), foundBy))
                : Optional.empty();
    }

    private static Trouble ambiguous(Server server, List<AttachedVolume> attached) {
        if (attached.isEmpty()) {
            return new Trouble(
                    ProblemType.VOLUME_NOT_ATTACHED.refusal(
                            "Server %s has no volume attached.".formatted(server.id())));
        }
        return new Trouble(
                ProblemType.ROOT_AMBIGUOUS.refusal(
                        "Which volume server %s boots from cannot be told. Say it with root_volume_id; the candidates are %s."
                                .formatted(
                                        server.id(),
                                        String.join(
                                                ", ",
                                                attached.stream()
                                                        .map(AttachedVolume::toString)
                                                        .toList()))));
    }
}
