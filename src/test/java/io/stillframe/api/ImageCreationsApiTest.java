package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.ImageCreation;
import io.stillframe.snapshot.MappingText;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.ServerSnapshot.OwnImage;
import io.stillframe.snapshot.VolumeSnapshot;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class ImageCreationsApiTest extends ApiTest {

    private static final String ROOT = "23217c73-e2a9-4902-8497-ddc86a9caa31";
    private static final String LOCATED =
            "{\"name\": \"debian\", \"location\": \"https://files.example.org/x\", \"disk_format\": \"qcow2\"}";

    @Autowired Changes changes;

    @BeforeEach
    void keepAVolumeSnapshot() {
        world.snapshots.put(
                ROOT,
                new VolumeSnapshot(
                        ROOT,
                        World.PROJECT,
                        World.ROOT,
                        10,
                        VolumeSnapshot.Status.AVAILABLE,
                        null));
    }

    @Test
    void answersWithTheImageWhenItIsMade() throws Exception {
        var asked = ask(ImageExamples.REQUEST);
        assertThat(asked).isNotDone();
        var id = String.valueOf(carryOut(imageRuns.started.take()).facts().imageId());

        var answer = asked.join();

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.header("location")).contains("/v1/images/" + id);
        assertThat(answer.header("retry-after")).isEmpty();
        var image = answer.json();
        assertThat(names(image)).containsExactlyElementsOf(names(example(ImageExamples.MADE)));
        assertThat(image.get("id").asString()).isEqualTo(id);
        assertThat(image.get("name").asString()).isEqualTo("web with a scratch disk");
        assertThat(image.get("strategy").asString()).isEqualTo("empty-upload");
        assertThat(image.get("block_device_mapping"))
                .isEqualTo(example(ImageExamples.MADE).get("block_device_mapping"));
        assertThat(image.get("properties"))
                .isEqualTo(example(ImageExamples.MADE).get("properties"));
        var read = get("/v1/images/" + id).json();
        read.properties()
                .forEach(
                        field -> assertThat(image.get(field.getKey())).isEqualTo(field.getValue()));
    }

    @Test
    void takesWhatTheCallerSaysOfDataElsewhere() throws Exception {
        var asked = ask(LOCATED);
        var run = imageRuns.started.take();

        var external = run.facts().newImage("id", new MappingText());
        assertThat(String.valueOf(external.external()))
                .contains("https://files.example.org/x", "qcow2", "bare");
        carryOut(run);
        assertThat(asked.join().status()).isEqualTo(201);
        assertThat(asked.join().json().get("block_device_mapping").isEmpty()).isTrue();
    }

    @Test
    void makesAnImageOfItsPropertiesAlone() throws Exception {
        var asked = ask("{\"name\": \"x\", \"properties\": {\"a\": \"ü\"}}");
        carryOut(imageRuns.started.take());

        var image = asked.join().json();

        assertThat(image.get("status").asString()).isEqualTo("active");
        assertThat(image.get("properties").toString()).isEqualTo("{\"a\":\"ü\"}");
        assertThat(image.get("block_device_mapping").isEmpty()).isTrue();
    }

    @Test
    void saysWhereToLookWhenTheTimeIsUp() {
        var answer = post("/v1/images?wait=0", ImageExamples.REQUEST);

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        var creation = answer.json();
        var at = "/v1/image-creations/" + creation.get("id").asString();
        assertThat(answer.header("location")).contains(at);
        assertThat(answer.header("retry-after")).isPresent();
        assertThat(names(creation))
                .containsExactlyElementsOf(names(example(ImageExamples.CREATION)));
        assertThat(creation.get("status").asString()).isEqualTo("creating");
        assertThat(creation.get("image_id").isNull()).isTrue();
        assertThat(get(at).json()).isEqualTo(creation);
    }

    @Test
    void goesOnToWaitWhileItChangesButHasNotEnded() throws Exception {
        var asked = ask(ImageExamples.REQUEST);
        var run = imageRuns.started.take();
        for (int i = 0; i < 3; i++) {
            var noticed = changes.after(run.id(), run.version()).toFuture();
            run = MemoryRuns.next(run, run.phase());
            imageRuns.put(run);
            noticed.join();
        }

        assertThat(asked).isNotDone();
        carryOut(run);
        assertThat(asked.join().status()).isEqualTo(201);
    }

    @Test
    void answersTheTimeBeingUpAsItIsThen() throws Exception {
        var asked = sendAsync("POST", "/v1/images?wait=PT0.5S", ImageExamples.REQUEST);
        imageRuns.started.take();

        assertThat(asked.join().status()).isEqualTo(202);
    }

    @Test
    void answersWithTheProblemOfARunThatFails() throws Exception {
        var upstream = new Problem.Upstream("glance", "PUT", "http://glance", 413, "req-7", "no");
        var asked = ask(ImageExamples.REQUEST);
        var run = imageRuns.started.take();
        var overQuota =
                new Problem("over-quota", "Too much for the quota.", upstream, false, true, null);
        put(run, new Phase.Undone(new Reason.Failure(overQuota)));

        var answer = asked.join();

        assertThat(answer.problem(422, "over-quota")).isEqualTo(overQuota.detail());
        assertThat(answer.json().get("upstream").get("request_id").asString()).isEqualTo("req-7");
        assertThat(answer.json().get("instance").asString()).isEqualTo("/v1/images");
        assertThat(answer.header("location")).contains(at(run));
        var creation = get(at(run)).json();
        assertThat(creation.get("status").asString()).isEqualTo("failed");
        assertThat(creation.get("problem").get("detail").asString()).isEqualTo(overQuota.detail());
    }

    @Test
    void answersWithTheProblemOfARunThatIsStuckAndListsWhatItLeft() throws Exception {
        var asked = ask(ImageExamples.REQUEST);
        var run = withAnImage(imageRuns.started.take());
        var left = ProblemType.IMAGE_LEFT.refusal("The image is protected.");
        var because = new Reason.Failure(ProblemType.IMAGE_CHANGED.refusal("It has changed."));
        put(run, new Phase.Stuck("register-image", left, because));

        assertThat(asked.join().problem(502, "image-left")).isEqualTo(left.detail());
        var creation = get(at(run)).json();
        assertThat(creation.get("status").asString()).isEqualTo("stuck");
        assertThat(creation.get("image_id").isNull()).isTrue();
        assertThat(creation.get("leftovers").get(0).get("id").asString())
                .isEqualTo(run.facts().imageId());
    }

    @Test
    void answersARepeatedRequestWithTheSameImage() {
        var body = ImageExamples.REQUEST;
        var first = post("/v1/images?wait=0", body, "Idempotency-Key", "\"once\"").json();
        var again = post("/v1/images?wait=0", body, "Idempotency-Key", "once").json();
        assertThat(again.get("id")).isEqualTo(first.get("id"));
        var run =
                carryOut(imageRuns.find(UUID.fromString(first.get("id").asString())).orElseThrow());

        var made = post("/v1/images", body, "Idempotency-Key", "once");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json().get("id").asString()).isEqualTo(run.facts().imageId());

        send("DELETE", "/v1/images/" + run.facts().imageId(), null);
        assertThat(post("/v1/images", body, "Idempotency-Key", "once").problem(404, "not-found"))
                .contains("has been deleted since");
    }

    @Test
    void refusesAKeyThatCameWithAnotherRequest() {
        post("/v1/images?wait=0", ImageExamples.REQUEST, "Idempotency-Key", "once");
        post("/v1/snapshots", ASK, "Idempotency-Key", "twice");

        post("/v1/images?wait=0", LOCATED, "Idempotency-Key", "once")
                .problem(422, "idempotency-key-reused");
        post("/v1/snapshots", ASK, "Idempotency-Key", "once")
                .problem(422, "idempotency-key-reused");
        post("/v1/images?wait=0", LOCATED, "Idempotency-Key", "twice")
                .problem(422, "idempotency-key-reused");
    }

    @Test
    void refusesAtOnceWhatWouldNotBootAndStoresNothing() {
        world.snapshots.clear();

        assertThat(post("/v1/images", ImageExamples.REQUEST).problem(422, "invalid-mapping"))
                .contains("block_device_mapping[0]");
        assertThat(imageRuns.started).isEmpty();
    }

    @Test
    void refusesAVisibilityThatGlanceDoesNotKnow() {
        world.glance.clear();
        world.glance.add(ImageApi.V1);
        var body = LOCATED.replace("}", ", \"visibility\": \"community\"}");

        post("/v1/images", body).problem(422, "unsupported-by-glance");
        assertThat(imageRuns.started).isEmpty();
    }

    @Test
    void makesNothingForAnotherProjectAndShowsItNothing() {
        post("/v1/images", ImageExamples.REQUEST, "X-Auth-Token", Slice.FOREIGN)
                .problem(422, "other-project");
        var at = post("/v1/images?wait=0", ImageExamples.REQUEST).header("location").orElseThrow();

        get(at, "X-Auth-Token", Slice.FOREIGN).problem(404, "not-found");
        assertThat(get(at).status()).isEqualTo(200);
    }

    @Test
    void holdsARequestUntilTheCreationChanges() throws Exception {
        post("/v1/images?wait=0", ImageExamples.REQUEST);
        var run = imageRuns.started.take();
        assertThat(get(at(run), "If-None-Match", etag(run)).status()).isEqualTo(304);

        var held = sendAsync("GET", at(run) + "?wait=20s", null, "If-None-Match", etag(run));
        assertThat(held).isNotDone();
        var made = carryOut(run);

        assertThat(held).succeedsWithin(Duration.ofSeconds(20));
        var creation = get(at(run)).json();
        assertThat(creation.get("status").asString()).isEqualTo("available");
        assertThat(creation.get("image_id").asString()).isEqualTo(made.facts().imageId());
        assertThat(creation.get("strategy").asString()).isEqualTo("empty-upload");
        assertThat(creation.get("finished_at").isNull()).isFalse();
        assertThat(get(at(run)).header("retry-after")).isEmpty();
    }

    private CompletableFuture<Answer> ask(String body) {
        return sendAsync("POST", "/v1/images?wait=60s", body);
    }

    private Run<ImageCreation> carryOut(Run<ImageCreation> run) {
        return carryOut(imagePlan, imageRuns, run.id());
    }

    /** As it is when an image is registered, so that something can be left. */
    private Run<ImageCreation> withAnImage(Run<ImageCreation> run) {
        var id = UUID.randomUUID().toString();
        var known = run.knowing(run.facts().as(new OwnImage(id, true, false, false)));
        world.images.put(id, World.image(id, World.PROJECT, "private", Map.of()));
        var next = MemoryRuns.next(known, known.phase());
        imageRuns.put(next);
        return next;
    }

    private void put(Run<ImageCreation> run, Phase phase) {
        imageRuns.put(MemoryRuns.next(run, phase));
    }

    private static String at(Run<?> run) {
        return "/v1/image-creations/" + run.id();
    }

    private static String etag(Run<?> run) {
        return "\"%d\"".formatted(run.version());
    }

    private static JsonNode example(String text) {
        return JSON.readTree(text);
    }

    private static List<String> names(JsonNode object) {
        return List.copyOf(object.propertyNames());
    }
}
