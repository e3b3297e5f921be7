package io.stillframe.openstack;

import io.stillframe.identity.Secret;
import io.stillframe.openstack.ScriptedServer.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.reactive.function.client.WebClient;

/** A Keystone whose n-th token is {@code token-n}, and version documents; a test adds the rest. */
final class ScriptedCloud implements AutoCloseable {

    static final String PROJECT = "0123456789abcdef0123456789abcdef";
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    final ScriptedServer server;
    final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final AtomicInteger logins = new AtomicInteger();
    private final InstantSource clock = now::get;
    private Limits limits = limits(Duration.ofSeconds(10));

    ScriptedCloud() throws IOException {
        server = new ScriptedServer();
        keystoneLogsIn();
        server.on("GET", "/compute/v2.1/", versions("version", "v2.1", "2.1", "2.93"));
        cinderUpTo("3.70");
        glanceOf("v2.9", "v2.15");
        server.on("GET", "/image/v2/schemas/image", Reply.json(200, "{'properties': {}}"));
    }

    ScriptedCloud answeringWithin(Duration deadline) {
        limits = limits(deadline);
        return this;
    }

    private static Limits limits(Duration deadline) {
        return new Limits(Duration.ofSeconds(2), deadline, 32, 100);
    }

    ScriptedCloud cinderUpTo(String max) {
        server.on("GET", "/volume/v3/", versions("versions", "v3.0", "3.0", max));
        return this;
    }

    void keystoneLogsIn() {
        server.on("POST", "/v3/auth/tokens", _ -> login());
    }

    void keystoneSays(Reply reply) {
        server.on("POST", "/v3/auth/tokens", reply);
    }

    private static Reply versions(String key, String id, String min, String max) {
        var one = "{'id': '%s', 'min_version': '%s', 'version': '%s'}".formatted(id, min, max);
        var document = key.equals("versions") ? "[" + one + "]" : one;
        return Reply.json(200, "{'%s': %s}".formatted(key, document));
    }

    ScriptedCloud glanceOf(String... versions) {
        var ids =
                Stream.of(versions)
                        .map(version -> "{'id': '" + version + "'}")
                        .collect(Collectors.joining(","));
        server.on("GET", "/image/", Reply.json(300, "{'versions': [" + ids + "]}"));
        return this;
    }

    private Reply login() {
        var body =
                """
                {'token': {'issued_at': '2026-01-01T12:00:00.000000Z',
                 'expires_at': '2026-01-01T13:00:00.000000Z',
                 'user': {'id': 'u', 'name': 'demo'}, 'project': {'id': '%s'}, 'roles': [],
                 'catalog': [%s, %s, %s]}}
                """
                        .formatted(
                                PROJECT,
                                entry("compute", "/compute/v2.1"),
                                entry("volumev3", "/volume/v3/" + PROJECT),
                                entry("image", "/image"));
        return Reply.json(201, body).with("X-Subject-Token", "token-" + logins.incrementAndGet());
    }

    private String entry(String type, String path) {
        return "{'type': '%s', 'endpoints': [%s, %s]}"
                .formatted(
                        type,
                        endpoint("internal", "http://internal.invalid"),
                        endpoint("public", server.url() + path));
    }

    private static String endpoint(String kind, String url) {
        return "{'interface': '%s', 'region_id': 'RegionOne', 'url': '%s'}".formatted(kind, url);
    }

    CloudConfig config() {
        return config(Map.of());
    }

    private CloudConfig config(Map<String, String> endpoints) {
        return new CloudConfig(
                server.url() + "/v3",
                new Credential.Password(
                        Credential.Named.name("demo", "Default"),
                        new Secret("open-sesame"),
                        Credential.Named.name("demo", "Default")),
                "RegionOne",
                "public",
                endpoints,
                null,
                true);
    }

    OpenStack connected() {
        return connectedWith(Map.of());
    }

    /**
     * @param endpoints by service type, instead of those in the catalogue
     */
    OpenStack connectedWith(Map<String, String> endpoints) {
        return OpenStack.connect(config(endpoints), limits, WebClient.builder(), clock, 2);
    }

    /** Our service token goes along with a caller's for image volumes. */
    OpenStack connectedVouchingForVolumes() {
        return OpenStack.connect(config(), limits, true, WebClient.builder(), clock);
    }

    int logins() {
        return logins.get();
    }

    @Override
    public void close() {
        server.close();
    }
}
