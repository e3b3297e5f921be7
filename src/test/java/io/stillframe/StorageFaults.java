package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the storage below Cinder misbehaves, until this is closed. It is told by a file that {@code
 * STILLFRAME_TEST_STORAGE_FAULTS} names; a cloud without one is spared.
 */
final class StorageFaults implements AutoCloseable {

    private final Path file;

    private StorageFaults(Path file) {
        this.file = file;
    }

    /** Every call of this kind for the volume with this name fails. */
    static StorageFaults failing(String operation, String volumeName, String why) {
        return with(Map.of("op", operation, "match", "^" + volumeName + "$", "fail", why));
    }

    /** Every call of this kind for volumes whose names begin so takes this long. */
    static StorageFaults slow(String operation, String volumeNames, Duration delay) {
        return with(
                Map.of("op", operation, "match", "^" + volumeNames, "delay", delay.toSeconds()));
    }

    /** As copy-on-write storage is while a volume made of the volume snapshot is there. */
    static StorageFaults busyToDeleteSnapshotsOf(String volumeName) {
        return with(Map.of("op", "delete_snapshot", "match", "^" + volumeName + "$", "busy", true));
    }

    private static StorageFaults with(Map<String, ?> rule) {
        var named = System.getenv("STILLFRAME_TEST_STORAGE_FAULTS");
        assumeThat(named).as("a file tells the storage how to misbehave").isNotNull();
        var faults = new StorageFaults(Path.of(named));
        assertThat(Web.JSON.readTree(faults.read()).isEmpty())
                .as("nobody else has told it to misbehave")
                .isTrue();
        faults.write(Web.JSON.writeValueAsString(Map.of("rules", List.of(rule))));
        return faults;
    }

    private String read() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Never seen half written. */
    private void write(String content) {
        try {
            var next =
                    Files.writeString(file.resolveSibling(file.getFileName() + ".next"), content);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        write("{}");
    }
}
