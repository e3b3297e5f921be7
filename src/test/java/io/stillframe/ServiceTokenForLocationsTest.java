package io.stillframe;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.SandboxCloud;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/**
 * With the rights of callers, on a Glance as from 2.17 on: an image volume becomes a location only
 * with the role {@code service}, which the operator lets us lend to that.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:service-token",
            "stillframe.sandbox.port=0",
            "stillframe.sandbox.glance=v2",
            "stillframe.sandbox.locations=service-only",
            "stillframe.identity=keystone",
            "stillframe.rights=caller",
            "stillframe.secret-key=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
            "stillframe.service-token-for-locations=true"
        })
@ActiveProfiles("sandbox")
class ServiceTokenForLocationsTest {

    @Autowired SandboxCloud cloud;
    @LocalServerPort int port;

    @Test
    void makesTheRootTheLocationThoughTheCallerAloneMayNot() {
        var server =
                cloud.project("demo")
                        .server("pair")
                        .bootedFrom(volume("root", 1))
                        .with(volume("data", 1))
                        .add();
        var login = Login.to(cloud, "demo", "demo");
        var web = Web.at("http://127.0.0.1:" + port).with("X-Auth-Token", login.token());

        var snapshot =
                new Frames(web)
                        .taken(Map.of("server_id", server.id(), "strategy", "root-location"));

        assertThat(snapshot.path("strategy").asString()).isEqualTo("root-location");
        assertThat(cloud.images())
                .filteredOn(image -> image.id().equals(snapshot.path("image_id").asString()))
                .singleElement()
                .satisfies(image -> {
                    assertThat(image.owner()).isEqualTo(login.projectId());
                    assertThat(image.locations()).hasSize(1);
                });
        new Frames(web).deleted(snapshot.path("id").asString());
        assertThat(cloud.volumeSnapshots()).isEmpty();
    }
}
