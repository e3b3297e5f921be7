package io.stillframe.container;

import io.stillframe.StillframeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * An image that can be run: what an engine knows of it, and its files. Nothing of the command line
 * is known to the tests.
 *
 * @param root the folder of its files, which nothing is written to
 */
record Image(JsonNode config, Path root) {

    /** The cache is used, or Java does not start. It believes to have 512 MiB. */
    static final String STRICTLY = "-XX:AOTMode=on -XX:MaxRAM=512m";

    /** Mounted at /stillframe/data, and empty unless it writes there. */
    static final String DATA = "data";

    private static final Path IN_IMAGE = Path.of("src/test/docker/in-image").toAbsolutePath();

    static Image of(String tag, Buildah buildah) {
        return new Image(buildah.inspect(tag).path("config"), buildah.mount(tag));
    }

    String user() {
        return config.path("User").asString();
    }

    /** What it runs when nothing else is said. */
    List<String> command() {
        return Stream.of("Entrypoint", "Cmd")
                .flatMap(part -> config.path(part).valueStream())
                .map(JsonNode::asString)
                .toList();
    }

    /** As an engine sets it. */
    Map<String, String> environment() {
        var environment = new HashMap<>(Map.of("HOME", "/"));
        config.path("Env")
                .valueStream()
                .map(variable -> variable.asString().split("=", 2))
                .forEach(variable -> environment.put(variable[0], variable[1]));
        return environment;
    }

    /** Its own command, on a free port. */
    StillframeProcess start(Path folder, Map<String, String> more) {
        var environment = new HashMap<>(Map.of("SERVER_PORT", "0", "JAVA_TOOL_OPTIONS", STRICTLY));
        environment.putAll(more);
        return run(folder, environment, command());
    }

    /**
     * @param folder where what it says goes, and where its data is
     */
    StillframeProcess run(Path folder, Map<String, String> more, List<String> command) {
        var data = folder.resolve(DATA);
        give(data);
        var inside = new ArrayList<>(List.of("unshare", "--mount", IN_IMAGE.toString()));
        inside.addAll(List.of(root.toString(), data.toString(), user()));
        inside.add(config.path("WorkingDir").asString());
        inside.addAll(command);
        var environment = new HashMap<>(environment());
        environment.putAll(more);
        return StillframeProcess.run(inside, folder, environment);
    }

    /** A volume is given to the user by the cluster. */
    private void give(Path data) {
        try {
            Files.createDirectories(data);
            var ids = user().split(":");
            Files.setAttribute(data, "unix:uid", Integer.parseInt(ids[0]));
            Files.setAttribute(data, "unix:gid", Integer.parseInt(ids[1]));
        } catch (IOException e) {
            throw new UncheckedIOException("The tests of the image need root", e);
        }
    }
}
