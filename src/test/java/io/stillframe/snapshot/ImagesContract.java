package io.stillframe.snapshot;

import static io.stillframe.snapshot.Ports.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.ImageChange.Merge;
import io.stillframe.snapshot.ImageChange.Replace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What callers may expect of the images of any Glance, whichever versions it offers. */
public abstract class ImagesContract extends ImageListsContract {

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
