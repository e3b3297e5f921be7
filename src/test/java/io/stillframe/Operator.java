package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Map;

/** What an administrator of the cloud does for a test. */
final class Operator {

    private final Web cinder;

    private Operator(Web cinder) {
        this.cinder = cinder;
    }

    /** The user {@code admin} of the same clouds.yaml. */
    static Operator ofTheCloud() {
        var login = Login.of("admin");
        assumeThat(login).as("clouds.yaml has an admin").isPresent();
        return new Operator(login.orElseThrow().service("volumev3", "block-storage", "volume"));
    }

    /** A quota of Cinder for one project, as it was again when this is closed. */
    record Quota(Operator operator, String projectId, String name, int before)
            implements AutoCloseable {

        @Override
        public void close() {
            operator.set(projectId, name, before);
        }
    }

    /** Leaves just so much free. */
    Quota leaveFree(int free, String projectId, String quota) {
        var reply = cinder.get("/os-quota-sets/" + projectId + "?usage=true");
        assertThat(reply.status()).isEqualTo(200);
        var now = reply.json().path("quota_set").path(quota);
        var used = now.path("in_use").asInt() + now.path("reserved").asInt();
        set(projectId, quota, used + free);
        return new Quota(this, projectId, quota, now.path("limit").asInt());
    }

    private void set(String projectId, String quota, int limit) {
        var body = Map.of("quota_set", Map.of(quota, limit));
        var reply = cinder.put("/os-quota-sets/" + projectId, body);
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(200);
    }

    /** After the storage has failed to delete it: it may be tried again. */
    void resetToError(String volumeSnapshot) {
        var body = Map.of("os-reset_status", Map.of("status", "error"));
        var reply = cinder.post("/snapshots/" + volumeSnapshot + "/action", body);
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(202);
    }
}
