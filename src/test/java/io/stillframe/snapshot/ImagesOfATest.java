package io.stillframe.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.ImageChange.Merge;
import io.stillframe.snapshot.Images.Registered;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Makes and changes images, and removes them after the test. */
public abstract class ImagesOfATest {

    protected static final String RUN = "contract_run";
    protected static final String NOBODY = "00000000-0000-4000-8000-00000000dead";

    /** Each is kept exactly: none of them is what it may look like to somebody on the way. */
    protected static final List<String> TEXTS =
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

    protected final String run = "run-" + UUID.randomUUID();
    private final List<String> made = new ArrayList<>();

    protected abstract Ports ports();

    protected final Images images() {
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

    protected static ImageChange changing(@Nullable String name, @Nullable Boolean isProtected) {
        return new ImageChange(name, null, isProtected, null, null, Merge.NOTHING);
    }

    protected static ImageChange setting(Map<String, String> properties) {
        return changing(new Merge(properties, Set.of()));
    }

    /** Without the one that says whose it is. */
    protected final Map<String, String> propertiesOf(Image image) {
        var properties = new HashMap<>(image.properties());
        assertThat(properties.remove(RUN)).isEqualTo(run);
        return properties;
    }

    protected static Map<String, String> texts() {
        return IntStream.range(0, TEXTS.size())
                .boxed()
                .collect(Collectors.toMap(i -> "text_" + i, TEXTS::get));
    }
}
