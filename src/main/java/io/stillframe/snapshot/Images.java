package io.stillframe.snapshot;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Glance's images. Every method throws {@link io.stillframe.workflow.Trouble} when Glance does not
 * answer as expected.
 */
public interface Images {

    /** The versions that this Glance offers; remembered for a while. */
    Set<ImageApi> apis();

    /** Empty if there is none with this id that our credentials can see, or if it is deleted. */
    Optional<Image> find(String id);

    /** Registers it through v2: {@code queued}, with its properties. */
    Registered register(NewImage image);

    /**
     * Registers it through v1, {@code active} at once: with its external data as location, or else
     * with size 0. A refusal (4xx) may leave an image under this id all the same.
     */
    Registered registerActive(NewImage image);

    /**
     * Why that version cannot hold this image exactly as it is: v1 carries it in headers, whose
     * names are folded and whose lines are limited; both have limits on lengths and numbers. Empty
     * if it can. Asks nobody.
     */
    Optional<String> objection(NewImage image, ImageApi api);

    /**
     * One page of the images that the filter wants, newest first, whatever this Glance can filter
     * by itself.
     *
     * @param marker id of the last image of the page before; null for the first page
     */
    Page list(ImageFilter filter, int limit, @Nullable String marker);

    /**
     * Makes the change, and says what the image is then; empty if it is not there (any more). What
     * others change meanwhile stays changed, as far as this Glance lets us see it.
     */
    Optional<Image> change(String id, ImageChange change);

    /**
     * Makes a queued image active (v2) by an upload of nothing. An image that has data already is
     * left as it is.
     */
    void uploadNothing(String id);

    /**
     * Gives a queued image (v2) the location: by PATCH, and where that is refused, by the call that
     * came with 2.17. A refusal (4xx) has changed nothing.
     */
    Added addLocation(String id, Location location);

    /** Asks for deletion; one that is gone already is fine. */
    void delete(String id);

    /**
     * @param more whether another page may follow
     */
    record Page(List<Image> images, boolean more) {
        public Page {
            images = List.copyOf(images);
        }
    }

    enum Registered {
        CREATED,
        /** 409: an image has, or once had, this id. */
        ID_TAKEN
    }

    /**
     * Where an image's data is.
     *
     * @param url such as {@code cinder://VOLUME}
     */
    record Location(String url, What what) {

        /** What is there decides with whose rights it may be given to an image. */
        public enum What {
            /** A volume that the run has made for it. */
            IMAGE_VOLUME,
            /** A volume snapshot that the run has taken. */
            VOLUME_SNAPSHOT,
            /** Whatever the caller named. */
            CALLERS_CHOICE
        }
    }

    enum Added {
        /** The image is active. */
        DONE,
        /** 202: Glance looks at it later, and says nothing if it finds nothing there. */
        ACCEPTED
    }
}
