package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The service with a Glance that is not in the catalogue, one that lets callers see and set the
 * locations of images. {@code STILLFRAME_TEST_LOCATIONS_URL} says where it is.
 */
final class LocationsStillframe implements AutoCloseable {

    private final StillframeProcess process;
    private final String glanceUrl;
    private final Web web;

    private LocationsStillframe(StillframeProcess process, String glanceUrl) {
        this.process = process;
        this.glanceUrl = glanceUrl;
        this.web = process.web();
    }

    static LocationsStillframe start(String... settings) {
        var url = System.getenv("STILLFRAME_TEST_LOCATIONS_URL");
        assumeThat(url).as("there is a Glance that shows locations").isNotNull();
        var environment = Login.environment();
        environment.put("OS_IMAGE_ENDPOINT_OVERRIDE", url);
        var database = Stream.of("--spring.datasource.url=jdbc:h2:mem:locations");
        var arguments = Stream.concat(database, Stream.of(settings)).toArray(String[]::new);
        var process = StillframeProcess.start(directory(), environment, arguments);
        try {
            return new LocationsStillframe(process, url);
        } catch (AssertionError notReady) {
            process.close();
            throw notReady;
        }
    }

    /** Its log is of use after the tests. */
    private static Path directory() {
        try {
            return Files.createDirectories(Path.of("target", "locations"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Frames frames(RealCloud cloud) {
        return new Frames(web.with("X-Auth-Token", cloud.token()));
    }

    Album album(RealCloud cloud) {
        return new Album(web.with("X-Auth-Token", cloud.token()));
    }

    /** Of the snapshot's image, which has only one. */
    String location(JsonNode snapshot, RealCloud cloud) {
        return location(snapshot.path("image_id").asString(), cloud);
    }

    String location(String imageId, RealCloud cloud) {
        var image = cloud.image(imageId, glanceUrl);
        assertThat(image.json().path("locations")).hasSize(1);
        return image.text("/locations/0/url");
    }

    @Override
    public void close() {
        process.close();
    }
}
