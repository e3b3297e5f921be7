package io.stillframe.sandbox;

import io.stillframe.sandbox.http.Calls;
import io.stillframe.sandbox.http.CloudServer;
import io.stillframe.sandbox.http.OutsideWeb;
import io.stillframe.sandbox.world.Faults;
import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.Volume;
import io.stillframe.sandbox.world.VolumeSnapshot;
import io.stillframe.sandbox.world.World;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A simulated OpenStack cloud behind real HTTP on 127.0.0.1: demo, test double and load target in
 * one.
 */
public final class SandboxCloud implements AutoCloseable {

    private final World world;
    private final CloudServer server;

    private SandboxCloud(World world, CloudServer server) {
        this.world = world;
        this.server = server;
    }

    /** With the demo's projects, users, servers and images. */
    public static SandboxCloud start(SandboxSettings settings) {
        return start(settings, InstantSource.system());
    }

    public static SandboxCloud start(SandboxSettings settings, InstantSource clock) {
        var world = newWorld(settings, clock);
        // Seeded before it listens: nobody ever sees half of it.
        DemoSeed.fillServers(world);
        return new SandboxCloud(world, new CloudServer(world, settings.port()));
    }

    /** With the demo's projects and users, but nothing in them. */
    public static SandboxCloud startEmpty(SandboxSettings settings, InstantSource clock) {
        var world = newWorld(settings, clock);
        return new SandboxCloud(world, new CloudServer(world, settings.port()));
    }

    private static World newWorld(SandboxSettings settings, InstantSource clock) {
        var random = new SplittableRandom(settings.seed());
        var world =
                new World(
                        settings.forTheWorld(),
                        clock,
                        random.split(),
                        new Faults(random.split()),
                        settings.httpStore() ? Optional.of(new OutsideWeb()) : Optional.empty());
        DemoSeed.fillIdentity(world.identity());
        return world;
    }

    public URI url() {
        return server.url();
    }

    /** What a {@code clouds.yaml} calls auth_url. */
    public URI authUrl() {
        return URI.create(url() + "/identity/v3");
    }

    public int port() {
        return server.port();
    }

    public Calls calls() {
        return server.calls();
    }

    public Faults faults() {
        return world.faults();
    }

    /** Finds the project of that name or makes it, with a user of the same name and password. */
    public CloudProject project(String name) {
        return project(world, name);
    }

    static CloudProject project(World world, String name) {
        return world.inside(() -> {
            var identity = world.identity();
            var project = identity.project(name);
            var user = identity.user(name);
            if (identity.projectsOf(user).isEmpty()) {
                identity.grant(user, project, "reader", "member");
                identity.home(user, project);
            }
            return new CloudProject(world, project);
        });
    }

    public List<Server> servers() {
        return world.inside(() -> List.copyOf(world.servers().all()));
    }

    public List<Volume> volumes() {
        return world.inside(() -> List.copyOf(world.volumes().all()));
    }

    public List<VolumeSnapshot> volumeSnapshots() {
        return world.inside(() -> List.copyOf(world.snapshots().all()));
    }

    public List<Image> images() {
        return world.inside(() -> List.copyOf(world.images().all()));
    }

    /** Any status, as an administrator may set it. */
    public void setStatus(Volume volume, String status) {
        world.inside(() -> world.volumes().setStatus(volume, status));
    }

    public void setStatus(VolumeSnapshot snapshot, String status) {
        world.inside(() -> world.snapshots().setStatus(snapshot, status));
    }

    public void setStatus(Server aServer, String status) {
        world.inside(() -> world.servers().setStatus(aServer, status, null));
    }

    public void revokeToken(String tokenId) {
        world.inside(() -> world.identity().tokens().revoke(tokenId));
    }

    /** The user of that name may not log in, and its tokens are good no more. */
    public void disable(String user) {
        world.inside(() -> world.identity().disable(world.identity().user(user)));
    }

    /** Of the tokens issued from now on. */
    public void tokenLife(Duration life) {
        world.inside(() -> world.identity().tokens().life(life));
    }

    /**
     * The whole of it, for what has no method here. Enter it before looking: {@link World#inside}.
     */
    public World world() {
        return world;
    }

    @Override
    public void close() {
        server.close();
    }
}
