package io.stillframe.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Images.Change;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImagesTest {

    private static final Map<String, Object> WITH_FORMATS =
            Map.of("name", "frame", "disk_format", "raw", "container_format", "bare");

    private final SmallWorld small = new SmallWorld();
    private final World world = small.world;

    private Image image(SmallWorld in, Map<String, ?> attributes) {
        return in.world.inside(() -> in.world.images().create(in.ann, attributes));
    }

    private static Change location(String url) {
        return new Change(
                "add", List.of("locations", "-"), Map.of("url", url, "metadata", Map.of()));
    }

    private Image change(SmallWorld in, Image image, Change... changes) {
        return in.world.inside(
                () -> in.world.images().change(in.ann, image.id(), List.of(changes)));
    }

    @Test
    void isSharedUnlessItSaysOtherwise() {
        assertThat(image(small, Map.of("name", "x")).visibility()).isEqualTo("shared");
    }

    @Test
    void neverTakesAnIdTwiceNotEvenOfADeletedImage() {
        var id = world.ids().uuid();
        var image = image(small, Map.of("id", id));
        world.inside(() -> world.images().delete(small.ann, image.id()));
        var refused = small.refusal(() -> image(small, Map.of("id", id)));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.words()).isEqualTo("Image ID %s already exists!".formatted(id));
    }

    @Test
    void becomesActiveAndOfSizeZeroByAnEmptyUpload() {
        var image = image(small, WITH_FORMATS);
        world.inside(() -> world.images().upload(small.ann, image.id(), new byte[0]));
        assertThat(image.status()).isEqualTo("active");
        assertThat(image.size()).isZero();
        assertThat(image.checksum()).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
        assertThat(
                        small.refusal(() ->
                                        world.images().upload(small.ann, image.id(), new byte[0]))
                                .words())
                .isEqualTo("Image status transition from active to saving is not allowed");
    }

    @Test
    void needsFormatsBeforeData() {
        var image = image(small, Map.of("name", "x"));
        assertThat(
                        small.refusal(() ->
                                        world.images().upload(small.ann, image.id(), new byte[0]))
                                .words())
                .isEqualTo(
                        "Properties disk_format, container_format must be set prior to saving data.");
    }

    @Test
    void ownsTheVolumeThatItsLocationNames() {
        var volume = small.volume(small.ben, 2); // somebody else's: the store does not ask
        var image = image(small, WITH_FORMATS);
        change(small, image, location("cinder://" + volume.id()));
        assertThat(image.status()).isEqualTo("active");
        assertThat(image.size()).isEqualTo(2L << 30);

        world.inside(() -> world.images().delete(small.ann, image.id()));
        assertThat(volume.status()).isEqualTo("deleting");
        small.pass();
        assertThat(world.volumes().find(volume.id())).isEmpty();
    }

    @Test
    void staysWhenItsVolumeCannotGo() {
        var volume = small.volume(small.ann, 1);
        var image = image(small, WITH_FORMATS);
        change(small, image, location("cinder://vol/" + volume.id()));
        small.snapshot(small.ann, volume);
        assertThat(small.refusal(() -> world.images().delete(small.ann, image.id())).status())
                .isEqualTo(500);
        assertThat(image.status()).isEqualTo("active");
    }

    @Test
    void doesNotTakeAVolumeSnapshotAsALocation() {
        var snapshot = small.finishedSnapshot(small.ann, small.volume(small.ann, 1));
        var image = image(small, WITH_FORMATS);
        var refused =
                small.refusal(() -> change(small, image, location("cinder://" + snapshot.id())));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.words()).isEqualTo("Invalid location");
        assertThat(image.status()).isEqualTo("queued");
        assertThat(image.locations()).isEmpty();
    }

    @Test
    void takesAVolumeSnapshotWhereTheStoreResolvesIt() {
        var patched = new SmallWorld(Locations.SNAPSHOTS, true);
        var snapshot = patched.finishedSnapshot(patched.ann, patched.volume(patched.ann, 1));
        var image = image(patched, WITH_FORMATS);
        change(patched, image, location("cinder://" + snapshot.id()));
        assertThat(image.status()).isEqualTo("active");
    }

    @Test
    void keepsItsLocationsClosedWhereTheyAreInvisible() {
        var closed = new SmallWorld(Locations.CLOSED, true);
        var image = image(closed, WITH_FORMATS);
        var refused =
                closed.refusal(() ->
                        change(
                                closed,
                                image,
                                location("cinder://" + closed.volume(closed.ann, 1).id())));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.words())
                .isEqualTo("It's not allowed to add locations if locations are invisible.");
    }

    @Test
    void changesNothingWhenOneOfSeveralChangesIsRefused() {
        var image = image(small, WITH_FORMATS);
        var refused =
                small.refusal(() ->
                        change(
                                small,
                                image,
                                new Change("add", List.of("first"), "1"),
                                new Change("replace", List.of("nosuch"), "2")));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(image.properties()).isEmpty();
    }

    @Test
    void takesNoMoreThan128Properties() {
        var many = new HashMap<String, Object>();
        for (int i = 0; i < 129; i++) {
            many.put("k" + i, "v");
        }
        var refused = small.refusal(() -> image(small, many));
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.words())
                .isEqualTo(
                        "The limit has been exceeded on the number of allowed image properties. Attempted: 129, Maximum: 128");
    }

    @Test
    void isNotSeenByAnotherProject() {
        var image = image(small, Map.of("visibility", "private"));
        assertThat(small.refusal(() -> world.images().visible(small.ben, image.id())).status())
                .isEqualTo(404);
    }
}
