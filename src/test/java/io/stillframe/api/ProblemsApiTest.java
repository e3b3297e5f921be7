package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.transaction.CannotCreateTransactionException;

/** Whatever goes wrong, the answer is a problem of ours. */
class ProblemsApiTest extends ApiTest {

    private static final String NOTHING = "/v1/snapshots/99999999-9999-4999-8999-999999999999";

    @ParameterizedTest
    @CsvSource({
        "GET, /v1, 404, not-found",
        "GET, /v1/nothing, 404, not-found",
        "GET, /v1/leftovers/x/y, 404, not-found",
        "POST, /v1/nothing, 404, not-found",
        "GET, /, 404, not-found",
        "GET, /v1/snapshots/nothing, 404, not-found",
        "GET, " + NOTHING + ", 404, not-found",
        "GET, " + NOTHING + "/events, 404, not-found",
        "DELETE, " + NOTHING + ", 404, not-found",
        "GET, /v1/snapshots/nothing/cancel, 405, method-not-allowed",
        "POST, /v1/leftovers, 405, method-not-allowed",
        "GET, /v1/images/nothing, 404, not-found",
        "DELETE, /v1/images/nothing, 404, not-found",
        "DELETE, /v1/images/99999999-9999-4999-8999-999999999999, 404, not-found",
        "PUT, /v1/images/99999999-9999-4999-8999-999999999999, 405, method-not-allowed",
        "DELETE, /v1/images, 405, method-not-allowed",
        "GET, /v1/image-creations, 404, not-found",
        "GET, /v1/image-creations/nothing, 404, not-found",
        "GET, /v1/image-creations/99999999-9999-4999-8999-999999999999, 404, not-found",
        "DELETE, /v1/image-creations/99999999-9999-4999-8999-999999999999, 405, method-not-allowed",
        "GET, /v1/images/99999999-9999-4999-8999-999999999999, 404, not-found",
        "PUT, /v1/snapshots, 405, method-not-allowed",
        "DELETE, /v1/snapshots, 405, method-not-allowed",
        "POST, /v1/servers, 405, method-not-allowed",
        "GET, /v1//snapshots, 400, invalid-request",
        "MOVE, /v1/snapshots, 400, invalid-request",
    })
    void answersWithAProblem(String method, String path, int status, String type) {
        var answer = send(method, path, method.equals("POST") ? "{}" : null);

        assertThat(answer.problem(status, type)).isNotBlank();
        assertThat(answer.json().get("instance").asString()).isEqualTo(path);
    }

    @Test
    void saysWhatIsPossibleInstead() {
        var answer = send("PUT", "/v1/snapshots", "{}");

        assertThat(answer.problem(405, "method-not-allowed")).contains("GET, POST");
        assertThat(answer.header("allow").orElseThrow()).contains("GET").contains("POST");
    }

    @Test
    void answersWithAProblemWhateverTheCallerAccepts() {
        for (var path : new String[] {"/v1/snapshots", "/v1/cloud"}) {
            get(path, "Accept", "text/html").problem(406, "not-acceptable");
        }
        get("/v1/nothing", "Accept", "text/html").problem(404, "not-found");
        get("/v1/cloud", "Accept", "what?").problem(406, "not-acceptable");
    }

    @Test
    void needsJson() {
        post("/v1/snapshots", ASK, "Content-Type", "what?").problem(415, "unsupported-media-type");
        post("/v1/snapshots", ASK, "Content-Type", "text/plain")
                .problem(415, "unsupported-media-type");
        post("/v1/snapshots", ASK, "Content-Type", "application/x-www-form-urlencoded")
                .problem(415, "unsupported-media-type");
    }

    @Test
    void showsTheCallToTheCloudThatFailed() {
        world.trouble.set(World.cinderIsDown());

        var answer = post("/v1/snapshots", ASK);

        assertThat(answer.problem(503, "cloud-unavailable")).contains("Cinder");
        assertThat(answer.header("retry-after")).isPresent();
        assertThat(answer.json().get("upstream").toString())
                .isEqualTo(
                        "{\"service\":\"volumev3\",\"method\":\"GET\",\"url\":\"http://cinder/v3/limits\",\"status\":503,\"request_id\":\"req-1\",\"message\":\"down\"}");
    }

    @Test
    void passesOnHowLongTheCloudAsksToWait() {
        world.trouble.set(
                new Trouble(
                        new Problem(
                                "cloud-busy", "Wait.", null, false, true, Duration.ofSeconds(17))));

        var answer = get("/v1/servers");

        answer.problem(503, "cloud-busy");
        assertThat(answer.header("retry-after")).contains("17");
    }

    @Test
    void saysOfAMistakeOnlyThatItWasOne() {
        world.mistake.set(new IllegalStateException("the secret is 42"));

        var answer = get("/v1/servers");

        answer.problem(500, "internal-error");
        assertThat(answer.body()).doesNotContain("secret").doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource({"08006", "57P01", "53300", "HYT00", "90131", "40001", "40P01", "55P03", ","})
    void asksToComeBackWhileTheDatabaseIsAway(@Nullable String state) {
        var broken = new SQLException("the connection is closed", state);
        world.mistake.set(new IllegalStateException("could not commit", broken));

        var answer = get("/v1/servers");

        assertThat(answer.problem(503, "database-unavailable")).contains("Idempotency-Key");
        assertThat(answer.header("retry-after")).isPresent();
    }

    @Test
    void doesNotTakeADatabaseThatHangsUpForACaller() {
        var broken =
                new SQLException("The connection attempt failed.", "08001", new EOFException());
        world.mistake.set(new CannotCreateTransactionException("no connection", broken));

        get("/v1/servers").problem(503, "database-unavailable");
    }

    @Test
    void takesWhatTheDatabaseObjectsToForAMistake() {
        var objection = new SQLException("no such column", "42703");
        world.mistake.set(new IllegalStateException(objection));

        get("/v1/servers").problem(500, "internal-error");
    }

    @Test
    void takesATypeThatNobodyListedForAMistake() {
        world.trouble.set(new Trouble(Problem.refusal("no-such-type", "secret")));

        assertThat(get("/v1/servers").problem(500, "internal-error")).doesNotContain("secret");
    }

    @Test
    void takesABrokenConnectionWithTheCloudForThatOfNoCaller() {
        var reset = new IOException("Connection reset by peer");
        world.trouble.set(new Trouble(World.cinderIsDown().problem(), reset));

        get("/v1/servers").problem(503, "cloud-unavailable");
    }
}
