package io.stillframe.simulation;

import io.stillframe.openstack.Diagnosed;
import io.stillframe.openstack.Diagnosed.At;
import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.World;
import io.stillframe.snapshot.Attachment;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.MappingKey;
import io.stillframe.snapshot.Server;
import io.stillframe.snapshot.Servers;
import io.stillframe.snapshot.Volumes;
import java.lang.module.ModuleDescriptor.Version;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ports of the service on the sandbox's world, without HTTP between. The world answers as the
 * real services do; that this does, too, is for the contract test to say.
 */
final class SimulatedCloud implements Servers, Cloud {

    private final World world;
    private final Wire wire;
    private final Caller caller;
    private final SimulatedVolumes volumes;
    private final SimulatedImages images;

    /** All that changes anything is a run. */
    SimulatedCloud(Scene scene, Wire wire) {
        this(scene, wire, () -> Optional.of(atWork(wire)));
    }

    private SimulatedCloud(Scene scene, Wire wire, Supplier<Optional<UUID>> run) {
        this.world = scene.world();
        this.caller = scene.caller();
        this.wire = wire;
        this.volumes = new SimulatedVolumes(scene, wire, run);
        this.images = new SimulatedImages(scene, wire, run);
    }

    /** For anybody, who is held to no rule but those of the cloud. */
    static SimulatedCloud withoutRuns(Scene scene, Wire wire) {
        return new SimulatedCloud(scene, wire, Optional::empty);
    }

    private static UUID atWork(Wire wire) {
        var turn = wire.turn();
        if (turn == null) {
            throw new Violation("a request from outside changes the cloud");
        }
        return turn.run;
    }

    Volumes volumes() {
        return volumes;
    }

    Images images() {
        return images;
    }

    @Override
    public Optional<Server> find(String id) {
        return wire.read(
                At.NOVA,
                "read server " + id,
                () -> found(() -> world.servers().visible(caller, id)).map(this::server));
    }

    private Server server(io.stillframe.sandbox.world.Server server) {
        return new Server(
                server.id(),
                server.name(),
                server.projectId(),
                server.status(),
                server.taskState(),
                server.imageId(),
                caller.isAdmin() ? server.rootDevice() : null,
                server.attachments().stream().map(each -> each.volume().id()).toList());
    }

    @Override
    public List<Attachment> attachments(String serverId) {
        return told(
                "read the attachments of " + serverId,
                () ->
                        world.servers().visible(caller, serverId).attachments().stream()
                                .map(this::attachment)
                                .toList());
    }

    private Attachment attachment(io.stillframe.sandbox.world.Attachment attachment) {
        return new Attachment(
                attachment.volume().id(),
                attachment.device(),
                novaKnows("2.79") && attachment.deleteOnTermination(),
                novaKnows("2.70") ? attachment.tag() : null);
    }

    @Override
    public Page list(int limit, @Nullable String marker) {
        return told(
                "list the servers",
                () -> {
                    var servers = after(marker).stream().limit(limit).map(this::server).toList();
                    return new Page(servers, servers.size() == limit);
                });
    }

    private Collection<io.stillframe.sandbox.world.Server> after(@Nullable String marker) {
        if (marker == null) {
            return world.servers().of(projectId());
        }
        var last = found(() -> world.servers().visible(caller, marker));
        return world.servers()
                .ofAfter(projectId(), last.orElseThrow(() -> new Refused(400, "marker not found")));
    }

    private <T> T told(String purpose, Supplier<T> answer) {
        try {
            return wire.read(At.NOVA, purpose, answer);
        } catch (Refused refused) {
            throw Diagnosed.answered(At.NOVA, purpose, false, refused.status());
        }
    }

    @Override
    public boolean understands(MappingKey key) {
        return novaKnows(key.since());
    }

    private boolean novaKnows(String microversion) {
        var newest = Version.parse(world.settings().glance().newestNova());
        return newest.compareTo(Version.parse(microversion)) >= 0;
    }

    @Override
    public String projectId() {
        return caller.project().id();
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of();
    }

    /** Empty for what the services call not found. */
    static <T> Optional<T> found(Supplier<T> look) {
        try {
            return Optional.of(look.get());
        } catch (Refused refused) {
            if (refused.status() == 404) {
                return Optional.empty();
            }
            throw refused;
        }
    }
}
