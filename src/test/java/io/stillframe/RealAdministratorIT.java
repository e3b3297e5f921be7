package io.stillframe;

import static io.stillframe.WantedServer.bootedFrom;
import static io.stillframe.WantedVolume.blank;
import static io.stillframe.WantedVolume.ofAnImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who administers the cloud, and what real tokens without a project are good for. */
@OnRealCloud
class RealAdministratorIT {

    private final RealCloud cloud = RealCloud.named();
    private final Web service;
    private final Frames frames;

    private String server = "";

    RealAdministratorIT(@LocalServerPort int port) {
        service = Web.at("http://127.0.0.1:" + port);
        frames = new Frames(service.with("X-Auth-Token", cloud.token()));
    }

    @BeforeAll
    void addAServer() {
        server = cloud.add(bootedFrom(ofAnImage()).with(blank()), cloud.name());
    }

    @AfterAll
    void removeAll() {
        cloud.close();
    }

    @Test
    void looksAtAnotherProjectsSnapshotAndDeletesIt() {
        var login = Login.of("admin");
        assumeThat(login).as("clouds.yaml has an administrator").isPresent();
        assertThat(login.orElseThrow().projectId()).isNotEqualTo(cloud.projectId());
        var admin = service.with("X-Auth-Token", login.orElseThrow().token());
        var id = frames.taken(server).path("id").asString();

        var read = admin.get("/v1/snapshots/" + id);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.text("/project_id")).isEqualTo(cloud.projectId());
        assertThat(new Frames(admin).all()).isEmpty();
        assertThat(admin.get("/v1/snapshots?all_projects=true").json().path("snapshots"))
                .extracting(each -> each.path("id").asString())
                .contains(id);
        assertThat(admin.post("/v1/snapshots/" + id + "/retry", "").status()).isEqualTo(403);
        assertThat(new Frames(admin).ask(server).text("/type"))
                .isEqualTo("urn:stillframe:problem:server-not-found");

        new Frames(admin).deleted(id);

        assertThat(frames.events(id))
                .contains("(admin of project " + login.orElseThrow().projectId() + ")");
        assertThat(frames.read(id).path("status").asString()).isEqualTo("deleted");
    }

    @Test
    void takesNoTokenThatIsNotScopedToAProject() {
        var reply = service.with("X-Auth-Token", unscopedToken()).get("/v1/snapshots");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).startsWith("Keystone uri=");
        assertThat(reply.text("/detail")).contains("scoped to a project");
    }

    /** From where those without a token are sent to. */
    private String unscopedToken() {
        var told = service.get("/v1/snapshots").header("WWW-Authenticate");
        var keystone = Web.at(told.replaceAll("Keystone uri=\"(.+)\"", "$1"));
        var proof = Map.of("methods", List.of("token"), "token", Map.of("id", cloud.token()));
        var auth = Map.of("identity", proof, "scope", "unscoped");
        var reply = keystone.post("/auth/tokens", Map.of("auth", auth));
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(201);
        return reply.header("X-Subject-Token");
    }
}
