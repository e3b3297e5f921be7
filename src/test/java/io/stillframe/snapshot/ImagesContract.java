package io.stillframe.snapshot;

import static io.stillframe.snapshot.Ports.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.ImageChange.Merge;
import io.stillframe.snapshot.ImageChange.Replace;
import io.stillframe.snapshot.Images.Registered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers may expect of the images of any Glance, whichever versions it offers. */
public abstract class ImagesContract {

    private static final String RUN = "contract_run";
    private static final String NOBODY = "00000000-0000-4000-8000-00000000dead";

    /** Each is kept exactly: none of them is what it may look like to somebody on the way. */
    private static final List<String> TEXTS =
            List.of(
                    "plain",
                    "Größe – 日本",
                    "[{\"boot_index\": 0, \"tag\": \"a,b\", \"x\": null}]",
                    "a, b,c",
                    "\"quoted\"",
                    "None",
                    "null",
                    "True",
                    "0",
                    "two  blanks",
                    "50%20off",
                    "100%",
                    "%",
                    "%41",
                    "%C3%9C",
                    "%2541~",
                    "in:a,b",
                    "gte:5",
                    "a+b&c=d?e#f",
                    "http://host/path",
                    "back\\slash",
                    "~");

    private final String run = "run-" + UUID.randomUUID();
    private final List<String> made = new ArrayList<>();

    protected abstract Ports ports();

    private Images images() {
        return ports().images();
    }

    /** The one that the images are read and changed by. */
    protected final ImageApi api() {
        return images().apis().contains(ImageApi.V2) ? ImageApi.V2 : ImageApi.V1;
    }

    @AfterEach
    void removeWhatWasMade() {
        for (var id : made) {
            images().change(id, changing(null, false));
            images().delete(id);
        }
    }

    /** With a property that only the images of this test have. */
    protected final NewImage wanted(String name, Map<String, String> properties) {
        var id = UUID.randomUUID().toString();
        var all = new HashMap<>(properties);
        all.put(RUN, run);
        return new NewImage(id, name, "private", 1, 64, all, null);
    }

    protected final Image made(String name, Map<String, String> properties) {
        var wanted = wanted(name, properties);
        assertThat(images().objection(wanted, api())).isEmpty();
        var registered =
                api() == ImageApi.V2 ? images().register(wanted) : images().registerActive(wanted);
        assertThat(registered).isEqualTo(Registered.CREATED);
        made.add(wanted.id());
        return read(wanted.id());
    }

    protected final Image made(Map<String, String> properties) {
        return made("contract", properties);
    }

    protected final Image read(String id) {
        return images().find(id).orElseThrow();
    }

    protected final Image changed(Image image, ImageChange change) {
        var now = images().change(image.id(), change).orElseThrow();
        assertThat(now).isEqualTo(read(image.id()));
        return now;
    }

    protected static ImageChange changing(ImageChange.Properties properties) {
        return new ImageChange(null, null, null, null, null, properties);
    }

    private static ImageChange changing(@Nullable String name, @Nullable Boolean isProtected) {
        return new ImageChange(name, null, isProtected, null, null, Merge.NOTHING);
    }

    protected static ImageChange setting(Map<String, String> properties) {
        return changing(new Merge(properties, Set.of()));
    }

    private ImageFilter ofThisRun() {
        return having(Map.of());
    }

    private ImageFilter having(Map<String, String> properties) {
        return filter(null, null, null, null, properties);
    }

    private ImageFilter filter(
            @Nullable String name,
            Image.@Nullable Status status,
            @Nullable String visibility,
            @Nullable Instant since,
            Map<String, String> properties) {
        var all = new HashMap<>(properties);
        all.put(RUN, run);
        return new ImageFilter(ports().cloud().projectId(), name, status, visibility, since, all);
    }

    private List<String> listed(ImageFilter filter) {
        var page = images().list(filter, 100, null);
        assertThat(page.more()).isFalse();
        return page.images().stream().map(Image::id).toList();
    }

    /** Without the one that says whose it is. */
    protected final Map<String, String> propertiesOf(Image image) {
        var properties = new HashMap<>(image.properties());
        assertThat(properties.remove(RUN)).isEqualTo(run);
        return properties;
    }

    private static Map<String, String> texts() {
        return IntStream.range(0, TEXTS.size())
                .boxed()
                .collect(Collectors.toMap(i -> "text_" + i, TEXTS::get));
    }

