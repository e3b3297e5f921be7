package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.Found;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import io.stillframe.workflow.Trouble;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the server and its volumes, tells the root, and refuses what cannot be snapshotted. */
record InspectServer(
        Servers servers, Volumes volumes, Images images, Cloud cloud, MappingText mappingText)
        implements Step<ServerSnapshot> {

    private static final Set<String> READY = Set.of("ACTIVE", "SHUTOFF", "PAUSED", "SUSPENDED");

    /** Nova leaves these by itself, or somebody is at work: a later try may succeed. */
    private static final Set<String> PASSING =
            Set.of(
                    "BUILD",
                    "REBUILD",
                    "REBOOT",
                    "HARD_REBOOT",
                    "RESIZE",
                    "VERIFY_RESIZE",
                    "REVERT_RESIZE",
                    "MIGRATING",
                    "PASSWORD");

    private static final DateTimeFormatter NAME_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
    private static final int LONGEST_NAME = 255;

    @Override
    public String name() {
        return "inspect-server";
    }

    @Override
    public boolean onlyLooks() {
        return true;
    }

    @Override
    public Outcome<ServerSnapshot> perform(Run<ServerSnapshot> run) {
        var request = run.facts().request();
        var server =
                servers.find(request.serverId())
                        .filter(found -> found.projectId().equals(run.owner()))
                        .orElseThrow(() -> noSuchServer(request.serverId()));
        refuseUnlessReady(server);
        var attached = attached(server, run.owner());
        refuseUnlessVolumeBacked(server, attached);
        var root = RootVolume.of(server, attached, request.rootVolumeId());
        refuseToLeaveOut(request.excludeVolumeIds(), server, root, attached);

        var wanted =
                attached.stream()
                        .filter(volume -> !request.excludeVolumeIds().contains(volume.id()))
                        .sorted(Comparator.comparing(volume -> !volume.id().equals(root.id())))
                        .toList();
        wanted.forEach(volume -> refuseUnlessReady(volume.volume()));
        var found =
                new Found(
                        server.name(),
                        imageName(request, server, run.now()),
                        root.foundBy(),
                        understood(),
                        ImageProperties.of(server, root, run.id(), request),
                        ImageProperties.minRam(root),
                        root.volume().volume().encrypted());
        var toSnapshot =
                wanted.stream()
                        .map(volume -> SnapshotVolume.of(volume, volume.id().equals(root.id())))
                        .toList();
        var facts = run.facts().inspected(found, toSnapshot, warnings(wanted));
        return new Outcome.Done<>(
                facts,
                "server %s (%s) has %d volumes; its root is %s, found by %s"
                        .formatted(
                                server.name(),
                                server.status(),
                                attached.size(),
                                root.id(),
                                root.foundBy()));
    }

    private static void refuseUnlessReady(Server server) {
        if (server.taskState() != null || PASSING.contains(server.status())) {
            throw busy(
                    ProblemType.SERVER_BUSY,
                    "Server %s is busy (status %s, task %s). Try again when Nova has finished.",
                    server.id(),
                    server.status(),
                    server.taskState() == null ? "none" : server.taskState());
        }
        if (!READY.contains(server.status())) {
            throw refused(
                    ProblemType.SERVER_STATUS,
                    "Server %s is %s; it must be ACTIVE, SHUTOFF, PAUSED or SUSPENDED.",
                    server.id(),
                    server.status());
        }
    }

    /**
     * A server booted with an image is volume-backed only if that image, or the request to boot,
     * made its root a volume; then the root volume is of that image, or the image maps it.
     */
    private void refuseUnlessVolumeBacked(Server server, List<AttachedVolume> attached) {
        var imageId = server.imageId();
        if (imageId == null) {
            return;
        }
        var volumeBacked =
                attached.stream()
                        .filter(volume -> volume.isAtFirstDevice() && volume.bootable())
                        .anyMatch(root ->
                                imageId.equals(root.volume().imageMetadata().get("image_id"))
                                        || images.find(imageId)
                                                .map(mappingText::mapsRoot)
                                                .orElse(true));
        if (!volumeBacked) {
            throw refused(
                    ProblemType.IMAGE_BACKED,
                    "Server %s boots from an image, not from a volume. Nova's own snapshot is for such servers: openstack server image create %s",
                    server.id(),
                    server.id());
        }
    }

    private static void refuseUnlessReady(Volume volume) {
        var status = volume.status();
        if (status.startsWith("error")) {
            throw refused(
                    ProblemType.VOLUME_STATUS,
                    "Volume %s is %s; it must be available or in-use. An administrator has to look at it.",
                    volume.id(),
                    status);
        }
        if (!status.equals("available") && !status.equals("in-use")) {
            throw busy(
                    ProblemType.VOLUME_BUSY,
                    "Volume %s is busy (%s). Try again when it is available or in-use.",
                    volume.id(),
                    status);
        }
    }

    /**
     * All of one project: Cinder books a volume snapshot to the token's project, not the volume's.
     */
    private List<AttachedVolume> attached(Server server, String owner) {
        if (!cloud.projectId().equals(owner)) {
            throw refused(
                    ProblemType.OTHER_PROJECT,
                    "Server %s is of project %s, but Stillframe's credentials are of project %s, and only in that project can it make volume snapshots.",
                    server.id(),
                    owner,
                    cloud.projectId());
        }
        var attachments = servers.attachments(server.id());
        refuseUnlessAllAreListed(server, attachments);
        if (attachments.isEmpty()) {
            return List.of();
        }
        var found =
                volumes.find(attachments.stream().map(Attachment::volumeId).toList()).stream()
                        .collect(Collectors.toMap(Volume::id, Function.identity()));
        var attached = new ArrayList<AttachedVolume>();
        for (var attachment : attachments) {
            var volume = found.get(attachment.volumeId());
            if (volume == null
                    || (volume.projectId() != null && !volume.projectId().equals(owner))) {
                throw refused(
                        ProblemType.OTHER_PROJECT,
                        "Volume %s is not in the project of server %s; only a project's own volumes are snapshotted.",
                        attachment.volumeId(),
                        server.id());
            }
            attached.add(new AttachedVolume(volume, attachment));
        }
        return attached;
    }

    /** A list that is cut short, or changes between two calls, must not lose a disk. */
    private static void refuseUnlessAllAreListed(Server server, List<Attachment> attachments) {
        var listed = attachments.stream().map(Attachment::volumeId).collect(Collectors.toSet());
        if (!listed.containsAll(server.volumeIds())) {
            throw busy(
                    ProblemType.SERVER_BUSY,
                    "Nova lists %d volumes of server %s in one place and %d in another. Try again when no volume is being attached or detached.",
                    server.volumeIds().size(),
                    server.id(),
                    listed.size());
        }
    }

    private static void refuseToLeaveOut(
            List<String> excluded, Server server, RootVolume root, List<AttachedVolume> attached) {
        for (var id : excluded) {
            if (attached.stream().noneMatch(volume -> volume.id().equals(id))) {
                throw RootVolume.notAttached(server, id);
            }
            if (id.equals(root.id())) {
                throw refused(
                        ProblemType.ROOT_EXCLUDED,
                        "Volume %s is the root of server %s; without it the image would not boot.",
                        id,
                        server.id());
            }
        }
    }

    private Set<MappingKey> understood() {
        var keys = EnumSet.allOf(MappingKey.class);
        keys.removeIf(key -> !servers.understands(key));
        return keys;
    }

    private static List<String> warnings(List<AttachedVolume> wanted) {
        return wanted.stream()
                .map(AttachedVolume::volume)
                .filter(volume -> volume.multiattach() && volume.attachedTo().size() > 1)
                .map(volume ->
                        "Volume %s is attached to %d servers; the others may write while it is snapshotted."
                                .formatted(volume.id(), volume.attachedTo().size()))
                .toList();
    }

    private static String imageName(SnapshotRequest request, Server server, Instant now) {
        if (request.name() != null) {
            return request.name();
        }
        var time = " " + NAME_TIME.format(now);
        var cut = server.name().codePoints().limit(LONGEST_NAME - time.length()).toArray();
        return new String(cut, 0, cut.length) + time;
    }

    private static Trouble noSuchServer(String id) {
        return refused(ProblemType.SERVER_NOT_FOUND, "There is no server %s in this project.", id);
    }

    private static Trouble refused(ProblemType type, String sentence, Object... what) {
        return new Trouble(type.refusal(sentence.formatted(what)));
    }

    private static Trouble busy(ProblemType type, String sentence, Object... what) {
        return new Trouble(type.busy(sentence.formatted(what)));
    }
}
