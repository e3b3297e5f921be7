package io.stillframe.simulation;

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
import java.util.List;
import java.util.Optional;
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

    SimulatedCloud(Scene scene, Wire wire) {
        this.world = scene.world();
        this.caller = scene.caller();
        this.wire = wire;
        this.volumes = new SimulatedVolumes(scene, wire);
        this.images = new SimulatedImages(scene, wire);
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
                () -> found(() -> world.servers().visible(caller, id)).map(SimulatedCloud::server));
    }

    private static Server server(io.stillframe.sandbox.world.Server server) {
        return new Server(
                server.id(),
                server.name(),
                server.projectId(),
                server.status(),
                server.taskState(),
                server.imageId(),
                server.rootDevice(),
                server.attachments().stream().map(each -> each.volume().id()).toList());
    }

    @Override
    public List<Attachment> attachments(String serverId) {
        return wire.read(
                At.NOVA,
                "read the attachments of " + serverId,
                () ->
                        world.servers().visible(caller, serverId).attachments().stream()
                                .map(each ->
                                        new Attachment(
                                                each.volume().id(),
                                                each.device(),
                                                each.deleteOnTermination(),
                                                each.tag()))
                                .toList());
    }

    @Override
    public Page list(int limit, @Nullable String marker) {
        throw new UnsupportedOperationException("no run lists servers");
    }

    @Override
    public boolean understands(MappingKey key) {
        return true;
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
