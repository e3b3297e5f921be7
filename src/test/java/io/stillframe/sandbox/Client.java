package io.stillframe.sandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to the sandbox as any HTTP client would. */
public final class Client {

    private static final JsonMapper JSON = new JsonMapper();

    @SuppressWarnings("ArrayRecordComponent") // a reply is never compared
    public record Reply(int status, java.net.http.HttpHeaders headers, byte[] bytes) {

        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return JSON.readTree(bytes);
        }

        /** Empty if it is not there. */
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SandboxCloud cloud;
    private final List<String> headers = new ArrayList<>();

    public Client(SandboxCloud cloud, String... headers) {
        this.cloud = cloud;
        this.headers.addAll(Arrays.asList(headers));
    }

    public static Client of(SandboxCloud cloud, String project) {
        return new Client(cloud, "X-Auth-Token", cloud.project(project).token().id());
    }

    /** The same caller, with more headers: name, value, name, value. */
    public Client with(String... more) {
        var other = new Client(cloud, headers.toArray(String[]::new));
        other.headers.addAll(Arrays.asList(more));
        return other;
    }

    public Client speaking(String version) {
        return with("OpenStack-API-Version", version);
    }

    public Reply get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    public Reply delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    public Reply post(String path, String json) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)));
    }

    public Reply put(String path, String json) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(json)));
    }

    public Reply upload(String path, byte[] data) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofByteArray(data)));
    }

    public Reply patch(String path, String json) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/openstack-images-v2.1-json-patch")
                        .method("PATCH", BodyPublishers.ofString(json)));
    }

    /** Without saying how long the body is. */
    public Reply postChunked(String path, String json) throws IOException, InterruptedException {
        var stream =
                BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
        return send(request(path).header("Content-Type", "application/json").POST(stream));
    }

    private HttpRequest.Builder request(String path) {
        var target = path.startsWith("http") ? URI.create(path) : URI.create(cloud.url() + path);
        var request = HttpRequest.newBuilder(target).timeout(Duration.ofSeconds(10));
        return headers.isEmpty() ? request : request.headers(headers.toArray(String[]::new));
    }

    private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
        return new Reply(response.statusCode(), response.headers(), response.body());
    }
}
