package io.stillframe.openstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The file {@code clouds.yaml}, with the {@code secure.yaml} that may hold its passwords. */
final class CloudsYaml {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final List<String> ENDINGS = List.of("yaml", "yml", "json");

    private final Path file;
    private final JsonNode clouds;
    private final @Nullable JsonNode secure;

    private CloudsYaml(Path file, JsonNode clouds, @Nullable JsonNode secure) {
        this.file = file;
        this.clouds = clouds;
        this.secure = secure;
    }

    static CloudsYaml in(Map<String, String> env, List<Path> directories) {
        var file =
                first(env.get("OS_CLIENT_CONFIG_FILE"), "clouds", directories)
                        .orElseThrow(() -> noFile(env, directories));
        var secure =
                first(env.get("OS_CLIENT_SECURE_FILE"), "secure", directories)
                        .map(CloudsYaml::read)
                        .orElse(null);
        return new CloudsYaml(file, read(file), secure);
    }

    CloudConfig cloud(String name) {
        var cloud = clouds.path("clouds").path(name);
        if (!cloud.isObject()) {
            throw new CloudConfig.Unusable(
                    "There is no cloud \"%s\" (OS_CLOUD) in %s; there are: %s."
                            .formatted(
                                    name,
                                    file,
                                    String.join(", ", clouds.path("clouds").propertyNames())));
        }
        var values = new HashMap<String, String>();
        collect(cloud, values);
        if (secure != null) {
            collect(secure.path("clouds").path(name), values);
        }
        var where = "cloud \"%s\" in %s".formatted(name, file);
        if (values.containsKey("profile") && !values.containsKey("auth_url")) {
            throw new CloudConfig.Unusable(
                    "auth_url is missing in %s; profiles of vendors are not read."
                            .formatted(where));
        }
        return new Settings(where, values, key -> key).toConfig();
    }

    /** Keys in {@code auth} win over those beside it, where older files have them. */
    private static void collect(JsonNode cloud, Map<String, String> values) {
        cloud.properties().forEach(entry -> put(entry.getKey(), entry.getValue(), values));
        cloud.path("auth")
                .properties()
                .forEach(entry -> put(entry.getKey(), entry.getValue(), values));
    }

    private static void put(String key, JsonNode value, Map<String, String> values) {
        if (value.isValueNode() && !value.isNull()) {
            values.put(key, value.asString());
        } else if (key.equals("regions") && !value.path(0).isMissingNode()) {
            var region = value.path(0);
            values.putIfAbsent("region", region.path("name").asString(region.asString("")));
        }
    }

    private static Optional<Path> first(
            @Nullable String named, String name, List<Path> directories) {
        var usual =
                directories.stream()
                        .flatMap(directory ->
                                ENDINGS.stream().map(end -> directory.resolve(name + "." + end)));
        return Stream.concat(Stream.ofNullable(named).map(Path::of), usual)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.readTree(file);
        } catch (JacksonException e) {
            // Its message quotes the file, and with it perhaps a password.
            var location = e.getLocation();
            throw new CloudConfig.Unusable(
                    "%s cannot be read%s."
                            .formatted(
                                    file,
                                    location == null ? "" : ", line " + location.getLineNr()));
        }
    }

    private static CloudConfig.Unusable noFile(Map<String, String> env, List<Path> directories) {
        var named = env.get("OS_CLIENT_CONFIG_FILE");
        var places =
                Stream.concat(
                                Stream.ofNullable(named),
                                directories.stream().map(dir -> dir.resolve("clouds.yaml") + ""))
                        .toList();
        return new CloudConfig.Unusable(
                "OS_CLOUD names the cloud \"%s\", but there is no clouds.yaml: looked for %s."
                        .formatted(env.getOrDefault("OS_CLOUD", ""), String.join(", ", places)));
    }
}
