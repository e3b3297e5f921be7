package io.stillframe.openstack;

import static org.awaitility.Awaitility.await;

import io.stillframe.identity.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.springframework.web.reactive.function.client.WebClient;
import tools.jackson.databind.JsonNode;

/**
 * A server with a root and a data volume, made for a test with the cloud's own API and removed with
 * it, application credentials included.
 */
final class Specimen implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Sender sender;
    private final Keystone keystone;
    private final CloudConfig config;
    private final Api nova;
    private final Api cinder;
    private final List<String> applicationCredentials = new ArrayList<>();
    private final List<String> volumeIds = new ArrayList<>();
    private String serverId = "";

    private Specimen(CloudConfig config) {
        this.config = config;
        this.sender =
                new Sender(
                        config.transport(),
                        Limits.DEFAULT,
                        WebClient.builder(),
                        InstantSource.system());
        this.keystone = new Keystone(config, sender, InstantSource.system());
        this.nova = new Api(Service.COMPUTE, config, keystone, sender, InstantSource.system());
        this.cinder = new Api(Service.VOLUME, config, keystone, sender, InstantSource.system());
    }

    static Specimen madeIn(CloudConfig config) {
        var specimen = new Specimen(config);
        try {
            specimen.make();
        } catch (RuntimeException e) {
            specimen.close();
            throw e;
        }
        return specimen;
    }

    String serverId() {
        return serverId;
    }

    /** The root's first. */
    List<String> volumeIds() {
        return volumeIds;
    }

    String token() {
        return Await.result(keystone.tokens().token()).value();
    }

    private void make() {
        var name = "contract-" + UUID.randomUUID().toString().substring(0, 8);
        for (var what : List.of("root", "data")) {
            var wanted = Map.of("name", name + "-" + what, "size", 1);
            var made = post(cinder, "/volumes", Map.of("volume", wanted));
            volumeIds.add(made.path("volume").path("id").asString());
        }
        volumeIds.forEach(id -> until(() -> "available".equals(volumeStatus(id))));
        post(
                cinder,
                "/volumes/" + volumeIds.getFirst() + "/action",
                Map.of("os-set_bootable", Map.of("bootable", true)));
        var server =
                Map.of(
                        "name",
                        name,
                        "flavorRef",
                        flavor(),
                        "networks",
                        "none",
                        "block_device_mapping_v2",
                        List.of(disk(0), disk(1)));
        serverId = post(nova, "/servers", Map.of("server", server)).at("/server/id").asString();
        until(() ->
                "ACTIVE".equals(get(nova, "/servers/" + serverId).at("/server/status").asString()));
    }

    private Map<String, Object> disk(int index) {
        return Map.of(
                "boot_index",
                index == 0 ? 0 : -1,
                "uuid",
                volumeIds.get(index),
                "source_type",
                "volume",
                "destination_type",
                "volume");
    }

    private String flavor() {
        var flavors = get(nova, "/flavors").path("flavors");
        return flavors.valueStream()
                .filter(flavor -> "tiny".equals(flavor.path("name").asString()))
                .findFirst()
                .orElse(flavors.path(0))
                .path("id")
                .asString();
    }

    private String volumeStatus(String id) {
        return get(cinder, "/volumes/" + id).at("/volume/status").asString("gone");
    }

    CloudConfig withApplicationCredential() {
        var session = Await.result(keystone.session());
        var user = keystone.validate(session.token().value()).orElseThrow().userId();
        var url = config.authUrl() + "/users/" + user + "/application_credentials";
        var name = "contract-" + UUID.randomUUID();
        var body = Map.of("application_credential", Map.of("name", name));
        var call = Call.post(Service.IDENTITY, url, body, "make an application credential");
        var made =
                Await.result(sender.send(call, keystone.tokens()))
                        .as(JsonNode.class)
                        .path("application_credential");
        applicationCredentials.add(url + "/" + made.path("id").asString());
        var credential =
                new Credential.ApplicationCredential(
                        made.path("id").asString(),
                        null,
                        null,
                        new Secret(made.path("secret").asString()));
        return new CloudConfig(
                config.authUrl(),
                credential,
                config.region(),
                config.networkInterface(),
                config.endpointOverrides(),
                config.caCertificate(),
                config.verify());
    }

    @Override
    public void close() {
        if (!serverId.isEmpty()) {
            delete(nova, "/servers/" + serverId);
            until(() -> get(nova, "/servers/" + serverId).path("server").isMissingNode());
        }
        volumeIds.forEach(id -> until(() -> !volumeStatus(id).equals("in-use")));
        volumeIds.forEach(id -> delete(cinder, "/volumes/" + id));
        volumeIds.forEach(id -> until(() -> volumeStatus(id).equals("gone")));
        applicationCredentials.forEach(url ->
                Await.result(
                        sender.send(
                                Call.delete(Service.IDENTITY, url, "clean up"),
                                keystone.tokens())));
        sender.close();
    }

    private static JsonNode post(Api api, String path, Object body) {
        var answer =
                Await.result(
                        api.send(found ->
                                Call.post(api.service(), found.base() + path, body, "make " + path)
                                        .at(found.max())));
        return answer.body().length == 0 ? Json.WIRE.createObjectNode() : answer.as(JsonNode.class);
    }

    private static JsonNode get(Api api, String path) {
        return Await.result(
                        api.send(found ->
                                Call.get(api.service(), found.base() + path, "read " + path)
                                        .at(found.max())
                                        .expecting(404)))
                .as(JsonNode.class);
    }

    private static void delete(Api api, String path) {
        Await.result(
                api.send(found ->
                        Call.delete(api.service(), found.base() + path, "delete " + path)
                                .expecting(404)));
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(condition);
    }
}
