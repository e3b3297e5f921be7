package io.stillframe.snapshot;

import static io.stillframe.snapshot.Ports.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers may expect of lists of images. */
abstract class ImageListsContract extends ImagesOfATest {

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
}
