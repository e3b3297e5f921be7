package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The database file is played back, and the cloud has gone on meanwhile. */
class BackupIT {

    private static final String MARK = "stillframe_snapshot";
    private static final String FILE = "stillframe.mv.db";

    @TempDir private Path directory;
    @TempDir private Path backup;

    private final SandboxCloud cloud =
            SandboxCloud.startEmpty(
                    SandboxSettings.quick("snapshot-delay=2s"), InstantSource.system());
    private final CloudProject demo = cloud.project("demo");

    @AfterEach
    void end() {
        cloud.close();
    }

    @Test
    void knowsWhatItKnewAndTouchesNothingElse() throws IOException {
        var kept = server("kept");
        var late = server("late");
        String gone;
        String unknown;
        try (var service = start()) {
            gone = frames(service).taken(kept).path("id").asString();
        }
        backUp();
        try (var service = start()) {
            frames(service).deleted(gone);
            unknown = frames(service).taken(late).path("id").asString();
        }
        playBack();

        try (var service = start()) {
            assertThat(frames(service).all()).hasSize(1);
            assertThat(frames(service).read(gone).path("status").asString()).isEqualTo("available");
            assertThat(service.web().get("/v1/snapshots/" + unknown).status()).isEqualTo(404);

            frames(service).deleted(gone);
            frames(service).taken(late);
        }
        assertThat(imagesOf(unknown)).hasSize(1);
        assertThat(volumeSnapshotsOf(unknown)).isEqualTo(2);
        assertThat(cloud.volumeSnapshots()).hasSize(4);
    }

    /**
     * It has ended since, and nobody knows any more: its image is made once more, and both have the
     * same volumes behind them.
     */
    @ParameterizedTest
    @CsvSource({"empty-upload, 0", "root-location, 1"})
    void goesOnWithWhatWasUnderWay(String strategy, int imageVolumes) throws IOException {
        var settings =
                new String[] {
                    "--stillframe.strategies=" + strategy, "--stillframe.image-volumes=always"
                };
        var server = server("under-way");
        String id;
        try (var service = start(settings)) {
            id = frames(service).started(server);
            await().until(() -> volumeSnapshotsOf(id) == 2);
        }
        backUp();
        try (var service = start(settings)) {
            frames(service).available(id);
        }
        playBack();

        try (var service = start(settings)) {
            var again = frames(service).available(id);

            assertThat(volumeSnapshotsOf(id)).isEqualTo(2);
            assertThat(cloud.volumes()).hasSize(2 + imageVolumes);
            assertThat(imagesOf(id))
                    .hasSize(2)
                    .extracting(Image::id)
                    .contains(again.path("image_id").asString());
            frames(service).deleted(id);
        }
        assertThat(imagesOf(id)).hasSize(1);
        assertThat(cloud.volumes()).hasSize(2);
        assertThat(cloud.volumeSnapshots()).isEmpty();
    }

    private List<Image> imagesOf(String snapshot) {
        return cloud.images().stream()
                .filter(image -> snapshot.equals(image.properties().get(MARK)))
                .toList();
    }

    private long volumeSnapshotsOf(String snapshot) {
        return cloud.volumeSnapshots().stream()
                .filter(each -> snapshot.equals(each.metadata().get(MARK)))
                .count();
    }

    private void backUp() throws IOException {
        Files.copy(data(), backup.resolve(FILE));
    }

    private void playBack() throws IOException {
        Files.copy(backup.resolve(FILE), data(), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path data() {
        return directory.resolve("data").resolve(FILE);
    }

    private StillframeProcess start(String... more) {
        var arguments = new ArrayList<>(List.of(more));
        arguments.add("--stillframe.identity=none");
        // being killed may leave a call without an answer, and then that is waited for
        arguments.add("--stillframe.settling-time=2s");
        arguments.add("--stillframe.call-timeout=2s");
        return StillframeProcess.start(directory, SandboxUser.demo(cloud), arguments);
    }

    private String server(String name) {
        return demo.addServers(name, 1, 2).stream().map(Server::id).findFirst().orElseThrow();
    }

    private static Frames frames(StillframeProcess service) {
        return new Frames(service.web());
    }
}
