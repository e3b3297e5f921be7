package io.stillframe.sandbox.world;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nova's rules about servers, and the volumes that they hold. */
public final class Servers {

    /**
     * A server as somebody wants it booted; the devices are those of the request, not of the image.
     */
    public record BootWish(
            String name,
            Flavor flavor,
            @Nullable String imageId,
            List<BlockDevice> devices,
            Map<String, String> metadata) {}

    private final Agenda agenda;
    private final Ids ids;
    private final Volumes volumes;
    private final Images images;
    private final Boot boot;
    private final Duration bootTakes;
    private final Duration deletingTakes;
    private final Shelf<Server> servers = new Shelf<>();

    Servers(
            Agenda agenda,
            Ids ids,
            Volumes volumes,
            VolumeSnapshots snapshots,
            Images images,
            WorldSettings settings) {
        this.agenda = agenda;
        this.ids = ids;
        this.volumes = volumes;
        this.images = images;
        this.boot = new Boot(this, volumes, snapshots, images, settings.glance() == Glance.V1);
        this.bootTakes = settings.bootDelay();
        this.deletingTakes = settings.deleteDelay();
    }

    /** Newest first, as Nova lists. */
    public Collection<Server> of(String projectId) {
        return servers.of(projectId);
    }

    public Collection<Server> ofAfter(String projectId, Server marker) {
        return servers.ofAfter(projectId, marker);
    }

    public Collection<Server> all() {
        return servers.all();
    }

    public Collection<Server> allAfter(Server marker) {
        return servers.allAfter(marker);
    }

    public Optional<Server> find(String id) {
        return servers.find(id);
    }

    public Server visible(Caller caller, String id) {
        return servers.find(id)
                .filter(s -> caller.maySee(s.projectId()))
                .orElseThrow(
                        () -> new Refused(404, "Instance %s could not be found.".formatted(id)));
    }

    /** A server that is simply there, running, with nothing attached yet. */
    public Server add(
            Caller owner, String id, String name, Flavor flavor, @Nullable String imageId) {
        var now = agenda.instant();
        var server = new Server(id, owner, name, flavor, imageId, now);
        server.launchedAt = now;
        server.become("ACTIVE", null, now);
        servers.put(server);
        return server;
    }

    /** Takes the request, makes the volumes a little later. */
    public Server boot(Caller caller, BootWish wish) {
        var devices = boot.plan(caller, wish);
        var server =
                new Server(
                        ids.uuid(),
                        caller,
                        wish.name(),
                        wish.flavor(),
                        wish.imageId(),
                        agenda.instant());
        server.metadata.putAll(wish.metadata());
        server.become("BUILD", "scheduling", agenda.instant());
        servers.put(server);
        agenda.after(bootTakes, () -> finishBoot(caller, server, devices));
        return server;
    }

    private void finishBoot(Caller caller, Server server, List<BlockDevice> devices) {
        var now = agenda.instant();
        if (!server.status.equals("BUILD")) {
            boot.release(devices); // deleted meanwhile
            return;
        }
        try {
            boot.carryOut(caller, server, devices);
            server.launchedAt = now;
            server.become("ACTIVE", null, now);
        } catch (Refused refused) {
            boot.release(devices);
            server.faultMessage =
                    "Build of instance %s aborted: ".formatted(server.id)
                            + (refused.status() == 404
                                    ? refused.words()
                                    : "Invalid input received: %s (HTTP %d) (Request-ID: req-%s)"
                                            .formatted(
                                                    refused.words(), refused.status(), ids.uuid()));
            server.become("ERROR", null, now);
        }
    }

    public Attachment attach(
            Server server,
            Volume volume,
            @Nullable String device,
            @Nullable String tag,
            boolean deleteOnTermination) {
        return attach(server, volume, device, tag, deleteOnTermination, ids.uuid());
    }

    Attachment attach(
            Server server,
            Volume volume,
            @Nullable String device,
            @Nullable String tag,
            boolean deleteOnTermination,
            String id) {
        var attachment =
                new Attachment(
                        id,
                        ids.uuid(),
                        server,
                        volume,
                        device != null ? device : freeDevice(server),
                        tag,
                        deleteOnTermination,
                        agenda.instant());
        server.attachments.add(attachment);
        if (server.rootDevice == null) {
            server.rootDevice = attachment.device();
        }
        volumes.attach(attachment);
        return attachment;
    }

    /** As a user would ask for it. */
    public Attachment attachVolume(
            Caller caller,
            String serverId,
            String volumeId,
            @Nullable String tag,
            boolean deleteOnTermination) {
        var server = visible(caller, serverId);
        var volume = volumes.visible(caller, volumeId);
        if (!volume.status().equals("available")
                && !(volume.multiattach() && volume.status().equals("in-use"))) {
            throw new Refused(
                    400,
                    "Invalid volume: volume %s status must be available or downloading to reserve, but the current status is %s."
                            .formatted(volumeId, volume.status()));
        }
        return attach(server, volume, null, tag, deleteOnTermination);
    }

    public void detachVolume(Caller caller, String serverId, String volumeId) {
        var server = visible(caller, serverId);
        var attachment =
                server.attachments.stream()
                        .filter(a -> a.volume().id.equals(volumeId))
                        .findFirst()
                        .orElseThrow(() -> new Refused(404, "volume_id not found: " + volumeId));
        if (attachment.device().equals(server.rootDevice)) {
            throw new Refused(403, "Cannot detach a root device volume");
        }
        server.attachments.remove(attachment);
        volumes.detach(attachment);
    }

    public void delete(Caller caller, String id) {
        var server = visible(caller, id);
        server.taskState = "deleting";
        agenda.after(deletingTakes, () -> finishDelete(server));
    }

    private void finishDelete(Server server) {
        servers.remove(server);
        server.become("DELETED", null, agenda.instant());
        for (var attachment : List.copyOf(server.attachments)) {
            server.attachments.remove(attachment);
            volumes.detach(attachment);
            if (attachment.deleteOnTermination() && volumes.mayBeDeleted(attachment.volume())) {
                volumes.remove(attachment.volume());
            }
        }
    }

    /** What an administrator may do, and a test: any status, with or without a task in progress. */
    public void setStatus(Server server, String status, @Nullable String taskState) {
        server.become(status, taskState, agenda.instant());
    }

    public void setRootDevice(Server server, String device) {
        server.rootDevice = device;
    }

    Images images() {
        return images;
    }

    private static String freeDevice(Server server) {
        int place = server.imageId != null && server.attachments.isEmpty() ? 1 : 0;
        while (true) {
            var device = device(place++);
            if (server.attachments.stream().noneMatch(a -> a.device().equals(device))) {
                return device;
            }
        }
    }

    /** The name at that place: /dev/vdz is followed by /dev/vdaa. */
    static String device(int place) {
        var first = place < 26 ? "" : String.valueOf((char) ('a' + place / 26 - 1));
        return "/dev/vd" + first + (char) ('a' + place % 26);
    }
}
