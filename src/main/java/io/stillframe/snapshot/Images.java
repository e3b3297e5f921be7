package io.stillframe.snapshot;

import java.util.Optional;
import java.util.Set;

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
     * Registers it through v1 with size 0, which makes it {@code active} at once. A refusal (4xx)
     * may leave an image under this id all the same.
     */
    Registered registerEmpty(NewImage image);

    /**
     * Why v1 cannot hold this image exactly as it is: it travels in headers, whose names are folded
     * and whose lines are limited. Empty if it can. Asks nobody.
     */
    Optional<String> objectionOfV1(NewImage image);

    /**
     * Makes a queued image active (v2) by an upload of nothing. An image that has data already is
     * left as it is.
     */
    void uploadNothing(String id);

    /**
     * Gives a queued image (v2) the location: by PATCH, and where that is refused, by the call that
     * came with 2.17. A refusal (4xx) has changed nothing.
     *
     * @param url such as {@code cinder://VOLUME}
     */
    Added addLocation(String id, String url);

    /** Asks for deletion; one that is gone already is fine. */
    void delete(String id);

    enum Registered {
        CREATED,
        /** 409: an image has, or once had, this id. */
        ID_TAKEN
    }

    enum Added {
        /** The image is active. */
        DONE,
        /** 202: Glance looks at it later, and says nothing if it finds nothing there. */
        ACCEPTED
    }
}
