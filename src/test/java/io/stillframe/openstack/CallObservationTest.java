package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallObservationTest {

    @ParameterizedTest
    @CsvSource({
        "http://c/compute/v2.1/servers/d5a29609/os-volume_attachments?limit=9, /servers/{id}/os-volume_attachments",
        "http://c:8774/v2.1/servers/detail?limit=100, /servers/detail",
        "http://c/volume/v3/574682eda91b/volumes/07484dfe/action, /volumes/{id}/action",
        "http://c/volume/v3/volumes/servers-of-mine, /volumes/{id}",
        "http://c/volume/v3/574682eda91b/os-quota-sets/574682eda91b?usage=True, /os-quota-sets/{id}",
        "http://c/image/v2/images/07484dfe/file, /images/{id}/file",
        "http://images.example.org/v1/images/detail, /images/detail",
        "http://c/identity/v3/auth/tokens, /auth/tokens",
        "http://c/image/v2/schemas/image, /schemas/{id}",
        "http://c/image/, /",
        "http://c/identity/v3/, /",
        "http://c/, /",
        "http://c, /",
    })
    void writesAPathAsTheReferenceDoes(String url, String path) {
        assertThat(CallObservation.path(Call.get(Service.COMPUTE, url, "look"))).isEqualTo(path);
    }
}
