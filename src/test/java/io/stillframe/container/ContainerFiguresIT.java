package io.stillframe.container;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.StillframeProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measures the image beside the plain jar, all with the same Java, in turns. */
@Tag("container-figures")
class ContainerFiguresIT {

    private static final int TURNS = 3;
    private static final int SNAPSHOTS = Integer.getInteger("figures.snapshots", 100);
    private static final Path TABLE = Path.of("target/container-figures.md");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String HALF_A_GIBIBYTE = "-XX:MaxRAM=512m";

    /** Nothing of the image's own. */
    private static final Map<String, String> PLAIN =
            Map.of(
                    "JDK_JAVA_OPTIONS", "",
                    "MALLOC_ARENA_MAX", "",
                    "JAVA_TOOL_OPTIONS", HALF_A_GIBIBYTE);

    @TempDir private Path folder;

    private final List<String> table = new ArrayList<>();

    @Test
    void staysFarBelowWhatItAsksFor() throws Exception {
        try (var buildah = new Buildah()) {
            buildah.build("stillframe", List.of());
            var image = Image.of("stillframe", buildah);
            write("| | Turn | Ready after | CPU until then | Resident then | Most, at work |");
            write("|---|---|---|---|---|---|");
            var most = new ArrayList<Long>();
            for (int turn = 1; turn <= TURNS; turn++) {
                var fat = List.of("java", "-jar", "data/stillframe.jar");
                measure(turn, "the jar", image, PLAIN, fat);
                measure(turn, "unpacked", image, PLAIN, List.of("java", "-jar", "stillframe.jar"));
                var strictly = Map.of("JAVA_TOOL_OPTIONS", Image.STRICTLY);
                most.add(measure(turn, "the image", image, strictly, image.command()));
            }
            assertThat(most).allMatch(mebibytes -> mebibytes < 448);
        }
    }

    private long measure(
            int turn,
            String name,
            Image image,
            Map<String, String> environment,
            List<String> command)
            throws Exception {
        var place = Files.createDirectories(folder.resolve(turn + name));
        var data = Files.createDirectories(place.resolve(Image.DATA));
        Files.copy(
                Path.of(System.getProperty("stillframe.jar")),
                data.resolve("stillframe.jar"),
                REPLACE_EXISTING);
        try (var load = new Load(SNAPSHOTS)) {
            var settings = new HashMap<>(load.settings());
            settings.putAll(environment);
            settings.put("SERVER_PORT", "0");
            var began = System.nanoTime();
            try (var service = image.run(place, settings, command)) {
                awaitReady(service);
                var seconds = (System.nanoTime() - began) / 1e9;
                var ready = Footprint.of(service);
                load.on(service);
                load.on(service);
                var most = Footprint.of(service).mostMebibytes();
                write(
                        "| %s | %d | %.1f s | %.1f s | %d MiB | %d MiB |"
                                .formatted(
                                        name,
                                        turn,
                                        seconds,
                                        ready.cpuSeconds(),
                                        ready.mebibytes(),
                                        most));
                return most;
            }
        }
    }

    private static void awaitReady(StillframeProcess service) {
        var web = service.web();
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> web.get("/actuator/health/readiness").status() == 200);
    }

    private void write(String line) throws Exception {
        table.add(line);
        Files.write(TABLE, table);
        System.out.println(line);
    }
}