    /** More than Glance gives where nobody says how many. */
    @Test
    void listsAllImagesNewestFirstInPagesToTheEnd() {
        var all = IntStream.range(0, 30).mapToObj(i -> made("n" + i, Map.of()).id()).toList();

        for (int limit : List.of(7, 30, 100)) {
            var found = new ArrayList<Image>();
            Images.Page page;
            do {
                var marker = found.isEmpty() ? null : found.getLast().id();
                page = images().list(ofThisRun(), limit, marker);
                assertThat(page.images()).hasSizeLessThanOrEqualTo(limit);
                found.addAll(page.images());
            } while (page.more());

            assertThat(found).extracting(Image::id).containsExactlyInAnyOrderElementsOf(all);
            assertThat(found)
                    .isSortedAccordingTo(Comparator.comparing(Image::createdAt).reversed());
        }
    }

    @Test
    void listsAnImageAsItReadsIt() {
        var image = made("Größe", texts());

        assertThat(images().list(ofThisRun(), 1, null).images()).containsExactly(image);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Web 1", "in:web,x", "eq:web", "a:b", "50%20off", "a+b", "日本", "\"w\""})
    void listsByTheExactName(String name) {
        var image = made(name, Map.of());
        made(name + "x", Map.of());

        assertThat(listed(filter(name, null, null, null, Map.of()))).containsExactly(image.id());
    }

    @Test
    void takesNoNameForAnotherThatDiffersInCapitals() {
        made("web", Map.of());

        assertThat(listed(filter("WEB", null, null, null, Map.of()))).isEmpty();
    }

    @Test
    void listsByStatus() {
        var image = made(Map.of());

        assertThat(listed(filter(null, image.status(), null, null, Map.of())))
                .containsExactly(image.id());
        assertThat(listed(filter(null, Image.Status.SAVING, null, null, Map.of()))).isEmpty();
        assertThat(listed(filter(null, Image.Status.KILLED, null, null, Map.of()))).isEmpty();
    }

    @Test
    void listsByVisibility() {
        var image = made(Map.of());

        assertThat(listed(filter(null, null, "private", null, Map.of())))
                .containsExactly(image.id());
        for (var other : List.of("public", "shared", "community")) {
            assertThat(listed(filter(null, null, other, null, Map.of()))).isEmpty();
        }
    }

    @Test
    void listsByTheExactTextOfAnyProperty() {
        var image = made(texts());
        made(Map.of("text_0", "Plain", "text_5", "none", "text_10", "50 off"));

        for (int i = 0; i < TEXTS.size(); i++) {
            assertThat(listed(having(Map.of("text_" + i, TEXTS.get(i)))))
                    .as(TEXTS.get(i))
                    .containsExactly(image.id());
        }
        assertThat(listed(having(texts()))).containsExactly(image.id());
        assertThat(listed(having(Map.of("text_0", "PLAIN")))).isEmpty();
        assertThat(listed(having(Map.of("text_0", "")))).isEmpty();
        assertThat(listed(having(Map.of("nowhere", "plain")))).isEmpty();
    }

    /** As properties they are like any other; as parameters of Glance they are not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit",
                "sort",
                "tag",
                "is_public",
                "member_status",
                "keys",
                "metadata",
                "properties",
                "hw_max",
                "hw_min",
                "members",
                "_x"
            })
    void listsByAPropertyThatIsAWordOfGlances(String name) {
        var image = made(Map.of(name, "1"));
        made(Map.of(name, "2"));

        assertThat(listed(having(Map.of(name, "1")))).containsExactly(image.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"owner", "name", "size", "status", "deleted", "visibility", "id"})
    void findsNothingByAnAttributeAsIfItWereAProperty(String name) {
        var image = made(Map.of());

        assertThat(listed(having(Map.of(name, image.name())))).isEmpty();
        assertThat(listed(having(Map.of(name, "x")))).isEmpty();
    }

    @Test
    void listsWhatWasChangedAtAMomentOrLater() {
        var image = made(Map.of());
        var at = image.updatedAt();

        assertThat(listed(filter(null, null, null, at, Map.of()))).containsExactly(image.id());
        assertThat(listed(filter(null, null, null, at.minusSeconds(86_400), Map.of())))
                .containsExactly(image.id());
        assertThat(listed(filter(null, null, null, at.plusNanos(1_000), Map.of()))).isEmpty();
        assertThat(listed(filter(null, null, null, Instant.EPOCH, Map.of())))
                .containsExactly(image.id());
        assertThat(listed(filter(null, null, null, Instant.MAX, Map.of()))).isEmpty();

        var now = changed(image, setting(Map.of("a", "b"))).updatedAt();
        assertThat(now).isAfterOrEqualTo(at);
        assertThat(listed(filter(null, null, null, now, Map.of()))).containsExactly(image.id());
    }

    @Test
    void listsNothingThatIsDeleted() {
        var image = made(Map.of());
        var before = image.createdAt().minusSeconds(60);
        var mine =
                new ImageFilter(
                        ports().cloud().projectId(), "contract", null, null, before, Map.of());
        images().delete(image.id());

        assertThat(listed(ofThisRun())).isEmpty();
        for (var page = images().list(mine, 50, null); ; ) {
            assertThat(page.images()).noneMatch(listed -> listed.id().equals(image.id()));
            if (!page.more()) {
                break;
            }
            page = images().list(mine, 50, page.images().getLast().id());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {NOBODY, "nonsense", "a&limit=1"})
    void refusesToGoOnAfterAnImageThatIsNotThere(String marker) {
        made(Map.of());

        var problem = problemOf(() -> images().list(ofThisRun(), 10, marker));

        assertThat(Objects.requireNonNull(problem.upstream()).status()).isEqualTo(400);
        assertThat(problem.mayPass()).isFalse();
    }

    @Test
    void keepsEveryTextExactly() {
        var image = made("50%20off", texts());

        assertThat(image.name()).isEqualTo("50%20off");
        assertThat(propertiesOf(image)).isEqualTo(texts());
    }

    @Test
    void keepsEveryTextExactlyThatIsSetLater() {
        var image = made(Map.of("text_1", "old"));

        assertThat(propertiesOf(changed(image, setting(texts())))).isEqualTo(texts());
        for (var text : List.of("%C3%9C", "Größe – 日本", "in:a,b")) {
            assertThat(changed(image, changing(text, null)).name()).isEqualTo(text);
        }
    }

    @Test
    void setsSomePropertiesAndLeavesTheOthers() {
        var image = made(Map.of("a", "1", "b", "2", "c", "[\"x\", \"y\"]"));

        var now = changed(image, setting(Map.of("b", "3", "d", "4")));

        assertThat(propertiesOf(now))
                .isEqualTo(Map.of("a", "1", "b", "3", "c", "[\"x\", \"y\"]", "d", "4"));
        assertThat(now.name()).isEqualTo("contract");
        assertThat(now.minRam()).isEqualTo(64);
    }

    @Test
    void removesSomePropertiesAndLeavesTheOthers() {
        var before = new HashMap<>(texts());
        before.put("bdm_v2", "True");
        var image = made(before);

        var change = new Merge(Map.of("new", "%41%20"), Set.of("text_1", "text_3", "nowhere"));
        var now = changed(image, changing(change));

        before.keySet().removeAll(Set.of("text_1", "text_3"));
        before.put("new", "%41%20");
        assertThat(propertiesOf(now)).isEqualTo(before);
    }

    @Test
    void replacesAllPropertiesButThoseThatNoCallerMaySet() {
        var mapping = "[{\"boot_index\": 0}]";
        var image =
                made(
                        Map.of(
                                "block_device_mapping", mapping,
                                "bdm_v2", "True",
                                "stillframe_snapshot", "s",
                                "a", "1",
                                "b", "2"));

        var now = changed(image, changing(new Replace(Map.of("b", "3", "c", "4", RUN, run))));

        assertThat(propertiesOf(now))
                .isEqualTo(
                        Map.of(
                                "block_device_mapping", mapping,
                                "bdm_v2", "True",
                                "stillframe_snapshot", "s",
                                "b", "3",
                                "c", "4"));
    }

    @Test
    void setsAPropertyAgainThatWasRemoved() {
        var image = made(Map.of("a", "1"));
        changed(image, changing(new Merge(Map.of(), Set.of("a"))));

        assertThat(propertiesOf(changed(image, setting(Map.of("a", "2")))))
                .isEqualTo(Map.of("a", "2"));
    }

    @Test
    void changesAttributesWithoutTouchingProperties() {
        var image = made(Map.of("a", "1", "protected_by", "me"));

        var now = changed(image, new ImageChange("other", "private", true, 3, 128, Merge.NOTHING));

        assertThat(now.name()).isEqualTo("other");
        assertThat(now.isProtected()).isTrue();
        assertThat(now.minDisk()).isEqualTo(3);
        assertThat(now.minRam()).isEqualTo(128);
        assertThat(now.status()).isEqualTo(image.status());
        assertThat(propertiesOf(now)).isEqualTo(Map.of("a", "1", "protected_by", "me"));
        assertThat(changed(now, changing("", null)).name()).isEmpty();
    }

    @Test
    void doesNotTouchAnImageThatIsAsItShouldBe() {
        var image = made(texts());

        var same =
                images().change(
                                image.id(),
                                new ImageChange(
                                        "contract",
                                        "private",
                                        false,
                                        1,
                                        64,
                                        new Merge(texts(), Set.of("nowhere"))));

        assertThat(same).contains(image);
        assertThat(read(image.id())).isEqualTo(image);
    }

    @Test
    void saysThatAProtectedImageCannotBeDeleted() {
        var image = made(Map.of());
        changed(image, changing(null, true));

        var problem = problemOf(() -> images().delete(image.id()));

        assertThat(problem.type()).isEqualTo(ProblemType.CLOUD_FORBIDDEN.word());
        assertThat(Objects.requireNonNull(problem.upstream()).status()).isEqualTo(403);
        assertThat(read(image.id()).isProtected()).isTrue();
        assertThat(changed(image, changing(null, false)).isProtected()).isFalse();
        images().delete(image.id());
        assertThat(images().find(image.id())).isEmpty();
    }

    @Test
    void findsChangesAndDeletesNothingWhereNoImageIs() {
        var image = made(Map.of());
        images().delete(image.id());

        for (var id : List.of(image.id(), NOBODY, "no-id", "a/b?c")) {
            assertThat(images().find(id)).isEmpty();
            assertThat(images().change(id, setting(Map.of("a", "b")))).isEmpty();
            images().delete(id);
        }
    }

    @Test
    void refusesWhatNoGlanceCanHold() {
        var image = made(Map.of("a", "1"));
        var many = new HashMap<String, String>();
        IntStream.range(0, 128).forEach(i -> many.put("p" + i, "x"));

        refuses(image, setting(Map.of("b", "x😀")), "U+1F600");
        refuses(image, changing("😀", null), "The image's name");
        refuses(image, changing("n".repeat(256), null), "has 256 characters");
        refuses(image, setting(Map.of("p".repeat(256), "x")), "has 256 characters");
        refuses(image, setting(Map.of("b", "x".repeat(65_536))), "is 65536 bytes long");
        refuses(image, setting(many), "has 130 properties");
    }

    protected final void refuses(Image image, ImageChange change, String why) {
        var problem = problemOf(() -> images().change(image.id(), change));

        assertThat(problem.type()).isEqualTo(ProblemType.UNSUPPORTED_BY_GLANCE.word());
        assertThat(problem.detail()).contains(why);
        assertThat(problem.upstream()).isNull();
        assertThat(problem.mayHaveHappened()).isFalse();
        assertThat(problem.mayPass()).isFalse();
        assertThat(read(image.id())).isEqualTo(image);
    }

    @Test
    void takesAsManyPropertiesAsItSays() {
        var many = new HashMap<String, String>();
        IntStream.range(0, 127).forEach(i -> many.put("p" + i, "x"));
        var image = made("n".repeat(255), many);
        assertThat(propertiesOf(image)).isEqualTo(many);

        var others = new HashMap<String, String>();
        IntStream.range(0, 127).forEach(i -> others.put("q" + i, "x"));
        others.put(RUN, run);
        var now = changed(image, changing(new Replace(others)));

        assertThat(now.properties()).isEqualTo(others);
    }

    @Test
    void objectsToAnImageThatGlanceWouldRefuse() {
        var many = new HashMap<String, String>();
        IntStream.range(0, 128).forEach(i -> many.put("p" + i, "x"));

        objects(wanted("n".repeat(256), Map.of()), "has 256 characters");
        objects(wanted("n", Map.of("a", "x".repeat(65_536))), "is 65536 bytes long");
        objects(
                wanted(
                        "n",
                        Map.of(
                                "block_device_mapping",
                                "[1, 2, 3, \"" + "4".repeat(65_536) + "\"]")),
                "mapping of 4 volumes");
        objects(wanted("n", Map.of("a", "😀")), "U+1F600");
        objects(wanted("n", many), "has 129 properties");
        objects(wanted("n", Map.of("A", "1", "a", "2")), "for the same one");
    }

    private void objects(NewImage image, String why) {
        assertThat(images().objection(image, api()).orElse("")).contains(why);
    }
}
