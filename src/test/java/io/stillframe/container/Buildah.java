package io.stillframe.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** Builds images without an engine, in a storage of its own that goes with the test. */
final class Buildah implements AutoCloseable {

    /** Other than the Dockerfile's own, so that whatever takes no notice of it is found out. */
    static final Instant FILES_ARE_OF = Instant.parse("2026-02-03T04:05:06Z");

    private static final Path DOCKERFILE = Path.of("src/main/docker/Dockerfile");
    private static final String BASE = System.getenv("STILLFRAME_TEST_BASE_IMAGE");

    private final Path folder;

    Buildah() {
        try {
            folder = Files.createTempDirectory(Path.of("target"), "buildah-").toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param arguments of the build, such as {@code VERSION=1}
     */
    void build(String tag, List<String> options, String... arguments) {
        var command = new ArrayList<String>();
        command.addAll(List.of("bud", "--isolation", "chroot", "--no-cache", "--tag", tag));
        command.addAll(List.of("--file", DOCKERFILE.toString()));
        command.addAll(List.of("--ignorefile", DOCKERFILE + ".dockerignore"));
        command.addAll(List.of("--timestamp", String.valueOf(FILES_ARE_OF.getEpochSecond())));
        command.addAll(options);
        argument(command, "SOURCE_DATE_EPOCH=" + FILES_ARE_OF.getEpochSecond());
        if (BASE != null) {
            argument(command, "BASE_IMAGE=" + BASE);
        }
        for (var argument : arguments) {
            argument(command, argument);
        }
        command.add(Path.of(System.getProperty("stillframe.jar")).resolveSibling("").toString());
        run(command);
    }

    private static void argument(List<String> command, String argument) {
        command.addAll(List.of("--build-arg", argument));
    }

    /** What is known of an image without running it. */
    JsonNode inspect(String tag) {
        return Web.JSON.readTree(run(List.of("inspect", "--type", "image", tag))).path("OCIv1");
    }

    List<String> layers(String tag) {
        return inspect(tag).at("/rootfs/diff_ids").valueStream().map(JsonNode::asString).toList();
    }

    /** Its files, in a folder. */
    Path mount(String image) {
        var container = run(List.of("from", image)).strip();
        return Path.of(run(List.of("mount", container)).strip());
    }

    /** The base of the image, as it is called in this storage. */
    String baseOf(String tag) {
        var annotations = Web.JSON.readTree(run(List.of("inspect", "--type", "image", tag)));
        return annotations.at("/ImageAnnotations/org.opencontainers.image.base.name").asString();
    }

    private String run(List<String> arguments) {
        var command = new ArrayList<String>();
        command.addAll(List.of("buildah", "--storage-driver", "vfs"));
        command.addAll(List.of("--root", folder.resolve("storage").toString()));
        command.addAll(List.of("--runroot", folder.resolve("run").toString()));
        command.addAll(arguments);
        var log = folder.resolve("buildah.log");
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
            var said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor())
                    .as(() -> String.join(" ", command) + "\n" + said + read(log))
                    .isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException("The tests of the image need buildah", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
