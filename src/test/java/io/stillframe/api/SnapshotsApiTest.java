package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SnapshotsApiTest extends ApiTest {

    @Test
    void startsASnapshotAndSaysWhereItIs() throws Exception {
        var answer = post("/v1/snapshots", ASK);

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.header("location"))
                .contains("/v1/snapshots/" + answer.json().get("id").asString());
        assertThat(answer.header("retry-after")).isPresent();
        assertThat(answer.json().get("status").asString()).isEqualTo("creating");
        System.out.println(answer.json().toPrettyString());
        var run = carryOut(java.util.UUID.fromString(answer.json().get("id").asString()));
        System.out.println(get("/v1/snapshots/" + run.id()).json().toPrettyString());
        System.out.println(get("/v1/snapshots").body());
        System.out.println(get("/v1/snapshots/" + run.id() + "/events").json().toPrettyString());
        System.out.println(get("/v1/servers").body());
        System.out.println(get("/v1/cloud").body());
        System.out.println(get("/v1/images/" + run.facts().imageId()).body());
        System.out.println(post("/v1/snapshots?dry_run=true", ASK).body());
        System.out.println(get("/v1/nothing").response().headers());
        System.out.println(get("/v1/nothing").body());
        System.out.println(get("/v1/nothing", "X-Auth-Token", "").response());
        java.nio.file.Files.writeString(
                java.nio.file.Path.of("/tmp/docs.json"), get("/v3/api-docs").body());
        for (var path :
                new String[] {
                    "/v1/snapshots?x=%zz",
                    "/v1/snapshots/%zz",
                    "/v1/%00",
                    "/v1/snapshots//",
                    "/v1/./snapshots",
                    "/v1/snapshots?limit=%ff",
                    "/v1/snapshots/..;/x"
                }) {
            try (var s = new java.net.Socket("localhost", port)) {
                s.getOutputStream()
                        .write(
                                ("GET "
                                                + path
                                                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Auth-Token: token-of-ours\r\n\r\n")
                                        .getBytes());
                System.out.println(
                        "RAW " + path + " " + new String(s.getInputStream().readAllBytes()));
            }
        }
        System.out.println(
                "RAWBIG "
                        + post("/v1/snapshots", "{\"name\":\"" + "x".repeat(100000) + "\"}")
                                .body());
        System.out.println(
                "RAWFORM "
                        + post(
                                        "/v1/snapshots",
                                        ASK,
                                        "Content-Type",
                                        "application/x-www-form-urlencoded")
                                .body());
        System.out.println("RAWHTML " + get("/v1/snapshots", "Accept", "text/html").body());
    }
}
