package io.stillframe.kills;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.world.VolumeSnapshot;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Sees what is doubled even if it is removed again before anybody counts. */
final class Watch implements AutoCloseable {

    private static final long BETWEEN_LOOKS = 20;

    private final SandboxCloud cloud;
    private final Set<String> doubles = new TreeSet<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> looking;

    private Watch(SandboxCloud cloud) {
        this.cloud = cloud;
        this.looking =
                looks.scheduleWithFixedDelay(
                        this::look, BETWEEN_LOOKS, BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
    }

    static Watch over(SandboxCloud cloud) {
        return new Watch(cloud);
    }

    synchronized List<String> doubles() {
        // an executor says nothing of a task that has thrown, and never runs it again
        assertThat(looking.isDone()).as("looked until now, or: %s", looking).isFalse();
        return List.copyOf(doubles);
    }

    private synchronized void look() {
        cloud.world().inside(() -> doubled(cloud.volumeSnapshots()).forEach(doubles::add));
    }

    /** Of each volume one belongs to a snapshot; this tells of the others. */
    private static Stream<String> doubled(List<VolumeSnapshot> all) {
        return all.stream()
                .collect(
                        groupingBy(each ->
                                "%s of %s"
                                        .formatted(
                                                each.metadata().get("stillframe_snapshot"),
                                                each.volume().id())))
                .entrySet()
                .stream()
                .flatMap(group ->
                        group.getValue().stream()
                                .skip(1)
                                .map(each -> "%s for %s".formatted(each.id(), group.getKey())));
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
