package io.stillframe.sandbox.http;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.Client;
import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NovaApiTest {

    private static final String BASE = "/compute/v2.1";

    private final SandboxCloud cloud =
            SandboxCloud.startEmpty(SandboxSettings.quick(), new HandClock());
    private final Client demo = Client.of(cloud, "demo");

    @AfterEach
    void stop() {
        cloud.close();
    }

    private String addServer() {
        return cloud.project("demo")
                .server("web")
                .bootedFrom(volume("root", 2))
                .with(volume("data", 1).tag("database").deletedWithTheServer())
                .add()
                .id();
    }

    @Test
    void carriesVersionAndRequestIdOnEveryAnswer() throws Exception {
        var reply = demo.speaking("compute 2.89").get(BASE + "/servers/" + addServer());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("OpenStack-API-Version")).isEqualTo("compute 2.89");
        assertThat(reply.header("X-OpenStack-Nova-API-Version")).isEqualTo("2.89");
        assertThat(reply.header("Vary"))
                .isEqualTo("OpenStack-API-Version, X-OpenStack-Nova-API-Version");
        assertThat(reply.header("X-Openstack-Request-Id"))
                .startsWith("req-")
                .isEqualTo(reply.header("X-Compute-Request-Id"));
    }

    @Test
    void speaksTheOldestVersionUnlessAskedInEitherHeader() throws Exception {
        assertThat(demo.get(BASE + "/servers").header("OpenStack-API-Version"))
                .isEqualTo("compute 2.1");
        assertThat(
                        demo.speaking("compute latest")
                                .get(BASE + "/servers")
                                .header("OpenStack-API-Version"))
                .isEqualTo("compute 2.93");
        assertThat(
                        demo.with("X-OpenStack-Nova-API-Version", "2.60")
                                .get(BASE + "/servers")
                                .header("OpenStack-API-Version"))
                .isEqualTo("compute 2.60");
        assertThat(
                        demo.speaking("volume 3.70, compute 2.70")
                                .get(BASE + "/servers")
                                .header("OpenStack-API-Version"))
                .isEqualTo("compute 2.70");
    }

    @Test
    void refusesAVersionItDoesNotSpeak() throws Exception {
        var reply = demo.speaking("compute 2.999").get(BASE + "/servers");
        assertThat(reply.status()).isEqualTo(406);
        assertThat(reply.header("OpenStack-API-Version")).isEqualTo("compute 2.999");
        assertThat(reply.text())
                .isEqualTo(
                        """
                        {"computeFault":{"code":406,"message":"Version 2.999 is not supported by the API. Minimum is 2.1 and maximum is 2.93."}}\
                        """);
    }

    @Test
    void isOldWhereTheImageServiceIsOld() throws Exception {
        try (var old =
                SandboxCloud.startEmpty(SandboxSettings.quick("glance=v1"), new HandClock())) {
            var version = new Client(old).get("/compute/v2.1/").json().path("version");
            assertThat(version.path("version").asString()).isEqualTo("2.60");
        }
    }

    @Test
    void refusesWhoHasNoToken() throws Exception {
        var reply = new Client(cloud).get(BASE + "/servers");
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.json().at("/error/title").asString()).isEqualTo("Unauthorized");
        assertThat(reply.header("Www-Authenticate")).startsWith("Keystone uri=");
    }

    @Test
    void doesNotShowAServerOfAnotherProject() throws Exception {
        var id = addServer();
        var reply = Client.of(cloud, "other").get(BASE + "/servers/" + id);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text())
                .isEqualTo(
                        """
                        {"itemNotFound":{"code":404,"message":"Instance %s could not be found."}}\
                        """
                                .formatted(id));
    }

    @Test
    void showsAVolumeBackedServerWithAnEmptyImage() throws Exception {
        var server = demo.get(BASE + "/servers/" + addServer()).json().path("server");
        assertThat(server.path("image").isString()).isTrue();
        assertThat(server.path("image").asString()).isEmpty();
        assertThat(server.has("OS-EXT-SRV-ATTR:root_device_name")).isFalse();
        assertThat(
                        server.path("os-extended-volumes:volumes_attached")
                                .path(0)
                                .has("delete_on_termination"))
                .isFalse();
    }

    @Test
    void showsTheRootDeviceToAdministrators() throws Exception {
        var admin = new Client(cloud, "X-Auth-Token", cloud.project("admin").token("admin").id());
        var path = BASE + "/servers/" + addServer();
        assertThat(
                        admin.speaking("compute 2.3")
                                .get(path)
                                .json()
                                .at("/server/OS-EXT-SRV-ATTR:root_device_name")
                                .asString())
                .isEqualTo("/dev/vda");
    }

    @Test
    void listsAttachmentsAsTheVersionWantsThem() throws Exception {
        var path = BASE + "/servers/%s/os-volume_attachments".formatted(addServer());
        var oldest = demo.get(path).json().at("/volumeAttachments/1");
        assertThat(oldest.propertyNames()).containsExactly("id", "volumeId", "serverId", "device");
        var tagged = demo.speaking("compute 2.70").get(path).json().at("/volumeAttachments/1");
        assertThat(tagged.path("tag").asString()).isEqualTo("database");
        assertThat(tagged.has("delete_on_termination")).isFalse();
        var newest = demo.speaking("compute 2.89").get(path).json().at("/volumeAttachments/1");
        assertThat(newest.propertyNames())
                .containsExactly(
                        "volumeId",
                        "serverId",
                        "device",
                        "tag",
                        "delete_on_termination",
                        "attachment_id",
                        "bdm_uuid");
        assertThat(newest.path("delete_on_termination").asBoolean()).isTrue();
    }

    @Test
    void pagesAttachmentsByLimitAndOffset() throws Exception {
        var path =
                BASE + "/servers/%s/os-volume_attachments?limit=1&offset=1".formatted(addServer());
        assertThat(demo.get(path).json().at("/volumeAttachments").findValuesAsString("device"))
                .containsExactly("/dev/vdb");
    }

    @Test
    void pagesServersByFollowingTheLinks() throws Exception {
        cloud.project("demo").addServers("many", 5, 1);
        var names = new ArrayList<String>();
        var next = BASE + "/servers?limit=2";
        while (!next.isEmpty()) {
            var page = demo.get(next).json();
            names.addAll(page.path("servers").findValuesAsString("name"));
            next = page.at("/servers_links/0/href").asString("");
        }
        assertThat(names).containsExactly("many-5", "many-4", "many-3", "many-2", "many-1");
    }

    @Test
    void doesNotReadABodyWithoutALength() throws Exception {
        var reply = demo.postChunked(BASE + "/servers", "{}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text())
                .isEqualTo(
                        """
                        {"badRequest":{"code":400,"message":"Malformed request body"}}\
                        """);
    }
}
