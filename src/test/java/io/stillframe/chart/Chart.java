package io.stillframe.chart;

import static org.assertj.core.api.Assertions.catchThrowable;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The chart with some values, seen by Helm's own engine.
 *
 * @param values that differ from the chart's own
 * @param kubernetes the version of the cluster
 */
record Chart(ObjectNode values, String release, String kubernetes) {

    static final Path DIRECTORY = Path.of("helm", "stillframe");
    static final Path RESOURCES = Path.of("src", "test", "resources", "chart");
    static final YAMLMapper YAML = new YAMLMapper();

    /** What people install; each is a file of values. */
    static final List<String> VARIANTS = List.of("sandbox", "cloud", "postgres", "everything");

    private static final String RELEASE = "try";
    private static final String NAMESPACE = "frames";
    private static final String OLDEST_KUBERNETES = "1.30.0";

    /** Helm keeps hooks to itself when it renders, so they are none while it looks. */
    private static final String HOOK = "helm.sh/hook";

    private static final String NO_HOOK = "no." + HOOK;
    private static final Path WITHOUT_HOOKS = withoutHooks();

    static Chart of(String variant) {
        return new Chart(
                object(RESOURCES.resolve("values/" + variant + ".yaml")),
                RELEASE,
                OLDEST_KUBERNETES);
    }

    /** With nothing but what the chart says itself. */
    static Chart bare() {
        return new Chart(YAML.createObjectNode(), RELEASE, OLDEST_KUBERNETES);
    }

    static ObjectNode defaults() {
        return object(DIRECTORY.resolve("values.yaml"));
    }

    static ObjectNode object(Path file) {
        return (ObjectNode) YAML.readTree(file);
    }

    Chart with(String yaml) {
        return new Chart(merged(values, YAML.readTree(yaml)), release, kubernetes);
    }

    /**
     * @param path with dots between keys
     */
    Chart with(String path, JsonNode value) {
        var changed = value;
        for (var key : List.of(path.split("\\.")).reversed()) {
            changed = YAML.createObjectNode().set(key, changed);
        }
        return new Chart(merged(values, changed), release, kubernetes);
    }

    Chart releasedAs(String name) {
        return new Chart(values, name, kubernetes);
    }

    Chart on(String version) {
        return new Chart(values, release, version);
    }

    Manifests rendered() {
        return new Manifests(text());
    }

    String text() {
        return withValues(file ->
                        new Helm(WITHOUT_HOOKS)
                                .template()
                                .withName(release)
                                .withNamespace(NAMESPACE)
                                .withKubeVersion(kubernetes)
                                .withValuesFile(file)
                                .call())
                .replace(NO_HOOK, HOOK);
    }

    /** What people read after the install. */
    String notes() {
        var said =
                withValues(file ->
                        new Helm(DIRECTORY)
                                .install()
                                .clientOnly()
                                .dryRun()
                                .withName(release)
                                .withNamespace(NAMESPACE)
                                .withKubeVersion(kubernetes)
                                .withValuesFile(file)
                                .call()
                                .getOutput());
        return said.substring(said.indexOf("NOTES:"));
    }

    /** Why it cannot be installed. */
    String refusal() {
        var why = catchThrowable(this::text);
        if (why == null) {
            throw new AssertionError("It is not refused with " + values);
        }
        return String.valueOf(why.getMessage());
    }

    /** With these values as the chart's own: the linter takes no others. */
    LintResult linted() {
        var copy = copied();
        YAML.writeValue(copy.resolve("values.yaml"), merged(defaults(), values));
        return new Helm(copy).lint().strict().call();
    }

    private <T> T withValues(Function<Path, T> use) {
        try {
            var file = Files.createTempFile("values-", ".yaml");
            try {
                YAML.writeValue(file, values);
                return use.apply(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode merged(ObjectNode below, JsonNode above) {
        var all = below.deepCopy();
        above.properties()
                .forEach(entry -> {
                    var old = all.get(entry.getKey());
                    all.set(
                            entry.getKey(),
                            old instanceof ObjectNode object && entry.getValue().isObject()
                                    ? merged(object, entry.getValue())
                                    : entry.getValue());
                });
        return all;
    }

    private static Path withoutHooks() {
        var copy = copied();
        try (var tests = Files.list(copy.resolve("templates/tests"))) {
            for (var test : tests.toList()) {
                Files.writeString(test, Files.readString(test).replace(HOOK, NO_HOOK));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    private static Path copied() {
        try {
            var copy = Files.createTempDirectory("chart-");
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> FileSystemUtils.deleteRecursively(copy.toFile())));
            var chart = copy.resolve("stillframe");
            FileSystemUtils.copyRecursively(DIRECTORY, chart);
            return chart;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
