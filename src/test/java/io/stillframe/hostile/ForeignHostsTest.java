package io.stillframe.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.HttpStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Nothing that a caller says makes Stillframe, or Glance on its word, call a host of the caller's
 * choosing.
 */
class ForeignHostsTest {

    /** Counts who comes, and says nothing. */
    private static final class Trap implements AutoCloseable {

        private final ServerSocket socket;
        private final AtomicInteger visits = new AtomicInteger();

        Trap() throws IOException {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.startVirtualThread(this::listen);
        }

        private void listen() {
            while (!socket.isClosed()) {
                try (var _ = socket.accept()) {
                    visits.incrementAndGet();
                } catch (IOException closed) {
                    return;
                }
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        String authority() {
            return "127.0.0.1:" + port();
        }

        String url() {
            return "http://%s/image".formatted(authority());
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void noValueLeadsToAHostOfTheCallers() throws IOException {
        try (var trap = new Trap();
                var store = new HttpStore("an image of 27 bytes, long.");
                var service =
                        Besieged.start(
                                "--spring.datasource.url=jdbc:h2:mem:foreign-hosts",
                                "--stillframe.location-hosts=" + store.authority());
                var wire = new Wire(service.port())) {
            var allowed = "{\"name\":\"x\",\"location\":\"%s\"}".formatted(store.url());
            assertThat(service.made("/v1/images", allowed).status()).isEqualTo(201);

            var requests = requests(service, trap, store.authority());
            for (var request : requests) {
                var answer = wire.send(request);

                assertThat(answer.status()).as("%s\n→ %s", request, answer).isLessThan(500);
                assertThat(answer.header("location"))
                        .as("%s\n→ %s", request, answer)
                        .matches("|/v1/.*");
            }

            service.awaitQuiet();
            assertThat(requests).hasSizeGreaterThan(500);
            assertThat(trap.visits).hasValue(0);
        }
    }

    @Test
    void answersDoNotTakeTheHostThatTheCallerNames() throws IOException {
        try (var service = Besieged.start("--spring.datasource.url=jdbc:h2:mem:foreign-names");
                var wire = new Wire(service.port())) {
            service.newSnapshot();
            for (var header : headers("evil.example.org")) {
                for (var path :
                        List.of(
                                "/v1/snapshots?limit=1",
                                "/v1/servers?limit=1",
                                "/v1/images?limit=1",
                                "/v1/cloud",
                                "/v3/api-docs",
                                "/v1/nothing")) {
                    var answer = wire.send(Request.of("GET", path).with(header));

                    assertThat(answer.headers().toString() + answer.body())
                            .as("%s with %s", path, header)
                            .isNotEmpty()
                            .doesNotContain("evil.example.org");
                    assertThat(answer.text("/next")).matches("|/v1/.*");
                }
            }
        }
    }

    private static List<Request> requests(Besieged service, Trap trap, String allowed) {
        var requests = new ArrayList<Request>();
        for (var operation : service.served().operations()) {
            var sound =
                    Request.of(
                            operation.method(),
                            operation.at(
                                    operation.looks()
                                            ? service.idFor(operation.path())
                                            : "99999999-9999-4999-8999-999999999999"));
            for (var header : headers(trap.authority())) {
                requests.add(sound.with(header));
            }
            for (var header : operation.headers()) {
                requests.add(sound.with(header + ": " + trap.url()));
            }
            for (var name : operation.query()) {
                for (var value : List.of(trap.url(), trap.authority())) {
                    requests.add(sound.to(sound.target() + "?" + name + "=" + value));
                }
            }
            requests.add(sound.to(trap.url()));
            requests.add(sound.to("//" + trap.authority() + operation.path()));
            requests.add(sound.to(operation.at(trap.authority())));
            requests.add(sound.to(operation.at("%2f%2f" + trap.authority())));
            requests.add(sound.to(operation.at("..%2f..%2f" + trap.authority())));
            for (var field : operation.fields()) {
                for (var literal : literals(trap.url())) {
                    requests.add(with(service, operation, field, literal));
                }
            }
            if (operation.fields().contains("location")) {
                for (var location : locations(trap, allowed)) {
                    requests.add(with(service, operation, "location", Attacks.quoted(location)));
                }
            }
        }
        for (var key : service.served().mappingKeys()) {
            var literal = "[{\"%s\":\"%s\",\"boot_index\":0}]".formatted(key, trap.url());
            requests.add(
                    Request.of("POST", "/v1/images")
                            .saying(
                                    "{\"name\":\"x\",\"block_device_mapping\":%s}"
                                            .formatted(literal)));
        }
        return requests.stream().map(service::authentic).toList();
    }

    private static Request with(
            Besieged service, Served.Operation operation, String field, String literal) {
        var body = new StringBuilder();
        service.soundBody(operation.path(), operation.method())
                .forEach((name, value) -> {
                    if (!name.equals(field)) {
                        body.append("\"%s\":%s,".formatted(name, value));
                    }
                });
        var target = operation.hasId() ? operation.at(service.nextImage()) : operation.path();
        return Request.of(operation.method(), target)
                .saying("{%s\"%s\":%s}".formatted(body, field, literal));
    }

    private static List<String> literals(String url) {
        return List.of(
                "\"%s\"".formatted(url),
                "[\"%s\"]".formatted(url),
                "{\"location\":\"%s\"}".formatted(url),
                "{\"x-image-meta-location\":\"%s\"}".formatted(url),
                "{\"a\\r\\nX-Image-Meta-Location: %1$s\":\"x\"}".formatted(url),
                "{\"a\":\"x\\r\\nX-Image-Meta-Location: %1$s\"}".formatted(url),
                "{\"direct_url\":\"%s\"}".formatted(url),
                "{\"copy_from\":\"%s\"}".formatted(url),
                "{\"locations\":\"[{'url': '%s'}]\"}".formatted(url),
                "\"x\\r\\nX-Glance-Api-Copy-From: %s\"".formatted(url),
                "\"${jndi:ldap:%s}\"".formatted(url.substring("http:".length())));
    }

    private static List<String> headers(String authority) {
        return List.of(
                "Host: " + authority,
                "X-Forwarded-Host: " + authority,
                "X-Forwarded-Server: " + authority,
                "X-Forwarded-For: " + authority,
                "X-Forwarded-Prefix: //" + authority,
                "Forwarded: host=\"%s\";proto=http".formatted(authority),
                "X-Original-Host: " + authority,
                "X-Host: " + authority,
                "X-Original-URL: http://%s/".formatted(authority),
                "X-Rewrite-URL: http://%s/".formatted(authority),
                "Referer: http://%s/".formatted(authority),
                "Origin: http://" + authority,
                "X-Wap-Profile: http://%s/".formatted(authority),
                "X-Storage-Url: http://%s/".formatted(authority),
                "X-Auth-Url: http://%s/v3".formatted(authority),
                "OS-Auth-Url: http://%s/v3".formatted(authority),
                "X-Service-Catalog: [{\"type\":\"image\",\"endpoints\":[{\"publicURL\":\"http://%s/\"}]}]"
                        .formatted(authority),
                "X-Image-Meta-Location: http://%s/".formatted(authority),
                "X-Glance-Api-Copy-From: http://%s/".formatted(authority),
                "User-Agent: ${jndi:ldap://%s/a}".formatted(authority),
                "X-Openstack-Request-Id: ${jndi:ldap://%s/a}".formatted(authority));
    }

    /** In which readers of URLs have been found to disagree about the host. */
    private static List<String> locations(Trap trap, String allowed) {
        var evil = trap.authority();
        return List.of(
                "http://%s@%s/".formatted(allowed, evil),
                "http://%s:80@%s/".formatted("127.0.0.1", evil),
                "http://%s#@%s/".formatted(evil, allowed),
                "http://%s?@%s/".formatted(evil, allowed),
                "http://%s/@%s/".formatted(evil, allowed),
                "http://%s\\@%s/".formatted(evil, allowed),
                "http://%s\\.%s/".formatted(evil, allowed),
                "http://%s %s/".formatted(allowed, evil),
                "http://%s%%2f@%s/".formatted(evil, allowed),
                "http://%s%%00@%s/".formatted(allowed, evil),
                "http://%s;%s/".formatted(allowed, evil),
                "http://%s,%s/".formatted(allowed, evil),
                "http:%s/".formatted(evil),
                "http:///%s/".formatted(evil),
                "http:\\\\%s/".formatted(evil),
                "//%s/".formatted(evil),
                "HTTP://%s/".formatted(evil),
                "http://localhost:%d/".formatted(trap.port()),
                "http://localhost.:%d/".formatted(trap.port()),
                "http://127.1:%d/".formatted(trap.port()),
                "http://0:%d/".formatted(trap.port()),
                "http://0.0.0.0:%d/".formatted(trap.port()),
                "http://2130706433:%d/".formatted(trap.port()),
                "http://0x7f000001:%d/".formatted(trap.port()),
                "http://017700000001:%d/".formatted(trap.port()),
                "http://[::1]:%d/".formatted(trap.port()),
                "http://[::ffff:127.0.0.1]:%d/".formatted(trap.port()),
                "http://①②⑦.⓪.⓪.①:%d/".formatted(trap.port()),
                "https://%s/".formatted(evil),
                "ftp://%s/".formatted(evil),
                "gopher://%s/".formatted(evil),
                "swift+http://a:b@%s/c/o".formatted(evil),
                "s3://a:b@%s/c/o".formatted(evil),
                "http+unix://%s/".formatted(evil),
                "jar:http://%s/!/".formatted(evil),
                "netdoc:http://%s/".formatted(evil),
                "dict://%s/".formatted(evil),
                "ldap://%s/".formatted(evil),
                "vsphere://%s/".formatted(evil),
                "rbd://%s/a/b/c".formatted(evil));
    }
}
