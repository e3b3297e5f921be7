package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.SandboxCloud;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A user of a clouds.yaml, with a token of its own. */
record Login(String token, String projectId, JsonNode catalog, String region) {

    /** The one that {@code OS_CLOUD} names. */
    static Login named() {
        return of(cloudName()).orElseThrow();
    }

    /** Another user of the same file. */
    static Optional<Login> of(String name) {
        return cloud(name).map(Login::at);
    }

    /**
     * The one that {@code OS_CLOUD} names as {@code OS_*} variables, for a process in which one of
     * them is to be another.
     */
    static Map<String, String> environment() {
        return environment(cloudName());
    }

    /** The same of another user. */
    static Map<String, String> environment(String name) {
        var cloud = cloud(name).orElseThrow();
        var variables = new HashMap<String, String>();
        cloud.path("auth").properties().forEach(entry -> put(variables, entry));
        cloud.properties().forEach(entry -> put(variables, entry));
        return variables;
    }

    private static void put(Map<String, String> variables, Map.Entry<String, JsonNode> entry) {
        if (entry.getValue().isValueNode()) {
            variables.put(
                    "OS_" + entry.getKey().toUpperCase(Locale.ROOT), entry.getValue().asString());
        }
    }

    private static String cloudName() {
        var name = System.getenv("OS_CLOUD");
        assertThat(name).as("OS_CLOUD names the cloud to test with").isNotNull();
        return name;
    }

    private static Optional<JsonNode> cloud(String name) {
        var named = Stream.ofNullable(System.getenv("OS_CLIENT_CONFIG_FILE")).map(Path::of);
        var usual =
                Stream.of(
                        Path.of("clouds.yaml"),
                        Path.of(System.getProperty("user.home"), ".config/openstack/clouds.yaml"),
                        Path.of("/etc/openstack/clouds.yaml"));
        var file = Stream.concat(named, usual).filter(Files::isRegularFile).findFirst();
        var cloud = new YAMLMapper().readTree(file.orElseThrow()).path("clouds").path(name);
        return Optional.of(cloud).filter(JsonNode::isObject);
    }

    private static Login at(JsonNode cloud) {
        var auth = cloud.path("auth");
        var user =
                Map.of(
                        "name",
                        auth.path("username").asString(),
                        "password",
                        auth.path("password").asString(),
                        "domain",
                        domain(auth, "user_domain_name"));
        var project =
                Map.of(
                        "name",
                        auth.path("project_name").asString(),
                        "domain",
                        domain(auth, "project_domain_name"));
        var url = auth.path("auth_url").asString().replaceAll("/(v3/?)?$", "");
        return at(url, user, project, cloud.path("region_name").asString(""));
    }

    /** A user of the simulated cloud, in a project. */
    static Login to(SandboxCloud cloud, String name, String projectName) {
        var domain = Map.of("name", "Default");
        return at(
                cloud.authUrl().toString().replaceAll("/v3$", ""),
                Map.of("name", name, "password", name, "domain", domain),
                Map.of("name", projectName, "domain", domain),
                "RegionOne");
    }

    private static Login at(
            String url, Map<String, ?> user, Map<String, ?> project, String region) {
        var identity = Map.of("methods", List.of("password"), "password", Map.of("user", user));
        var scope = Map.of("project", project);
        var reply =
                Web.at(url)
                        .post(
                                "/v3/auth/tokens",
                                Map.of("auth", Map.of("identity", identity, "scope", scope)));
        assertThat(reply.status()).as("login").isEqualTo(201);
        return new Login(
                reply.header("X-Subject-Token"),
                reply.text("/token/project/id"),
                reply.json().at("/token/catalog"),
                region);
    }

    private static Map<String, String> domain(JsonNode auth, String key) {
        return Map.of("name", auth.path(key).asString("Default"));
    }

    /** The first of these service types that the catalogue has. */
    Web service(String... types) {
        return Stream.of(types)
                .flatMap(type ->
                        catalog.valueStream()
                                .filter(each -> each.path("type").asString().equals(type)))
                .flatMap(each -> each.path("endpoints").valueStream())
                .filter(endpoint -> endpoint.path("interface").asString().equals("public"))
                .filter(endpoint ->
                        region.isEmpty() || endpoint.path("region").asString().equals(region))
                .map(endpoint -> at(endpoint.path("url").asString()))
                .findFirst()
                .orElseThrow();
    }

    /** Not in the catalogue. */
    Web at(String url) {
        return Web.at(url).with("X-Auth-Token", token);
    }

    @Override
    public String toString() {
        return "login to project " + projectId;
    }
}
