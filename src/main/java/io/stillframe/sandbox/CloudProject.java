package io.stillframe.sandbox;

import io.stillframe.sandbox.world.ApplicationCredential;
import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Flavor;
import io.stillframe.sandbox.world.Identity;
import io.stillframe.sandbox.world.Ids;
import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Project;
import io.stillframe.sandbox.world.Quotas;
import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.Token;
import io.stillframe.sandbox.world.Volume;
import io.stillframe.sandbox.world.VolumeSnapshot;
import io.stillframe.sandbox.world.VolumeWish;
import io.stillframe.sandbox.world.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One project of the cloud, to furnish and to look into. Things made here have ids that follow from
 * their names.
 */
public final class CloudProject {

    private final World world;
    private final Project project;
    private final Caller owner;

    public CloudProject(World world, Project project) {
        this.world = world;
        this.project = project;
        this.owner =
                new Caller(
                        world.identity().user(project.name()),
                        project,
                        List.of("reader", "member"));
    }

    public String id() {
        return project.id();
    }

    public String name() {
        return project.name();
    }

    /** Who made what is made here; for asking {@link SandboxCloud#world} for more. */
    public Caller caller() {
        return owner;
    }

    /** Begins a server; {@link ServerSpec#add} puts it there. */
    public ServerSpec server(String name) {
        return new ServerSpec(this, name);
    }

    /** As many servers as wanted, each with that many volumes of 1 GiB. */
    public List<Server> addServers(String prefix, int count, int volumesEach) {
        var servers = new ArrayList<Server>();
        for (int i = 1; i <= count; i++) {
            var name = "%s-%d".formatted(prefix, i);
            var spec = server(name).bootedFrom(VolumeSpec.volume(name + "-root", 1));
            for (int v = 1; v < volumesEach; v++) {
                spec.with(VolumeSpec.volume("%s-data-%d".formatted(name, v), 1));
            }
            servers.add(spec.add());
        }
        return servers;
    }

    /** A volume that no server has. */
    public Volume addVolume(VolumeSpec spec) {
        return world.inside(() -> {
            var volume = make(spec);
            world.volumes().setStatus(volume, spec.status() != null ? spec.status() : "available");
            return volume;
        });
    }

    /** An active image with that data; public if the whole cloud shall see it. */
    public Image addImage(
            String name, boolean isPublic, Map<String, String> properties, byte[] data) {
        return world.inside(() -> {
            var admin = new Caller(owner.user(), project, List.of("admin"));
            var attributes = new LinkedHashMap<String, Object>(properties);
            attributes.put("id", freeId("image", name));
            attributes.put("name", name);
            attributes.put("disk_format", "raw");
            attributes.put("container_format", "bare");
            attributes.put("min_disk", 1);
            attributes.put("visibility", isPublic ? "public" : "private");
            var image = world.images().create(admin, attributes);
            world.images().upload(admin, image.id(), data);
            return image;
        });
    }

    public void quota(String name, int limit) {
        world.inside(() -> world.quotas().limit(id(), name, limit));
    }

    /** As if others had reserved that much. */
    public void reserved(String name, int amount) {
        world.inside(() -> world.quotas().reserve(id(), name, amount));
    }

    public Map<String, Quotas.Usage> quotas() {
        return world.inside(() -> world.quotas().of(id()));
    }

    /** For the project's own user, who is called as the project is. */
    public ApplicationCredential addCredential(String name, @Nullable Instant expiresAt) {
        return world.inside(() -> identity().addCredential(owner, name, expiresAt));
    }

    /** These roles, too, for the user of that name, in the tokens issued from now on. */
    public CloudProject grant(String user, String... roles) {
        world.inside(() -> identity().grant(identity().user(user), project, roles));
        return this;
    }

    /** All roles, and with them the tokens for this project, of the user of that name. */
    public CloudProject takeRoles(String user) {
        world.inside(() -> identity().takeRoles(identity().user(user), project));
        return this;
    }

    /**
     * A token without the way through Keystone: with these roles, or with those that the project's
     * own user has been granted.
     */
    public Token token(String... roles) {
        return world.inside(() -> {
            var granted = identity().caller(owner.user(), project).orElse(owner);
            var caller =
                    roles.length == 0
                            ? granted
                            : identity().caller(owner.user(), project, List.of(roles));
            return identity().tokens().byPassword(caller);
        });
    }

    public List<Server> servers() {
        return world.inside(() -> List.copyOf(world.servers().of(id())));
    }

    public List<Volume> volumes() {
        return world.inside(() -> List.copyOf(world.volumes().of(id())));
    }

    public List<VolumeSnapshot> volumeSnapshots() {
        return world.inside(() -> List.copyOf(world.snapshots().of(id())));
    }

    Server add(ServerSpec spec) {
        return world.inside(() -> {
            var server =
                    world.servers()
                            .add(
                                    owner,
                                    freeId("server", spec.name),
                                    spec.name,
                                    Flavor.named(spec.flavor),
                                    spec.imageId);
            for (var disk : spec.disks) {
                var wanted = disk.spec();
                var volume = disk.existing().orElseGet(() -> make(wanted));
                world.servers()
                        .attach(
                                server,
                                volume,
                                wanted.device(),
                                wanted.tag(),
                                wanted.deleteOnTermination());
                if (wanted.status() != null) {
                    world.volumes().setStatus(volume, wanted.status());
                }
            }
            if (spec.rootDevice != null) {
                world.servers().setRootDevice(server, spec.rootDevice);
            }
            world.servers().setStatus(server, spec.status, spec.taskState);
            return server;
        });
    }

    private Volume make(VolumeSpec spec) {
        var wish =
                new VolumeWish(
                        spec.name(), null, spec.sizeGib(), spec.type(), Map.of(), null, null, null);
        var volume = world.volumes().add(owner, freeId("volume", spec.name()), wish);
        world.volumes().setBootable(volume, spec.bootable(), spec.imageMetadata());
        return volume;
    }

    /** Follows from the name; the second of a name gets one by chance. */
    private String freeId(String kind, String name) {
        var id = Ids.uuidOf("%s %s %s".formatted(kind, project.name(), name));
        boolean taken =
                switch (kind) {
                    case "server" -> world.servers().find(id).isPresent();
                    case "volume" -> world.volumes().find(id).isPresent();
                    default -> world.images().find(id).isPresent();
                };
        return taken ? world.ids().uuid() : id;
    }

    private Identity identity() {
        return world.identity();
    }
}
