package io.stillframe.chart;

import io.stillframe.StillframeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * A pod of the chart's as far as this machine can be its node: with its environment, and its
 * volumes in a directory instead of the root.
 */
public final class LocalPod {

    private final Path root;
    private final JsonNode container;
    private final Map<String, String> environment;

    /**
     * @param secrets by name, then by key: those that the cluster has
     */
    public LocalPod(
            Path root,
            JsonNode spec,
            Manifests manifests,
            Map<String, Map<String, String>> secrets) {
        this.root = root;
        this.container = spec.at("/containers/0");
        this.environment = environment(container, secrets);
        for (var mount : container.path("volumeMounts")) {
            var volume =
                    spec.path("volumes")
                            .valueStream()
                            .filter(one -> one.path("name").equals(mount.path("name")))
                            .findFirst()
                            .orElseThrow();
            fill(at(mount.path("mountPath").asString()), volume, manifests, secrets);
        }
    }

    Path at(String path) {
        return root.resolve(path.substring(1));
    }

    /** What the image would run, from its jar. */
    StillframeProcess stillframe(Map<String, String> more, String... settings) {
        var all = new HashMap<>(environment);
        all.putAll(more);
        var arguments = new ArrayList<>(List.of(settings));
        arguments.add("--management.server.port=0");
        try {
            return StillframeProcess.start(
                    Files.createDirectories(at("/stillframe")), all, arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its own command, until it has ended; paths in it are those of its volumes. */
    public Ended run(Map<String, String> more) {
        var command =
                container
                        .path("command")
                        .valueStream()
                        .map(word -> inside(word.asString()))
                        .toList();
        try {
            var log = Files.createTempFile(root, "test-", ".log");
            var process = new ProcessBuilder(command);
            process.redirectErrorStream(true).redirectOutput(log.toFile());
            process.environment().putAll(environment);
            process.environment().putAll(more);
            return new Ended(process.start().waitFor(), Files.readString(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public record Ended(int code, String output) {}

    private String inside(String text) {
        return text.startsWith("/") ? at(text).toString() : text;
    }

    private Map<String, String> environment(
            JsonNode container, Map<String, Map<String, String>> secrets) {
        var all = new HashMap<String, String>();
        for (var variable : container.path("env")) {
            if (variable.at("/valueFrom/fieldRef").isObject()) {
                continue; // of the pod's own, which only a cluster gives it
            }
            var reference = variable.at("/valueFrom/secretKeyRef");
            all.put(
                    variable.path("name").asString(),
                    reference.isMissingNode()
                            ? inside(variable.path("value").asString())
                            : secret(secrets, reference.path("name").asString())
                                    .get(reference.path("key").asString()));
        }
        return all;
    }

    private static void fill(
            Path directory,
            JsonNode volume,
            Manifests manifests,
            Map<String, Map<String, String>> secrets) {
        var files = new HashMap<String, String>();
        if (volume.has("secret")) {
            var all = secret(secrets, volume.at("/secret/secretName").asString());
            var items = volume.at("/secret/items");
            items.forEach(item ->
                    files.put(item.path("path").asString(), all.get(item.path("key").asString())));
            files.putAll(items.isMissingNode() ? all : Map.of());
        } else if (volume.has("configMap")) {
            manifests
                    .of("ConfigMap")
                    .filter(map ->
                            Manifests.name(map).equals(volume.at("/configMap/name").asString()))
                    .flatMap(map -> map.path("data").properties().stream())
                    .forEach(entry -> files.put(entry.getKey(), entry.getValue().asString()));
        }
        try {
            Files.createDirectories(directory);
            for (var file : files.entrySet()) {
                Files.writeString(directory.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> secret(
            Map<String, Map<String, String>> secrets, String name) {
        return Objects.requireNonNull(secrets.get(name), name);
    }
}
