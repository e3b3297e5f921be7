package io.stillframe;

import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Server;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.Servers;
import io.stillframe.snapshot.SnapshotRequest;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.snapshot.Strategy;
import io.stillframe.snapshot.Whose;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows the main job right after the sandbox has started: one server with three volumes becomes an
 * image.
 */
class FirstSnapshot {

    private static final Logger log = LoggerFactory.getLogger(FirstSnapshot.class);
    private static final int VOLUMES = 3;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final int MOST_LOOKS = 600;

    private final Snapshots snapshots;
    private final Servers servers;
    private final Cloud cloud;
    private final JsonMapper json;

    FirstSnapshot(Snapshots snapshots, Servers servers, Cloud cloud, JsonMapper json) {
        this.snapshots = snapshots;
        this.servers = servers;
        this.cloud = cloud;
        this.json = json;
    }

    @EventListener(ApplicationReadyEvent.class)
    void take() {
        Thread.ofVirtual().name("first-snapshot").start(this::takeOne);
    }

    private void takeOne() {
        try {
            servers.list(100, null).servers().stream()
                    .filter(server -> server.volumeIds().size() == VOLUMES)
                    .findFirst()
                    .ifPresent(this::takeAndTell);
        } catch (Trouble trouble) {
            log.warn("no first snapshot: {}", trouble.problem().detail());
        }
    }

    private void takeAndTell(Server server) {
        log.info("taking a first snapshot, of server {} ({})", server.name(), server.id());
        var request =
                new SnapshotRequest(
                        server.id(),
                        null,
                        null,
                        Strategy.AUTO,
                        false,
                        null,
                        List.of(),
                        Map.of(),
                        "private");
        var run = ended(snapshots.create(cloud.projectId(), request, null, null));
        log.info(
                "snapshot {} {}: image {} with this mapping:\n{}",
                run.id(),
                run.phase() instanceof Phase.Succeeded ? "is available" : "is not there",
                run.facts().imageId(),
                json.writerWithDefaultPrettyPrinter().writeValueAsString(run.facts().mapping()));
    }

    private Run<ServerSnapshot> ended(Run<ServerSnapshot> run) {
        for (int looks = 0; looks < MOST_LOOKS && !run.finished(); looks++) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            run = snapshots.find(Whose.of(run.owner()), run.id()).orElseThrow();
        }
        return run;
    }
}
