package io.stillframe.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.Frames;
import io.stillframe.Listener;
import io.stillframe.SandboxUser;
import io.stillframe.StillframeProcess;
import io.stillframe.Web;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Server;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Callers who take snapshots of all servers of a cloud side by side, who each hold a request and
 * listen to events until the end, and who then delete them. The cloud is outside of the service, as
 * a real one.
 */
final class Load implements AutoCloseable {

    private static final int VOLUMES = 3;

    /** Streams of each snapshot. */
    private static final int LISTENERS = 5;

    private final SandboxCloud cloud =
            SandboxCloud.startEmpty(
                    SandboxSettings.quick(
                            "snapshot-delay=20s", "volume-delay=200ms", "delete-delay=100ms"),
                    InstantSource.system());
    private final List<Server> servers;
    private final ReentrantLock door = new ReentrantLock();

    Load(int snapshotsAtOnce) {
        var demo = cloud.project("demo");
        demo.quota("volumes", 100_000);
        demo.quota("snapshots", 100_000);
        demo.quota("gigabytes", 100_000);
        servers = demo.addServers("load", snapshotsAtOnce, VOLUMES);
    }

    /** With which the service finds this cloud, and lets one project do all this. */
    Map<String, String> settings() {
        var settings = new HashMap<>(SandboxUser.demo(cloud));
        settings.put("STILLFRAME_IDENTITY", "none");
        settings.put("STILLFRAME_SNAPSHOTSATONCE", String.valueOf(servers.size()));
        return settings;
    }

    /** All of them once. */
    void on(StillframeProcess service) throws InterruptedException {
        var web = service.web();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = servers.stream().map(server -> call(web, server)).toList();
            for (var call : callers.invokeAll(calls)) {
                call.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("One of the callers has failed", e.getCause());
        }
    }

    private Callable<Void> call(Web web, Server server) {
        return () -> {
            var frames = new Frames(web);
            var id = inTurn(() -> frames.started(server.id()));
            var events = new ArrayList<Listener>();
            for (int i = 0; i < LISTENERS; i++) {
                events.add(web.listen("/v1/snapshots/" + id + "/events"));
            }
            frames.available(id);
            for (var stream : events) {
                assertThat(stream.rest()).isNotEmpty();
                stream.close();
            }
            frames.deleted(id);
            return null;
        };
    }

    /** The storage takes so long that all are there before the first is done. */
    private String inTurn(Supplier<String> call) {
        door.lock();
        try {
            return call.get();
        } finally {
            door.unlock();
        }
    }

    @Override
    public void close() {
        cloud.close();
    }
}
